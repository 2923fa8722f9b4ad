"""The key is in no log, no error and no traceback, whatever happens."""

import http.client
import io
import json
import logging
import traceback
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from imagine.blockade import redaction
from imagine.blockade.client import Blockade
from imagine.blockade.errors import BlockadeError
from imagine.blockade.redaction import RedactKey
from tests.sandbox_process import SandboxProcess

from .conftest import CANARY, Connect
from .test_faults import CASES, READS, WRITES, Case, Method

# What a key looks like in a header, in an address, and in JSON or a representation.
SPELLINGS = {CANARY, quote(CANARY, ""), json.dumps(CANARY), repr(CANARY.encode())}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any library logs at any level, as the handler of a careless project would write it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(args)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def installed() -> Iterator[None]:
    factory = logging.getLogRecordFactory()
    redaction.install([CANARY])
    yield
    logging.setLogRecordFactory(factory)


def holds_no_key(text: str) -> bool:
    return not any(spelling.strip("\"b'") in text for spelling in SPELLINGS)


@pytest.mark.parametrize("case", [case for case in CASES if "megabytes" not in case.options], ids=str)
def test_no_fault_tells_the_key_to_log_error_or_traceback(
    case: Case, sandbox: SandboxProcess, connect: Connect, log: io.StringIO
) -> None:
    """Without the filter: nothing may need it."""
    blockade = connect(sandbox.base_url, read_seconds=case.seconds, write_seconds=case.seconds)
    sandbox.fault("*", case.fault, **{"times": None} | dict(case.options))
    for method in (READS["history"], WRITES["generate"]):
        shown = trouble(blockade, method)
        assert "Error" in shown or "errors." in shown
        assert holds_no_key(shown)
    assert "urllib3" in log.getvalue() or "imagine.blockade" in log.getvalue()
    assert holds_no_key(log.getvalue())


def trouble(blockade: Blockade, method: Method) -> str:
    """All there is to see of the error `method` raises, the local variables of every frame included."""
    try:
        method(blockade, 1)
    except BlockadeError as error:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        logging.getLogger("some.page").exception("it failed: %r", error)
        return "".join(told.format()) + repr(error) + repr(vars(error))
    raise AssertionError("this fault did nothing")


def test_unreachable_hosts_tell_no_key(connect: Connect, log: io.StringIO) -> None:
    for address in ("http://127.0.0.1:9/api/v1", "https://127.0.0.1:9/api/v1"):
        for method in (READS | WRITES).values():
            assert holds_no_key(trouble(connect(address), method))
    assert holds_no_key(log.getvalue())


def test_http_client_prints_no_headers_when_told_to(
    blockade: Blockade, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(http.client.HTTPConnection, "debuglevel", 1)
    blockade.generators()
    assert capsys.readouterr().out == ""


def test_an_echo_of_the_key_reaches_no_record(blockade: Blockade, sandbox: SandboxProcess) -> None:
    sandbox.add_rows([{"status": "complete"}])
    sandbox.fault("history", "set_fields", values={"api_key": CANARY, "title": f"made with {CANARY}"})
    [row] = blockade.history().imagines
    assert row.title == "made with [key]"
    assert row.raw["api_key"] == "[key]"
    sandbox.fault("generate", "refuse", error=f"The key {CANARY} has no credits")
    with pytest.raises(BlockadeError) as caught:
        blockade.generate("stable-skybox", {"prompt": "fog"})
    assert holds_no_key(f"{caught.value} {caught.value.for_people}")


def boom() -> None:
    raise RuntimeError(f"refused with {CANARY}")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    "arguments",
    [
        (f"sent {CANARY}",),
        ("sent %s", CANARY),
        ("sent %s", CANARY.encode()),
        ("sent %r", {"x-api-key": CANARY}),
        ("sent %(key)s", {"key": CANARY}),
        ("sent %s", RuntimeError(CANARY)),
        ("sent %s", f"https://host/?api_key={quote(CANARY, '')}"),
        ("sent %s", json.dumps({"api_key": CANARY})),
        ("does not fit %s %s", CANARY),
        (RuntimeError(CANARY),),
    ],
)
def test_every_record_is_cleaned_as_it_is_made(arguments: tuple[object, ...], log: io.StringIO) -> None:
    logging.getLogger("any.library").warning(*arguments)
    assert "[key]" in log.getvalue()
    assert holds_no_key(log.getvalue())


@pytest.mark.usefixtures("installed")
def test_tracebacks_and_stacks_are_cleaned(log: io.StringIO) -> None:
    try:
        boom()
    except RuntimeError:
        logging.getLogger("any.library").exception("it failed", stack_info=True)
    assert "RuntimeError: refused with [key]" in log.getvalue()
    assert holds_no_key(log.getvalue())


@pytest.mark.usefixtures("installed")
def test_other_records_are_left_as_they_are(caplog: pytest.LogCaptureFixture) -> None:
    error = (ValueError, ValueError("plain"), None)
    with caplog.at_level(logging.INFO):
        logging.getLogger("any.library").info("%s of %d", "one", 2, exc_info=error)
    [record] = caplog.records
    assert (record.msg, record.args) == ("%s of %d", ("one", 2))
    assert record.exc_info == error


def test_the_filter_cleans_extra_fields_too() -> None:
    record = logging.makeLogRecord(
        {"msg": "sent", "url": CANARY, "headers": {"x-api-key": CANARY}, "size": 3}
    )
    assert RedactKey([CANARY]).filter(record) is True
    cleaned = vars(record)
    assert (cleaned["url"], cleaned["headers"]) == ("[key]", "{'x-api-key': '[key]'}")
    assert cleaned["size"] == 3


def test_later_secrets_join_earlier_ones(installed: None, log: io.StringIO) -> None:
    redaction.install(["another-secret-of-length"])
    logging.getLogger("any.library").warning("%s and another-secret-of-length", CANARY)
    assert log.getvalue().startswith("any.library WARNING [key] and [key]")


def test_short_keys_are_words_and_stay(log: io.StringIO) -> None:
    record = logging.makeLogRecord({"msg": "the sandbox is ready"})
    RedactKey(["sandbox", ""]).filter(record)
    assert record.getMessage() == "the sandbox is ready"


def test_the_filter_shows_no_secret() -> None:
    assert repr(RedactKey([CANARY])) == "<RedactKey>"
