"""Every fault that the sandbox can order has a defined end at every endpoint the studio uses."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import connections
from django.test import Client

from imagine import commands, mirror, outbox, upstream, worker
from imagine.blockade.errors import BlockadeError
from imagine.models import Command, Imagine, Status
from imagine.sandbox.faults.table import FAULTS
from tests.making import ask, generator_key
from tests.pages import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

# Seconds that a page may take while Blockade misbehaves, and what a whole call may take here.
PAGE, CALL = 0.5, 1.2
BEFORE = ("server_error", "redirect", "reset_before", "silence_before", "not_http")
REFUSED = ("refuse", "error_200")
# The answer is odd and can be read all the same.
READABLE = (
    "slow",
    "content_type",
    "not_utf8",
    "envelope",
    "set_fields",
    "unknown_status",
    "status_back",
    "odd_types",
    "odd_text",
    "odd_dates",
    "missing_fields",
    "broken_row",
    "shifted_page",
    "repeated_page",
    "has_more",
    "total_count",
    "duplicates",
    "missing_rows",
    "unsorted",
    "drip",
    "drip_head",
)
OPTIONS = {
    "drip": {"bytes": 4096, "pause": 0.0},
    "drip_head": {"pause": 0.0},
    "slow": {"seconds": 0.05},
    "silence_before": {"seconds": 2},
    "silence_after": {"seconds": 2},
    "late_acceptance": {"seconds": 0.2},
    "huge": {"megabytes": 9},
    "compressed": {"megabytes": 4},
    "endless": {"bytes": 1_000_000},
}
# What no list of a history does to a single record, and the other way round.
PAGING = (
    "shifted_page",
    "repeated_page",
    "has_more",
    "total_count",
    "duplicates",
    "missing_rows",
    "unsorted",
)
# `broken_row` puts a text among a list's rows, and a record has none.
SENT_BY_FAULT = {
    **dict.fromkeys(READABLE, Status.PENDING),
    **dict.fromkeys(REFUSED, Status.REFUSED),
    "unknown_status": "dreaming",
    "missing_fields": "unknown",
}


@pytest.fixture(autouse=True)
def quick(sandbox, monkeypatch) -> None:
    """Whole calls end soon, so that silence does too."""
    monkeypatch.setattr(upstream, "READ_SECONDS", CALL)
    monkeypatch.setattr(upstream, "WRITE_SECONDS", CALL)
    sandbox.pause()


@pytest.fixture
def pages(artist) -> Iterator[None]:
    """Somebody who reads pages all the while; fails when one of them took too long."""
    over = threading.Event()
    took: list[float] = []

    def read() -> None:
        client = Client()
        client.force_login(artist)
        while not over.wait(0.02):
            began = time.perf_counter()
            assert client.get("/history/").status_code == 200
            took.append(time.perf_counter() - began)
        connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    time.sleep(0.05)
    yield
    over.set()
    reader.join()
    assert sorted(took)[len(took) * 9 // 10] < PAGE


def calls(sandbox, endpoint: str) -> int:
    found: int = sandbox.statistics()["calls"].get(endpoint, 0)
    return found


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"shifted_page", "repeated_page"}))
def test_a_submission_under_any_fault_is_sent_once_and_ends_in_words(sandbox, artist, pages, fault):
    generator = generator_key()
    sandbox.fault("generate", fault, **OPTIONS.get(fault, {}))
    imagine = ask(artist, generator)
    outbox.send(outbox.claim())
    imagine.refresh_from_db()
    expected = SENT_BY_FAULT.get(fault, Status.UNCONFIRMED)
    if fault in PAGING:
        # No fault of a single record's answer.
        expected = Status.PENDING
    assert imagine.status == expected
    assert calls(sandbox, "generate") == 1
    page = Visitor(artist).get(imagine.get_absolute_url())
    if expected == Status.UNCONFIRMED:
        assert "may have been accepted" in page.select_one(".because").text
    if expected == Status.REFUSED:
        assert imagine.error_message in page.select_one(".because").text
    sandbox.clear_faults()
    time.sleep(0.3 if fault == "late_acceptance" else 0)
    worker.run_until_idle()
    assert calls(sandbox, "generate") == 1
    imagine.refresh_from_db()
    (there,) = sandbox.rows() or [{"id": None}]
    assert imagine.blockade_id == there["id"]


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_reading_under_any_fault_keeps_what_is_known(sandbox, fault):
    sandbox.add_rows([{"prompt": f"Row {n}", "status": "complete"} for n in range(3)])
    mirror.refresh(upstream.connect())
    known = set(Imagine.objects.values_list("blockade_id", "status"))
    before = calls(sandbox, "history"), calls(sandbox, "imagine")
    sandbox.fault("history", fault, **OPTIONS.get(fault, {}))
    sandbox.fault("imagine", fault, **OPTIONS.get(fault, {}))
    for step in (
        worker.refresh,
        lambda: Imagine.objects.update(reread_at="2020-01-01T00:00Z"),
        worker.reread_next,
    ):
        with suppress(BlockadeError):
            step()
    assert set(Imagine.objects.values_list("blockade_id", "status")) == known
    assert not Imagine.objects.exclude(gone_at=None).exists()
    # A read is repeated on its way at most twice.
    after = calls(sandbox, "history"), calls(sandbox, "imagine")
    assert all(now - then <= 3 for now, then in zip(after, before, strict=True))


@pytest.mark.parametrize("kind", ["cancel", "delete"])
@pytest.mark.parametrize("fault", sorted(set(FAULTS) - set(PAGING)))
def test_a_command_under_any_fault_is_carried_out_in_the_end(sandbox, artist, fault, kind):
    generator = generator_key()
    imagine = ask(artist, generator)
    outbox.send(outbox.claim())
    imagine.refresh_from_db()
    sandbox.fault(kind, fault, **OPTIONS.get(fault, {}))
    getattr(commands, kind)(imagine, artist)
    for _ in range(4):
        Command.objects.update(due_at="2020-01-01T00:00Z")
        worker.carry_out_next()
    command = Command.objects.get()
    assert command.done_at is not None
    imagine.refresh_from_db()
    there = {row["id"]: row["status"] for row in sandbox.rows()}
    if fault in REFUSED:
        assert command.outcome.startswith("not ")
        told = imagine.command_words
        assert told
        if kind == "cancel":
            assert told in Visitor(artist).get(imagine.get_absolute_url()).text
    elif kind == "cancel":
        assert (imagine.status, there[imagine.blockade_id]) == (Status.ABORT, "abort")
    else:
        assert imagine.gone_at is not None
        assert there == {}
