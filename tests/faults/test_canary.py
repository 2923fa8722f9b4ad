"""The API key is in nothing that we write, whatever happens."""

from __future__ import annotations

import http.client
import io
import logging
import signal
import time
import traceback
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from blockade_site import logs
from imagine import commands, mirror, outbox, upstream, worker
from imagine.blockade import redaction
from imagine.blockade.errors import BlockadeError
from tests.making import ask, cancel_now, generator_key
from tests.sandbox_process import SandboxProcess
from tests.studio_process import StudioProcess

CANARY = "canary+7J7eD5TIiJR4GkytWvsPZNlw5BdDFtj2qlwM1s/VQHBnzY1sdhRndiVMOCZx"
SPELLINGS = [CANARY.encode(), quote(CANARY, "").encode(), quote(CANARY).encode()]
TROUBLE = (
    "server_error",
    "reset_after",
    "garbled",
    "refuse",
    "redirect",
    "not_http",
    "truncated",
    "huge_head",
)


def sings(content: bytes) -> bool:
    """Whether the key is in there, however it is spelled."""
    return any(spelling in content for spelling in SPELLINGS)


@pytest.fixture
def canary_sandbox():
    with SandboxProcess(key=CANARY) as sandbox:
        yield sandbox


@pytest.fixture
def log():
    """Everything that is logged at any level, by us and by libraries, as the product writes it."""
    before = logging.getLogRecordFactory()
    redaction.install([CANARY])
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.OneLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(redaction.RedactKey([CANARY]))
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    http.client.HTTPConnection.debuglevel = 1
    yield written
    http.client.HTTPConnection.debuglevel = 0
    root.removeHandler(handler)
    root.setLevel(level)
    logging.setLogRecordFactory(before)


@pytest.mark.django_db
def test_no_log_page_row_cache_or_traceback_holds_the_key(canary_sandbox, artist, settings, log, capfd):
    settings.BLOCKADE_URL, settings.BLOCKADE_API_KEY = canary_sandbox.base_url, CANARY
    canary_sandbox.pause()
    generator = generator_key()
    said: list[str] = []
    for seed, fault in enumerate(TROUBLE):
        for endpoint in ("generate", "history", "imagine", "cancel", "delete"):
            canary_sandbox.fault(endpoint, fault)
        imagine = ask(artist, generator, seed=seed)
        upstream.connect().governor.answered()
        outbox.send(outbox.claim())
        imagine.refresh_from_db()
        for step in (worker.refresh, worker.backfill_next, lambda row=imagine: outbox.reconcile(row)):
            try:
                step()
            except BlockadeError as error:
                said += [
                    "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
                ]
                said += [error.for_people, repr(error), repr(vars(error))]
        cancel_now(imagine, artist)
        commands.delete(imagine, artist)
        worker.carry_out_next()
        canary_sandbox.clear_faults()
    echo = {"title": f"It was {CANARY}"}
    canary_sandbox.fault("history", "set_fields", values=echo, times=None)
    canary_sandbox.add_rows([{"prompt": "Known", "status": "pending"}])
    upstream.connect().governor.answered()
    mirror.refresh(upstream.connect())
    client = Client()
    client.force_login(artist)
    pages = [client.get(path).content for path in ("/history/", "/queue/", "/create/", "/metrics")]
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += [repr(row).encode() for row in cursor.fetchall()]
    kept = repr(getattr(cache, "_cache", {})).encode()
    told = capfd.readouterr()
    assert any(b"[key]" in row for row in rows), "the key that Blockade echoed was never met"
    assert len(said) > 5
    everything = [log.getvalue(), *said, repr(upstream.connect()), told.err]
    assert [text[:200] for text in everything if sings(text.encode())] == []
    assert [content[:200] for content in (*pages, *rows, kept) if sings(content)] == []


def test_a_running_studio_writes_the_key_nowhere(canary_sandbox, tmp_path: Path):
    environ = {"BLOCKADE_API_KEY": CANARY, "BLOCKADE_URL": canary_sandbox.base_url, "IMAGINE_DEMO": "1"}
    canary_sandbox.add_rows([{"prompt": "Known", "title": f"It was {CANARY}"}])
    for fault in TROUBLE:
        canary_sandbox.fault("*", fault, times=2)
    studio = StudioProcess(tmp_path / "data", environ=environ)
    studio.start()
    time.sleep(3)
    pages = [
        page_of(studio.port, path) for path in ("/accounts/sign-in/", "/history/", "/nowhere", "/metrics")
    ]
    studio.end(signal.SIGTERM)
    assert all(pages)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in files)
    assert [path.name for path in files if sings(path.read_bytes())] == []
    assert [page[:200] for page in pages if sings(page)] == []
    assert not sings("\n".join(studio.said).encode())


def page_of(port: int, path: str) -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", path)
    answer = line.getresponse()
    content = answer.read() + str(answer.getheaders()).encode()
    line.close()
    return content
