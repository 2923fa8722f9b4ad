"""The trash: imagines go in together, come back together, and each tells who did it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from imagine import trash
from imagine.models import Command, Event, Imagine, Status
from tests.making import row

pytestmark = pytest.mark.django_db


def done(member=None, **fields):
    return row(member, status=Status.COMPLETE, ended_at=timezone.now(), **fields)


def all_rows():
    return Imagine.objects.all()


def test_what_goes_together_shares_one_moment_and_says_who_and_why(artist):
    numbers = [done(artist).pk for _ in range(3)]
    assert sorted(trash.throw(all_rows(), artist, "Too blue")) == numbers
    assert all_rows().values_list("trashed_at").distinct().count() == 1
    assert set(all_rows().values_list("trashed_by", "trash_reason")) == {(artist.pk, "Too blue")}


def test_each_of_them_gets_a_line_in_the_audit(artist):
    one, other = done(artist), done(artist)
    trash.throw(all_rows(), artist, "Too blue")
    trash.bring_back(all_rows(), artist)
    lines = Event.objects.order_by("pk").values_list("what", "imagine", "why")
    assert sorted(lines) == sorted(
        (what, number, why)
        for what, why in (("moved to trash", "Too blue"), ("restored", ""))
        for number in (one.pk, other.pk)
    )


def test_thrown_away_again_it_keeps_its_first_moment(artist, admin_member):
    done(artist)
    trash.throw(all_rows(), artist)
    before = all_rows().get().trashed_at
    assert trash.throw(all_rows(), admin_member) == []
    assert (all_rows().get().trashed_at, all_rows().get().trashed_by) == (before, artist)
    assert Event.objects.count() == 1


def test_what_is_on_its_way_this_instant_stays_out(artist):
    on_its_way = row(artist, status=Status.SENDING)
    settled = done(artist)
    assert trash.throw(all_rows(), artist) == [settled.pk]
    on_its_way.refresh_from_db()
    assert on_its_way.trashed_at is None


def test_deletions_leave_one_by_one_so_that_a_cancel_is_not_behind_them_all(artist):
    for number in range(3):
        done(artist, blockade_id=number + 1)
    trash.throw(all_rows(), artist)
    due = list(Command.objects.order_by("due_at").values_list("due_at", flat=True))
    assert [later - sooner for sooner, later in pairwise(due)] == [trash.BETWEEN] * 2
    assert due[0] - timezone.now() > trash.GRACE - timedelta(seconds=5)


def test_what_blockade_never_had_needs_no_deletion(artist):
    done(artist)
    done(artist, blockade_id=7, gone_at=timezone.now())
    trash.throw(all_rows(), artist)
    assert not Command.objects.exists()


def test_brought_back_nothing_is_deleted_and_nobody_stands_as_its_deleter(artist):
    done(artist, blockade_id=7)
    trash.throw(all_rows(), artist, "Oops")
    trash.bring_back(all_rows(), artist)
    back = all_rows().get()
    assert (back.trashed_at, back.trashed_by, back.trash_reason) == (None, None, "")
    assert Command.objects.get().outcome == "taken back"


def test_bringing_back_what_is_not_in_the_trash_does_nothing(artist):
    done(artist)
    assert trash.bring_back(all_rows(), artist) == []
    assert not Event.objects.exists()


def test_a_thousand_take_few_questions(artist, django_assert_max_num_queries):
    Imagine.objects.bulk_create(
        Imagine(
            member=artist, generator="sky", status=Status.COMPLETE, ended_at=timezone.now(), blockade_id=n
        )
        for n in range(1, 1001)
    )
    with django_assert_max_num_queries(50):
        assert len(trash.throw(all_rows(), artist)) == 1000


def test_one_finds_ones_own_and_an_admin_everybodys(artist, admin_member):
    mine, theirs = done(artist), done(admin_member)
    done(artist)
    trash.throw(Imagine.objects.filter(pk__in=[mine.pk, theirs.pk]), admin_member)
    assert set(trash.open_to(artist, is_admin=False)) == {mine}
    assert set(trash.open_to(admin_member, is_admin=True)) == {mine, theirs}
