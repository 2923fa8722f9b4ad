"""Behind the dots: what may be done with one imagine, and its star."""

from __future__ import annotations

import pytest
from django.utils import timezone

from imagine import boards, catalogue, favourites, upstream
from imagine.models import Status
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


def done(member=None, **fields):
    return row(member, status=Status.COMPLETE, ended_at=timezone.now(), **fields)


def words(page) -> list[str]:
    return [item.text.strip() for item in page.select(".more .button")]


def test_without_scripts_the_menu_is_a_page_with_a_way_back(artist):
    one = done(artist)
    page = Visitor(artist).get(f"/imagines/{one.pk}/more/", next="/history/?order=ASC")
    assert words(page) == ["Open", "Star", "Add to board…", "Copy link", "Move to trash"]
    assert page.select_one(".actions a")["href"] == "/history/?order=ASC"


def test_it_offers_what_the_member_may(artist, viewer, key):
    assert catalogue.refresh(upstream.connect())
    one = done(artist, generator=key, picture="a.jpg")
    offered = words(Visitor(viewer).get(f"/imagines/{one.pk}/more/"))
    assert offered == ["Open", "Star", "Add to board…", "Download", "Copy link"]
    offered = words(Visitor(artist).get(f"/imagines/{one.pk}/more/"))
    assert offered[5:] == ["Remix", "Same seed", "Use picture", "Move to trash"]


def test_what_is_still_made_is_cancelled_not_thrown_away(artist):
    one = row(artist, status=Status.PROCESSING)
    assert "Move to trash" not in words(Visitor(artist).get(f"/imagines/{one.pk}/more/"))


def test_on_a_board_it_offers_to_take_it_off(artist):
    one = done(artist)
    board = boards.create(artist, "Skies")
    boards.add(board, [one.pk], artist)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/history/?board={board.pk}"}
    answer = Visitor(artist).client.get(f"/imagines/{one.pk}/more/", headers=headers)
    assert "Take off “Skies”" in answer.content.decode()


def test_a_star_is_set_in_place_and_shows_on_the_next_page(viewer):
    one, visitor = done(picture="a.jpg"), Visitor(viewer)
    star = visitor.get("/history/").select_one(f"#star-{one.pk}")
    assert (star["aria-pressed"], star["value"], star["form"]) == ("false", "1", "act")
    part = visitor.post(star["formaction"], {"starred": star["value"]}, htmx=True)
    assert part.select_one(f"#star-{one.pk}")["aria-pressed"] == "true"
    assert "set" in visitor.get("/history/").select_one(f"#star-{one.pk}")["class"]


def test_without_scripts_a_star_leads_back_to_where_it_was_set(viewer):
    one = done()
    answer = Visitor(viewer).client.post(
        f"/imagines/{one.pk}/favourite/", {"starred": "1", "next": "/history/?order=ASC"}
    )
    assert answer.headers["Location"] == "/history/?order=ASC"
    answer = Visitor(viewer).client.post(
        f"/imagines/{one.pk}/favourite/", {"starred": "0", "next": "https://elsewhere.example/"}
    )
    assert answer.headers["Location"] == one.get_absolute_url()
    assert not favourites.starred(viewer, [one.pk])


def test_the_stars_of_a_page_take_one_question(viewer, django_assert_max_num_queries):
    for _ in range(24):
        done(picture="a.jpg")
    visitor = Visitor(viewer)
    visitor.get("/history/")
    with django_assert_max_num_queries(12):
        visitor.get("/history/")
