"""Boards: imagines under a name, for one member or for the team."""

from __future__ import annotations

import pytest

from imagine import boards
from imagine.models import Board, Event
from imagine.permissions import ADMIN, ARTIST, VIEWER
from tests.making import row

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(artist):
    return boards.create(artist, "Skies")


@pytest.fixture
def shared(artist):
    return boards.create(artist, "For the pitch", is_shared=True)


def test_a_board_of_ones_own_is_nobody_elses_to_see(own, shared, artist, viewer, admin_member):
    assert list(boards.open_to(artist)) == [shared, own]
    assert list(boards.open_to(viewer)) == [shared]
    assert list(boards.open_to(admin_member)) == [shared]


@pytest.mark.parametrize("name", ["", "   ", "\0", "x" * 81])
def test_a_name_that_will_not_do_is_refused_with_words(artist, name):
    with pytest.raises(boards.NameProblem, match="name"):
        boards.create(artist, name)
    assert not Board.objects.exists()


def test_a_member_has_one_board_of_a_name_and_another_may_have_it_too(own, artist, viewer):
    with pytest.raises(boards.NameProblem, match="There is a board “Skies” already"):
        boards.create(artist, " Skies ")
    assert boards.create(viewer, "Skies").name == "Skies"


def test_the_same_imagine_lies_on_a_board_once(own, artist):
    one, other = row(), row()
    assert boards.add(own, [one.pk], artist) == 1
    assert boards.add(own, [one.pk, other.pk], artist) == 1
    assert boards.remove(own, [one.pk, one.pk], artist) == 1
    assert list(own.imagines.all()) == [other]


def test_who_may_fill_and_who_may_manage(own, shared, artist, viewer, admin_member):
    people = [(artist, ARTIST), (admin_member, ADMIN), (viewer, VIEWER)]
    assert [boards.may_fill(own, *who) for who in people] == [True, False, False]
    assert [boards.may_manage(own, *who) for who in people] == [True, False, False]
    assert [boards.may_fill(shared, *who) for who in people] == [True, True, False]
    assert [boards.may_manage(shared, *who) for who in people] == [True, True, False]


def test_what_happens_to_a_shared_board_is_on_record(shared, artist, admin_member):
    imagine = row()
    boards.add(shared, [imagine.pk], artist)
    boards.remove(shared, [imagine.pk], admin_member)
    boards.change(shared, admin_member, name="Pitch", is_shared=True)
    boards.delete(shared, admin_member)
    lines = Event.objects.order_by("pk").values_list("what", "member__username", "details__name")
    assert list(lines) == [
        ("shared board made", "artist", "For the pitch"),
        ("put on shared board", "artist", "For the pitch"),
        ("taken off shared board", "admin", "For the pitch"),
        ("shared board changed", "admin", "Pitch"),
        ("shared board deleted", "admin", "Pitch"),
    ]


def test_what_happens_to_ones_own_is_ones_own_business(own, artist):
    boards.add(own, [row().pk], artist)
    boards.change(own, artist, name="Clouds", is_shared=False)
    boards.delete(own, artist)
    assert not Event.objects.exists()


def test_the_shelf_counts_what_is_not_in_the_trash_and_shows_the_newest_picture(own, shared, artist, viewer):
    old, new, thrown = (row(picture=name) for name in ("old.jpg", "new.jpg", "thrown.jpg"))
    for imagine in (old, new, thrown):
        boards.add(own, [imagine.pk], artist)
    boards.add(own, [row().pk], artist)
    type(thrown).objects.filter(pk=thrown.pk).update(trashed_at=thrown.created_at)
    shelf = {found.board: (found.total, found.cover) for found in boards.shelf(artist)}
    assert shelf == {own: (3, new), shared: (0, None)}
    assert [found.board for found in boards.shelf(viewer)] == [shared]
