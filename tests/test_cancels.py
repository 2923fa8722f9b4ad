"""Cancelling many hits what it says, waits ten seconds, can be taken back, and tells what came of each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from imagine import cancels, mirror, outbox, upstream, worker
from imagine.models import Command, Event, Imagine, Status
from tests.making import ask, generator_key, row, sent

pytestmark = pytest.mark.django_db


def statuses(*rows: Imagine) -> list[str]:
    return list(
        Imagine.objects.filter(pk__in=[one.pk for one in rows])
        .order_by("pk")
        .values_list("status", flat=True)
    )


def let_time_pass() -> None:
    """As if the ten seconds were over."""
    late = timezone.now() - timedelta(seconds=1)
    Command.objects.filter(done_at=None).exclude(due_at__gt=timezone.now() + cancels.AFTER_ALL / 2).update(
        due_at=late
    )


def outcomes(batch) -> list[str]:
    return [line.outcome for line in cancels.of_batch(batch)]


@pytest.fixture
def waiting(sandbox, artist):
    """Three imagines of the artist, waiting at Blockade for good."""
    sandbox.pause()
    key = generator_key()
    return [sent(artist, key, seed=seed) for seed in (1, 2, 3)]


def test_nothing_leaves_before_the_ten_seconds_are_over(sandbox, artist, waiting):
    batch = cancels.cancel([one.pk for one in waiting[:2]], artist, "")
    worker.run_until_idle()
    assert "cancel" not in sandbox.statistics()["calls"]
    assert {line.due_at - line.created_at for line in cancels.of_batch(batch)} == {timedelta(seconds=10)}
    let_time_pass()
    worker.run_until_idle()
    assert statuses(*waiting) == ["abort", "abort", "pending"]
    assert outcomes(batch) == ["cancelled", "cancelled"]


def test_taken_back_in_time_nothing_was_ever_asked_of_blockade(sandbox, artist, waiting):
    batch = cancels.cancel([one.pk for one in waiting], artist, "too many")
    assert cancels.take_back(batch, artist) == cancels.Undone(3, 0)
    let_time_pass()
    worker.run_until_idle()
    assert "cancel" not in sandbox.statistics()["calls"]
    assert statuses(*waiting) == ["pending"] * 3
    one = Imagine.objects.get(pk=waiting[0].pk)
    assert (one.is_stopping, one.cancelled_by, one.cancel_reason) == (False, None, "")
    assert outcomes(batch) == ["taken back"] * 3


def test_what_has_left_is_not_taken_back_and_the_rest_is(sandbox, artist, waiting):
    batch = cancels.cancel([one.pk for one in waiting], artist, "")
    first = Command.objects.filter(batch=batch).order_by("pk").first()
    Command.objects.filter(pk=first.pk).update(due_at=timezone.now())
    worker.carry_out_next()
    assert cancels.take_back(batch, artist) == cancels.Undone(2, 1)
    assert cancels.take_back(batch, artist).taken == 0
    assert statuses(*waiting) == ["abort", "pending", "pending"]


def test_a_held_one_stops_at_once_for_nothing_and_can_be_put_back(sandbox, artist):
    held = ask(artist, generator_key())
    batch = cancels.cancel([held.pk], artist, "")
    assert statuses(held) == ["abort"]
    assert outbox.claim() is None
    assert cancels.take_back(batch, artist) == cancels.Undone(1, 0)
    assert outbox.claim() == held


def test_a_held_one_stays_stopped_once_the_time_is_over(artist):
    held = ask(artist, "sky")
    batch = cancels.cancel([held.pk], artist, "")
    Command.objects.update(created_at=timezone.now() - timedelta(seconds=11))
    assert cancels.take_back(batch, artist) == cancels.Undone(0, 1)
    assert statuses(held) == ["abort"]


def test_every_one_that_was_meant_has_a_line_that_says_what_came_of_it(sandbox, artist, waiting):
    ended = row(artist, status=Status.COMPLETE, ended_at=timezone.now(), blockade_id=9001)
    sending = row(artist, status=Status.SENDING)
    gone = row(artist, status=Status.PENDING, gone_at=timezone.now(), blockade_id=9002)
    batch = cancels.cancel([waiting[0].pk, waiting[1].pk, ended.pk, sending.pk, gone.pk], artist, "")
    sandbox.settle(waiting[1].blockade_id, "complete")
    let_time_pass()
    worker.run_until_idle()
    found = {line.imagine_id: line.outcome for line in cancels.of_batch(batch)}
    assert found == {
        waiting[0].pk: "cancelled",
        waiting[1].pk: "finished first",
        ended.pk: "finished first",
        sending.pk: "not cancelled",
        gone.pk: "gone",
    }


def test_one_that_finished_within_the_ten_seconds_is_left_alone(sandbox, artist, waiting):
    batch = cancels.cancel([waiting[0].pk], artist, "")
    sandbox.settle(waiting[0].blockade_id, "complete")
    mirror.refresh(upstream.connect())
    let_time_pass()
    worker.carry_out_next()
    assert outcomes(batch) == ["finished first"]
    assert "cancel" not in sandbox.statistics()["calls"]
    assert not Imagine.objects.get(pk=waiting[0].pk).is_stopping


def test_cancelling_the_same_twice_is_one_cancel(artist, waiting):
    cancels.cancel([waiting[0].pk], artist, "")
    again = cancels.cancel([waiting[0].pk], artist, "")
    assert outcomes(again) == ["cancelled by somebody else"]
    assert Command.objects.filter(done_at=None).count() == 1


def test_one_order_is_one_line_of_the_audit(artist, admin_member, waiting):
    batch = cancels.cancel([one.pk for one in waiting], admin_member, "making room")
    line = Event.objects.get(what="cancel asked")
    assert (line.member, line.why, line.details["rows"]) == (admin_member, "making room", 3)
    assert line.details["imagines"] == [one.pk for one in waiting]
    cancels.take_back(batch, admin_member)
    assert Event.objects.filter(what="cancel taken back").count() == 1


def test_everything_pending_is_stopped_by_one_call_and_nothing_else(sandbox, artist, admin_member, waiting):
    sandbox.settle(waiting[0].blockade_id, "processing")
    mirror.refresh(upstream.connect())
    batch = cancels.cancel_account(admin_member, "making room", also_held=False)
    worker.run_until_idle()
    assert "cancel_pending" not in sandbox.statistics()["calls"]
    let_time_pass()
    worker.run_until_idle()
    assert statuses(*waiting) == ["processing", "abort", "abort"]
    calls = sandbox.statistics()["calls"]
    assert calls["cancel_pending"] == 1
    assert "cancel" not in calls
    # The call itself, and each of the two that it was to stop.
    assert outcomes(batch) == ["cancelled"] * 3


def test_while_everything_is_being_cancelled_nothing_is_sent_that_would_be_hit(artist, admin_member, waiting):
    ask(artist, "sky")
    batch = cancels.cancel_account(admin_member, "stop", also_held=False)
    assert outbox.claim() is None
    cancels.take_back(batch, admin_member)
    assert outbox.claim() is not None


def test_one_of_ours_that_nobody_was_told_of_is_not_hit(sandbox, artist, admin_member, waiting):
    late = waiting.pop()
    Imagine.objects.filter(pk=late.pk).update(status=Status.SENDING)
    batch = cancels.cancel_account(admin_member, "stop", also_held=False)
    Imagine.objects.filter(pk=late.pk).update(status=Status.PENDING)
    let_time_pass()
    worker.run_until_idle()
    assert statuses(*waiting, late) == ["abort", "abort", "pending"]
    assert outcomes(batch) == ["one by one", "cancelled", "cancelled"]


def test_where_the_one_call_is_refused_each_is_cancelled_by_its_own_id(sandbox, admin_member, waiting):
    sandbox.fault("cancel_pending", "refuse", times=None)
    batch = cancels.cancel_account(admin_member, "stop", also_held=False)
    let_time_pass()
    worker.run_until_idle()
    assert statuses(*waiting) == ["abort"] * 3
    assert outcomes(batch) == ["one by one", "cancelled", "cancelled", "cancelled"]
    assert sandbox.statistics()["calls"]["cancel_pending"] == 1


def test_everything_can_be_taken_back_held_ones_too(artist, admin_member, waiting):
    held = ask(artist, "sky")
    batch = cancels.cancel_account(admin_member, "stop", also_held=True)
    assert statuses(held) == ["abort"]
    assert cancels.take_back(batch, admin_member) == cancels.Undone(4, 0)
    assert statuses(*waiting, held) == ["pending"] * 3 + ["held"]
    assert not Command.objects.filter(done_at=None).exists()
