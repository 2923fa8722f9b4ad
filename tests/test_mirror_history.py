"""The whole history, however long, odd or changed it is."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from imagine import mirror, upstream, worker
from imagine.blockade.records import Imagine as Record
from imagine.mirror import reading
from imagine.models import Imagine, Service, Status
from tests.making import record, row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db

# Values of one row that no database, page or reader was made for.
ODD = {
    "nul and surrogates": {"title": "a\0b\ud800c", "generator_data": {"prompt": "\0\udfff", "k\0": "\0"}},
    "no numbers": {"generator_data": {"a": float("nan"), "b": float("inf")}, "queue_position": float("nan")},
    "huge numbers": {"queue_position": 10**40, "user_id": 10**4000, "generator_data": {"seed": 2**80}},
    "a place beyond 32 bits": {"queue_position": 2**40},
    "long words": {"status": "x" * 5000, "obfuscated_id": "y" * 5000, "generator": "z" * 5000},
    "dates": {"created_at": "0000-00-00", "updated_at": "99999-01-01", "completed_at": 7},
    "types": {"title": {}, "generator_data": "text", "error_message": [], "status": 7},
    "nothing": dict.fromkeys(("status", "title", "generator", "generator_data", "created_at")),
}


def deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("odd", [*ODD, "depth"])
def test_one_odd_row_never_hides_the_others(odd):
    fields = ODD.get(odd) or {"generator_data": {"deep": deep(500)}}
    page = (record(id=1), record(id=2, **fields), record(id=3))
    mirror.store_all(page)
    assert set(Imagine.objects.values_list("blockade_id", flat=True)) == {1, 2, 3}
    assert mirror.store_all(page) == 3


def test_a_row_that_cannot_be_stored_at_all_costs_no_other(monkeypatch):
    page = tuple(record(id=number) for number in (1, 2, 3))
    bad = Record(**{**vars(page[1]), "raw": {"x": object()}})
    mirror.store_all((page[0], bad, page[2]))
    assert set(Imagine.objects.values_list("blockade_id", flat=True)) == {1, 3}


def test_more_new_rows_than_a_page_holds_are_all_found(sandbox, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 5)
    Service.objects.create(backfill_done_at=timezone.now())
    sandbox.add_rows([{"prompt": f"Row {n}"} for n in range(23)])
    mirror.refresh(upstream.connect())
    assert Imagine.objects.count() == 23


def test_a_deleted_row_is_noticed_and_confirmed_twice(sandbox, monkeypatch):
    monkeypatch.setattr(reading, "SECOND_LOOK", reading.timedelta(0))
    ids = sandbox.add_rows([{"prompt": f"Row {n}", "status": "abort"} for n in range(5)])
    mirror.refresh(upstream.connect())
    upstream.connect().delete(ids[2])
    mirror.refresh(upstream.connect())
    assert not Imagine.objects.exclude(gone_at=None).exists()
    before = sandbox.statistics()["calls"].get("imagine", 0)
    worker.run_until_idle()
    assert [gone.blockade_id for gone in Imagine.objects.exclude(gone_at=None)] == [ids[2]]
    assert sandbox.statistics()["calls"]["imagine"] - before == 2


def test_a_list_that_lies_about_everything_deletes_nothing(sandbox):
    sandbox.add_rows([{"prompt": f"Row {n}", "status": "abort"} for n in range(8)])
    mirror.refresh(upstream.connect())
    sandbox.fault("history", "missing_rows", times=None)
    for _ in range(3):
        mirror.refresh(upstream.connect())
        worker.run_until_idle()
    assert not Imagine.objects.exclude(gone_at=None).exists()


def test_a_gone_row_that_is_there_after_all_comes_back(sandbox):
    (there,) = sandbox.add_rows([{"prompt": "Back"}])
    mirror.refresh(upstream.connect())
    Imagine.objects.update(gone_at=timezone.now())
    sandbox.settle(there, "complete", title="Renamed")
    mirror.refresh(upstream.connect())
    assert Imagine.objects.get().gone_at is None


def test_a_pass_finds_what_was_deleted_long_ago(sandbox, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 5)
    monkeypatch.setattr(reading, "SECOND_LOOK", reading.timedelta(0))
    ids = sandbox.add_rows([{"prompt": f"Row {n}", "status": "abort"} for n in range(23)])
    while worker.backfill_next():
        continue
    upstream.connect().delete(ids[1])
    while worker.pass_next():
        continue
    worker.run_until_idle()
    assert [gone.blockade_id for gone in Imagine.objects.exclude(gone_at=None)] == [ids[1]]


def test_an_interrupted_backfill_goes_on_where_it_was(sandbox, monkeypatch, viewer):
    monkeypatch.setattr(reading, "PAGE", 10)
    sandbox.add_rows([{"prompt": f"Row {n}"} for n in range(35)])
    worker.backfill_next()
    sandbox.fault("history", "garbled", times=None)
    with pytest.raises(CommandError, match="go on from here"):
        call_command("backfill", stdout=io.StringIO())
    sandbox.clear_faults()
    assert "10 so far" in Visitor(viewer).get("/history/").text
    calls = sandbox.statistics()["calls"]["history"]
    out = io.StringIO()
    call_command("backfill", stdout=out)
    assert out.getvalue().splitlines() == ["20 read so far", "30 read so far", "Done: 35 read."]
    assert sandbox.statistics()["calls"]["history"] - calls == 3
    assert Imagine.objects.count() == 35


@pytest.mark.parametrize("lie", [{"value": False}, {"value": True}])
def test_a_lie_about_more_pages_neither_ends_a_backfill_early_nor_never(sandbox, monkeypatch, lie):
    monkeypatch.setattr(reading, "PAGE", 10)
    sandbox.add_rows([{"prompt": f"Row {n}"} for n in range(25)])
    sandbox.fault("history", "has_more", times=None, **lie)
    for _ in range(5):
        worker.backfill_next()
    assert upstream.service().backfill_done_at is not None
    assert Imagine.objects.count() == 25


def test_a_backfill_takes_the_memory_of_a_page_however_long_it_is(sandbox):
    sandbox.control("POST", "rows", {"count": 600, "like": {"prompt": "Many", "status": "abort"}})
    worker.backfill_next()
    tracemalloc.start()
    while worker.backfill_next():
        continue
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert Imagine.objects.count() == 600
    assert peak < 10_000_000


def test_an_active_row_is_fresh_while_the_backfill_runs(sandbox):
    sandbox.control("POST", "rows", {"count": 500, "like": {"prompt": "Old", "created_at": 1_600_000_000}})
    (active,) = sandbox.add_rows([{"prompt": "Now", "status": "processing"}])
    worker.backfill_next()
    mirror.refresh(upstream.connect())
    sandbox.settle(active, "complete")
    worker.backfill_next()
    worker._mirror_step()
    Service.objects.update(refreshed_at=None)
    worker._mirror_step()
    assert Imagine.objects.get(blockade_id=active).status == Status.COMPLETE
    assert upstream.service().backfill_done_at is None


def test_a_stopping_row_that_goes_on_after_its_cancel_stops_saying_so(sandbox, admin_member):
    (there,) = sandbox.add_rows([{"prompt": "On and on", "status": "processing"}])
    imagine = row(blockade_id=there, status=Status.PROCESSING, cancel_requested_at=timezone.now())
    mirror.refresh_one(upstream.connect(), imagine)
    imagine.refresh_from_db()
    assert imagine.cancel_requested_at is None
