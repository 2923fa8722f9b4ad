"""Every fault that the sandbox can order has a defined end wherever the studio talks to Blockade."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import cycle

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from imagine import cancels, catalogue, commands, mirror, outbox, upstream, worker
from imagine.blockade.errors import BlockadeError
from imagine.models import Command, Imagine, Status
from imagine.sandbox.faults.table import FAULTS
from tests.making import ask, cancel_now, sent
from tests.pages import Visitor

PagesAnswer = Callable[[], AbstractContextManager[None]]

pytestmark = pytest.mark.django_db(transaction=True)

# Seconds that a page may take while Blockade misbehaves, and what a whole call may take here.
PAGE, CALL = 0.5, 0.6
REFUSED = ("refuse", "error_200")
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
# The answer is odd and can be read all the same.
READABLE = (
    *PAGING,
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
    "drip",
    "drip_head",
)
# No answer at all: a read is asked once more on its way, and then succeeds.
ASKED_AGAIN = ("reset_before", "reset_after", "late_acceptance", "not_http", "huge_head")
UNREADABLE = tuple(set(FAULTS) - {*READABLE, *ASKED_AGAIN, *REFUSED})
# A history whose rows have all lost their ids, or an account without generators, says no more than that.
LOST = {
    "history": tuple({*UNREADABLE} - {"null_fields"}),
    "generators": tuple({*UNREADABLE} - {"wrong_shape"}),
}
# Fifty thousand bytes, one by one: in time or not, as the machine likes. The border's own tests have it.
TOO_LONG = ("drip_head", "generators")
STEPS = {"history": worker.refresh, "imagine": worker.reread_next, "generators": worker.refresh_catalogue}
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
SENT_BY_FAULT = {
    **dict.fromkeys(READABLE, Status.PENDING),
    **dict.fromkeys(REFUSED, Status.REFUSED),
    "unknown_status": "dreaming",
    "missing_fields": "unknown",
}


@pytest.fixture
def generator(sandbox, monkeypatch) -> str:
    """A generator that the studio knows; whole calls end soon, so that silence does too."""
    monkeypatch.setattr(upstream, "READ_SECONDS", CALL)
    monkeypatch.setattr(upstream, "WRITE_SECONDS", CALL)
    sandbox.pause()
    catalogue.refresh(upstream.connect())
    return catalogue.entries()[0].key


@pytest.fixture
def pages_answer(generator, artist) -> PagesAnswer:
    """`with pages_answer():` somebody reads pages all the while; fails when most of them were late."""
    client = Client()
    client.force_login(artist)
    addresses = cycle(["/history/", f"/create/{generator}/", "/queue/"])

    def time_one() -> float:
        began = time.perf_counter()
        assert client.get(next(addresses)).status_code == 200
        return time.perf_counter() - began

    # Half a second, unless this machine is so busy that a page takes about as long without any trouble.
    limit = max(PAGE, 3 * max(time_one() for _ in range(3)))

    @contextmanager
    def reading() -> Iterator[None]:
        over = threading.Event()
        took: list[float] = []

        def read() -> None:
            while not over.is_set():
                took.append(time_one())
                over.wait(0.05)
            connections.close_all()

        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield
        finally:
            over.set()
            reader.join()
        # A page that waits for Blockade is late every time; one stumble of a busy machine is forgiven.
        assert len(took) < 2 or sorted(took)[-2] < limit, (took, limit)

    return reading


def calls(sandbox, endpoint: str) -> int:
    found: int = sandbox.statistics()["calls"].get(endpoint, 0)
    return found


def order(sandbox, endpoint: str, fault: str) -> int:
    """Order it for one call; returns how many calls the studio makes when it reads there once."""
    sandbox.fault(endpoint, fault, **OPTIONS.get(fault, {}))
    return 2 if fault in ASKED_AGAIN else 1


def says_that_it_fails(member) -> bool:
    return Visitor(member).get("/history/").select_one("#banner .banner") is not None


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"shifted_page", "repeated_page"}))
def test_a_submission_under_any_fault_is_sent_once_and_ends_in_words(
    sandbox, artist, generator, pages_answer, fault
):
    order(sandbox, "generate", fault)
    imagine = ask(artist, generator)
    with pages_answer():
        outbox.send(outbox.claim())
    imagine.refresh_from_db()
    expected = SENT_BY_FAULT.get(fault, Status.UNCONFIRMED)
    assert imagine.status == expected
    assert calls(sandbox, "generate") == 1
    page = Visitor(artist).get(imagine.get_absolute_url())
    assert page.select_one(f'[data-imagine="{imagine.pk}"]')["data-status"] == expected
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
def test_reading_under_any_fault_keeps_what_is_known(sandbox, artist, generator, pages_answer, fault):
    ids = sandbox.add_rows([{"prompt": f"Row {n}", "status": "complete"} for n in range(3)])
    mirror.refresh(upstream.connect())
    known = set(Imagine.objects.values_list("blockade_id", "status"))
    offered = [entry.key for entry in catalogue.entries()]
    for endpoint, step in STEPS.items():
        if (fault in PAGING and endpoint != "history") or (fault, endpoint) == TOO_LONG:
            continue
        Imagine.objects.filter(blockade_id=ids[0]).update(reread_at="2020-01-01T00:00Z")
        before, expected = calls(sandbox, endpoint), order(sandbox, endpoint, fault)
        with pages_answer(), suppress(BlockadeError):
            step()
        assert calls(sandbox, endpoint) - before == expected, endpoint
        assert set(Imagine.objects.values_list("blockade_id", "status")) == known
        assert not Imagine.objects.exclude(gone_at=None).exists()
        assert [entry.key for entry in catalogue.entries()] == offered
        assert says_that_it_fails(artist) == (fault in LOST.get(endpoint, UNREADABLE)), endpoint
        sandbox.clear_faults()
        step()
        worker.refresh()
        assert not says_that_it_fails(artist)


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - set(PAGING)))
def test_a_command_under_any_fault_is_carried_out_in_the_end(sandbox, artist, generator, pages_answer, fault):
    one, other = [sent(artist, generator, seed=seed) for seed in (1, 2)]
    sandbox.settle(other.blockade_id, "error")
    worker.refresh()
    cancel_now(one, artist)
    commands.delete(other, artist)
    carry_out(sandbox, pages_answer, fault, "cancel", "delete")
    there = {row["id"]: row["status"] for row in sandbox.rows()}
    for imagine in (one, other):
        imagine.refresh_from_db()
        assert not imagine.is_stopping
    if fault in REFUSED:
        assert there == {one.blockade_id: "pending", other.blockade_id: "error"}
        page = Visitor(artist).get(one.get_absolute_url())
        assert "The image service did not cancel it." in page.text
        assert other.command_words == "The image service does not delete it, so it is still there."
    else:
        assert there == {one.blockade_id: "abort"}
        assert (one.status, other.gone_at is not None) == (Status.ABORT, True)


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - set(PAGING)))
def test_a_cancel_of_everything_under_any_fault_is_carried_out_in_the_end(
    sandbox, artist, admin_member, generator, pages_answer, fault
):
    imagines = [sent(artist, generator, seed=seed) for seed in (1, 2)]
    cancels.cancel_account(admin_member, "making room", also_held=False)
    assert "Stopping" in Visitor(artist).get(imagines[0].get_absolute_url()).text
    order(sandbox, "cancel_pending", fault)
    the_call = Command.objects.filter(kind=Command.Kind.CANCEL_ALL)
    with pages_answer():
        while not the_call.exclude(done_at=None).exists() and calls(sandbox, "cancel_pending") < 2:
            the_call.update(due_at=timezone.now())
            worker.carry_out_next()
        worker.run_until_idle()
    assert not Command.objects.filter(done_at=None).exists()
    tries = 1 if fault in (*REFUSED, *READABLE) else 2
    assert calls(sandbox, "cancel_pending") == the_call.get().attempts == tries
    assert {row["status"] for row in sandbox.rows()} == {"abort"}
    for imagine in imagines:
        imagine.refresh_from_db()
        assert (imagine.status, imagine.is_stopping) == (Status.ABORT, False)


def carry_out(sandbox, pages_answer, fault: str, *endpoints: str) -> None:
    """Carry out what was asked for, however often it must be tried; each endpoint spoils one call."""
    for endpoint in endpoints:
        order(sandbox, endpoint, fault)
    with pages_answer():
        for _ in range(2 * len(endpoints)):
            Command.objects.update(due_at="2020-01-01T00:00Z")
            worker.carry_out_next()
        while worker.reread_next():
            continue
    assert not Command.objects.filter(done_at=None).exists()
    tries = sum(Command.objects.values_list("attempts", flat=True))
    assert sum(calls(sandbox, endpoint) for endpoint in endpoints) == tries <= 2 * len(endpoints)
