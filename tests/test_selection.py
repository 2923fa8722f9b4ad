"""What somebody means by "these": ticked one by one, or all that match."""

from __future__ import annotations

import pytest
from django.utils import timezone

from imagine import selection
from imagine.models import Status
from imagine.search import Search
from imagine.selection import Selection
from tests.making import row

pytestmark = pytest.mark.django_db


def done(member=None, **fields):
    return row(member, status=Status.COMPLETE, ended_at=timezone.now(), **fields)


def test_ids_are_the_ones_that_are_there_newest_first():
    one, other = done(), done()
    thrown = done(trashed_at=timezone.now())
    sent = [str(one.pk), "", "x", "-1", "١", str(other.pk), str(one.pk), str(thrown.pk), "9" * 30]
    assert Selection.of(sent).numbers == [other.pk, one.pk]


def test_all_that_match_are_found_anew_and_counted():
    mine = [done(generator="sky") for _ in range(3)]
    done(generator="sea")
    chosen = Selection.of([], search=Search(generator="sky"), shown="3")
    assert chosen.numbers == [imagine.pk for imagine in reversed(mine)]
    assert not chosen.has_changed


def test_it_knows_when_there_are_more_than_the_page_said():
    done()
    assert Selection.of([], search=Search(), shown="2").has_changed
    assert Selection.of([], search=Search(), shown="").has_changed
    assert not Selection.of(["1"], shown="7").has_changed


def test_one_act_is_about_so_many_and_the_newest(monkeypatch):
    monkeypatch.setattr(selection, "AT_MOST", 2)
    rows = [done() for _ in range(3)]
    assert Selection.of([], search=Search(), shown="2").numbers == [rows[2].pk, rows[1].pk]


def test_an_artist_throws_away_ones_own_that_has_ended(artist, viewer):
    own, foreign, open_ = done(artist), done(viewer), row(artist)
    chosen = Selection.of(map(str, (own.pk, foreign.pk, open_.pk)))
    assert selection.sort(chosen, artist, is_admin=False) == selection.Sorted([own.pk], [], 1, 1)


def test_an_admin_throws_away_everybodys_but_apart_from_ones_own(artist, admin_member):
    own, foreign, open_ = done(admin_member), done(artist), row(artist)
    chosen = Selection.of(map(str, (own.pk, foreign.pk, open_.pk)))
    assert selection.sort(chosen, admin_member, is_admin=True) == selection.Sorted(
        [own.pk], [foreign.pk], 0, 1
    )
