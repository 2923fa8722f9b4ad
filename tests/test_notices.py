"""Owners are told once what became of their images, and never what they did themselves."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from imagine import cancels, changes, mirror, notices, outbox, trash, upstream
from imagine.models import Imagine, Member, Notice, Status
from imagine.notices import Kind
from tests.making import ask, generator_key, record, row, sent

pytestmark = pytest.mark.django_db


def told(member: Member) -> list[tuple[str, int, dict]]:
    found = Notice.objects.filter(member=member).order_by("pk")
    return [(notice.kind, notice.imagine_id, notice.details) for notice in found]


def of(imagine: Imagine):
    return Imagine.objects.filter(pk=imagine.pk)


@pytest.mark.parametrize(
    ("fields", "kind", "why"),
    [
        ({"status": "complete"}, Kind.DONE, ""),
        ({"status": "error", "error_message": "Not safe"}, Kind.FAILED, "Not safe"),
        ({"status": "refused", "error_message": "No credits"}, Kind.REFUSED, "No credits"),
        ({"status": "unconfirmed", "verdict": "absent"}, Kind.ABSENT, ""),
        ({"status": "unconfirmed", "verdict": "several"}, Kind.SEVERAL, ""),
    ],
)
def test_an_end_is_told_with_its_reason(artist, viewer, fields, kind, why):
    imagine = row(artist)
    changes.change(of(imagine), **fields)
    assert told(artist) == [(kind, imagine.pk, {"why": why})]
    assert told(viewer) == []


def test_what_goes_on_is_not_told(artist):
    imagine = row(artist)
    for status in (Status.DISPATCHED, Status.PROCESSING):
        changes.change(of(imagine), status=status)
    changes.change(of(imagine), title="A title")
    assert told(artist) == []


def test_an_end_is_told_once_however_often_it_is_written(artist):
    imagine = row(artist)
    for _ in range(3):
        changes.change(of(imagine), status="complete")
    assert len(told(artist)) == 1


def test_what_was_made_elsewhere_is_nobodys_news():
    changes.change(of(row(None)), status="complete")
    assert not Notice.objects.exists()


def test_finished_ones_come_without_a_word_to_who_wants_none_and_failures_do_not(artist):
    Member.objects.filter(pk=artist.pk).update(wants_done_notices=False)
    changes.change(of(row(artist)), status="complete")
    failed = row(artist)
    changes.change(of(failed), status="error")
    assert [kind for kind, *_ in told(artist)] == [Kind.FAILED]


def test_a_change_that_came_too_late_tells_nothing(artist):
    imagine = row(artist, status="complete", ended_at=timezone.now())
    changes.change(of(imagine).filter(status="pending"), status="error")
    assert told(artist) == []


def test_a_rolled_back_change_tells_nothing(artist):
    with transaction.atomic():
        changes.change(of(row(artist)), status="complete")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_an_admin_who_stops_a_held_one_is_named_and_its_owner_is_not_told_of_oneself(artist, admin_member):
    ours, other = row(artist, status="held"), row(artist, status="held")
    cancels.cancel([ours.pk], artist, "")
    cancels.cancel([other.pk], admin_member, "making room")
    assert told(artist) == [(Kind.STOPPED, other.pk, {"by": "admin", "why": "making room"})]


def test_a_cancel_that_is_taken_back_is_no_news(artist, admin_member):
    imagine = row(artist, status="held")
    changes.change(of(imagine), status="abort", cancelled_by=admin_member, ended_at=timezone.now())
    assert len(told(artist)) == 1
    changes.change(of(imagine), status="held", cancelled_by=None, ended_at=None)
    assert told(artist) == []


def test_one_that_the_service_stopped_is_told_without_a_name(artist):
    imagine = row(artist)
    changes.change(of(imagine), status="abort")
    assert told(artist) == [(Kind.STOPPED, imagine.pk, {"by": "", "why": ""})]


def test_one_that_an_admin_throws_away_is_told_once(artist, admin_member):
    mine, theirs = row(artist, status="held"), row(artist, status="held")
    trash.throw(of(mine), artist)
    trash.throw(of(theirs), admin_member, "too many")
    assert told(artist) == [(Kind.TRASHED, theirs.pk, {"by": "admin", "why": "too many"})]


def test_the_mirror_and_the_outbox_tell(artist, sandbox):
    key = generator_key()
    done = sent(artist, key)
    mirror.store(record(id=done.blockade_id, status="complete", generator=key))
    sandbox.fault("generate", "refuse", status=400, error="No credits")
    refused = ask(artist, key, seed=8)
    outbox.send(outbox.claim())
    assert [(kind, pk) for kind, pk, _ in told(artist)] == [(Kind.DONE, done.pk), (Kind.REFUSED, refused.pk)]
    assert upstream.service().failing_since is None


def test_many_are_told_in_one_go(artist, viewer, django_assert_max_num_queries):
    for owner in (artist, viewer):
        for _ in range(20):
            row(owner)
    with django_assert_max_num_queries(16):
        changes.change(Imagine.objects.all(), status="complete")
    assert len(told(artist)) == len(told(viewer)) == 20


def test_reading_ends_at_what_was_seen(artist):
    first, second = row(artist), row(artist)
    changes.change(of(first), status="complete")
    seen = notices.newest(artist)[0].pk
    changes.change(of(second), status="complete")
    assert notices.read(artist, up_to=seen) == 1
    assert notices.unread(artist).get().imagine == second
