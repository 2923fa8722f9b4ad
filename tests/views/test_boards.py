"""The shelf of boards: made, renamed, shared and deleted, by those who may."""

from __future__ import annotations

import pytest

from imagine import boards
from imagine.models import Board
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def skies(artist):
    board = boards.create(artist, "Skies")
    boards.add(board, [row(picture="a.jpg").pk, row().pk], artist)
    return board


@pytest.fixture
def mine(artist):
    return Visitor(artist)


def test_without_boards_the_page_says_what_they_are_for(viewer):
    page = Visitor(viewer).get("/boards/")
    assert "No boards yet" in page.text
    Visitor(viewer).post("/boards/", {"name": "Wishes"})
    assert Board.objects.get().member == viewer


def test_the_shelf_shows_cover_count_and_the_way_there(mine, skies):
    board = mine.get("/boards/").select_one(f"#board-{skies.pk}")
    assert board.select_one("a")["href"] == f"/history/?board={skies.pk}"
    assert "2 images" in board.text
    assert board.select_one("img")


def test_a_name_that_is_taken_is_explained_beside_its_field(mine, skies):
    page = mine.post("/boards/", {"name": "Skies"})
    assert page.select_one("#board-name-error").text.strip() == "There is a board “Skies” already."
    assert page.select_one("#board-name")["value"] == "Skies"


def test_a_board_is_a_filter_of_history(mine, skies):
    assert mine.client.get(f"/boards/{skies.pk}/").headers["Location"] == f"/history/?board={skies.pk}"


def test_it_is_renamed_shared_and_taken_back(mine, skies, viewer):
    mine.post(f"/boards/{skies.pk}/", {"name": "Clouds", "is_shared": "on"})
    assert Visitor(viewer).get("/boards/").select(f"#board-{skies.pk}")
    mine.post(f"/boards/{skies.pk}/", {"name": "Clouds"})
    assert not Visitor(viewer).get("/boards/").select(f"#board-{skies.pk}")
    skies.refresh_from_db()
    assert skies.name == "Clouds"


def test_deleting_asks_first_with_the_number_and_leaves_the_images(mine, skies):
    page = mine.get(f"/boards/{skies.pk}/delete/")
    assert "2 images lie on it and stay in History" in page.text
    assert Board.objects.exists()
    mine.post(f"/boards/{skies.pk}/delete/")
    assert not Board.objects.exists()
    assert skies.imagines.model.objects.count() == 2


def test_a_shared_board_is_changed_by_its_owner_and_admins_alone(artist, viewer, make_member, admin_member):
    shared = boards.create(viewer, "For the pitch", is_shared=True)
    Visitor(artist).post(f"/boards/{shared.pk}/", {"name": "Mine"}, expect=403)
    Visitor(artist).post(f"/boards/{shared.pk}/delete/", expect=403)
    Visitor(admin_member).post(f"/boards/{shared.pk}/", {"name": "Pitch", "is_shared": "on"})
    shared.refresh_from_db()
    assert shared.name == "Pitch"
    assert not Visitor(artist).get("/boards/").select(f"#board-{shared.pk} form")


def test_a_private_board_is_nobody_elses_not_even_an_admins(admin_member, skies):
    Visitor(admin_member).get(f"/boards/{skies.pk}/delete/", expect=404)


def test_the_number_of_questions_does_not_grow_with_the_shelf(mine, artist, django_assert_max_num_queries):
    for number in range(30):
        board = boards.create(artist, f"Board {number}")
        boards.add(board, [row(picture="a.jpg").pk], artist)
    mine.get("/boards/")
    with django_assert_max_num_queries(8):
        mine.get("/boards/")
