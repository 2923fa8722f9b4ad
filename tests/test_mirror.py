"""Our copy of Blockade's history: what is read becomes rows, and rows never go backwards."""

from __future__ import annotations

import pytest
from django.utils import timezone

from imagine import mirror, outbox, upstream
from imagine.models import Imagine, Service, Status
from tests.making import SKYBOX, record, row

pytestmark = pytest.mark.django_db


def test_a_row_made_elsewhere_appears():
    stored = mirror.store(record(id=77, generator_data={"prompt": "Pine shore", "seed": 4}))
    assert stored is not None
    assert stored.made_elsewhere
    assert (stored.blockade_id, stored.prompt, stored.params["seed"]) == (77, "Pine shore", 4)


def test_the_same_record_twice_changes_nothing():
    first = mirror.store(record())
    assert first is not None
    mirror.store(record())
    again = Imagine.objects.get()
    assert again.revision == first.revision


def test_every_visible_change_gets_a_higher_revision():
    first = mirror.store(record(status="pending"))
    assert first is not None
    mirror.store(record(status="processing"))
    assert Imagine.objects.get().revision > first.revision


@pytest.mark.parametrize("end", ["complete", "abort", "error"])
@pytest.mark.parametrize("late", ["pending", "dispatched", "processing", "complete", "abort", "error", "odd"])
def test_an_end_never_changes_back(end, late):
    mirror.store(record(status=end, file_url="http://127.0.0.1/a.jpg" if end == "complete" else ""))
    mirror.store(record(status=late))
    assert Imagine.objects.get().status == end


def test_a_status_never_goes_back_on_its_way():
    mirror.store(record(status="processing"))
    mirror.store(record(status="pending"))
    assert Imagine.objects.get().status == Status.PROCESSING


def test_an_unknown_status_is_shown_and_is_no_end():
    mirror.store(record(status="polishing"))
    imagine = Imagine.objects.get()
    assert imagine.status == "polishing"
    assert imagine.is_active


def test_a_finished_record_is_due_for_the_archive_once():
    done = {"status": "complete", "file_url": "http://127.0.0.1/a.jpg"}
    mirror.store(record(**done))
    Imagine.objects.update(archive_due_at=None)
    mirror.store(record(**done, title="Renamed"))
    assert Imagine.objects.get().archive_due_at is None


def test_the_answer_of_a_submission_wins_over_a_twin_read_from_the_history(artist):
    ours = row(artist, status=Status.SENDING, params=SKYBOX, sent_at=timezone.now())
    twin = row(blockade_id=501, params={"prompt": "same"})
    mirror.link(ours, record())
    ours.refresh_from_db()
    assert ours.blockade_id == 501
    assert not Imagine.objects.filter(pk=twin.pk).exists()


def test_a_record_that_is_being_sent_right_now_is_not_stored_as_anothers(artist):
    row(artist, status=Status.SENDING, params=SKYBOX, sent_at=timezone.now())
    assert mirror.store(record(created_at=timezone.now().isoformat())) is None
    assert Imagine.objects.count() == 1


def test_a_record_that_may_be_an_unconfirmed_submission_has_it_looked_for_again_however_late(artist):
    ours = row(artist, status=Status.UNCONFIRMED, params=SKYBOX, sent_at=timezone.now(), verdict="absent")
    assert mirror.store(record(created_at=timezone.now().isoformat())) is None
    ours.refresh_from_db()
    assert (ours.candidates, ours.verdict, ours.is_active) == ([501], "", True)
    assert outbox.due_for_reconciling() == [ours]


def test_one_id_is_never_linked_to_two_submissions(artist):
    first = row(artist, blockade_id=501, params=SKYBOX)
    second = row(artist, status=Status.SENDING, params=SKYBOX, sent_at=timezone.now())
    mirror.link(second, record())
    second.refresh_from_db()
    assert second.blockade_id is None
    assert Imagine.objects.get(blockade_id=501) == first


def test_a_refresh_reads_what_others_made(sandbox):
    (made,) = sandbox.add_rows([{"prompt": "Made by another tool", "status": "complete"}])
    mirror.refresh(upstream.connect())
    imagine = Imagine.objects.get()
    assert (imagine.blockade_id, imagine.made_elsewhere) == (made, True)
    assert imagine.prompt == "Made by another tool"


def test_a_refresh_is_one_call_however_many_rows_are_open(sandbox):
    sandbox.pause()
    sandbox.add_rows([{"prompt": f"Row {n}", "status": "pending"} for n in range(20)])
    mirror.refresh(upstream.connect())
    before = sandbox.statistics()["calls"]["history"]
    mirror.refresh(upstream.connect())
    calls = sandbox.statistics()["calls"]
    assert (calls["history"] - before, calls.get("imagine", 0)) == (1, 0)


def test_a_row_that_vanished_is_gone_only_when_missed_twice(sandbox):
    lost = row(blockade_id=999_999_999)
    mirror.refresh_one(upstream.connect(), lost)
    lost.refresh_from_db()
    assert lost.gone_at is None
    mirror.refresh_one(upstream.connect(), lost)
    lost.refresh_from_db()
    assert lost.gone_at is not None
    assert not lost.is_active


def test_the_whole_history_is_read_page_by_page_and_not_again(sandbox, monkeypatch):
    monkeypatch.setattr(mirror.reading, "PAGE", 10)
    sandbox.add_rows([{"prompt": f"Row {n}", "status": "abort"} for n in range(25)])
    blockade = upstream.connect()
    assert [mirror.backfill(blockade) for _ in range(4)] == [True, True, False, False]
    assert Imagine.objects.count() == 25
    assert Service.objects.get().backfill_rows == 25
