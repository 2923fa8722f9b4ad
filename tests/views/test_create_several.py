"""Variations and grids: several rows of one intent, told before they are sent, and never twice."""

from __future__ import annotations

import pytest

from imagine import worker
from imagine.models import Imagine
from tests.views.filling import filled

pytestmark = pytest.mark.django_db


def seeds() -> list[object]:
    return [imagine.params["seed"] for imagine in Imagine.objects.order_by("take")]


def test_variations_are_rows_of_one_intent_with_seeds_of_their_own(studio, key, sandbox):
    data = filled(studio.get(f"/create/{key}/"), prompt="Four of these") | {"takes": "4"}
    studio.post(f"/create/{key}/", data)
    rows = list(Imagine.objects.order_by("take"))
    assert [row.take for row in rows] == [0, 1, 2, 3]
    assert {str(row.intent) for row in rows} == {data["intent"]}
    assert len(set(seeds())) == 4
    worker.run_until_idle()
    assert sandbox.statistics()["accepted_count"] == 4


def test_the_same_form_sent_again_gives_the_same_rows(studio, key):
    data = filled(studio.get(f"/create/{key}/"), prompt="Twice three") | {"takes": "3"}
    studio.post(f"/create/{key}/", data)
    first = seeds()
    studio.post(f"/create/{key}/", data)
    assert seeds() == first


def test_another_number_of_the_same_form_is_explained_and_not_sent(studio, key):
    data = filled(studio.get(f"/create/{key}/"), prompt="Three, then five") | {"takes": "3"}
    studio.post(f"/create/{key}/", data)
    page = studio.post(f"/create/{key}/", data | {"takes": "5"})
    assert "sent before" in page.text
    assert Imagine.objects.count() == 3


def test_a_given_seed_is_the_first_of_the_variations(studio, key):
    data = filled(studio.get(f"/create/{key}/"), prompt="One kept", seed="77") | {"takes": "3"}
    studio.post(f"/create/{key}/", data)
    assert seeds()[0] == 77
    assert len(set(seeds())) == 3


@pytest.mark.parametrize(("asked", "made"), [("99", 8), ("0", 1), ("x", 1), ("", 1)])
def test_the_number_stays_within_its_bounds(studio, key, asked, made):
    data = filled(studio.get(f"/create/{key}/"), prompt="How many") | {"takes": asked}
    studio.post(f"/create/{key}/", data)
    assert Imagine.objects.count() == made


def test_htmx_gets_all_the_new_cards_the_newest_first(studio, key):
    data = filled(studio.get(f"/create/{key}/"), prompt="A row of cards") | {"takes": "3"}
    part = studio.post(f"/create/{key}/", data, htmx=True)
    shown = [int(card["data-imagine"]) for card in part.select(".card")]
    assert shown == [row.pk for row in Imagine.objects.order_by("-pk")]


def grid(studio, **more: str):
    data = filled(studio.get("/create/workshop/"), prompt="On a grid")
    return studio.post("/create/workshop/", data | {"try-1": "time", "try-1-values": "Dawn, Noon"} | more)


@pytest.fixture
def workshop_time(studio) -> str:
    """The key of a setting with a few choices."""
    page = studio.get("/create/workshop/")
    option = next(
        one for one in page.select("select[name=try-1] option") if "Dawn" in one.get("data-hint", "")
    )
    return option["value"]


def test_a_grid_is_told_before_it_is_sent(studio, workshop_time):
    page = grid(studio, **{"try-1": workshop_time})
    assert Imagine.objects.count() == 0
    assert "This makes 2 images" in page.select_one("#before").text
    assert "×2" in page.select_one("#send").text
    studio.post("/create/workshop/", filled(page))
    rows = list(Imagine.objects.order_by("take"))
    assert len({row.params[workshop_time] for row in rows}) == 2
    assert len({row.params["seed"] for row in rows}) == 1


def test_a_grid_whose_total_the_page_showed_is_sent_at_once(studio, workshop_time):
    grid(studio, **{"try-1": workshop_time, "takes": "2", "total": "4"})
    assert Imagine.objects.count() == 4
    assert len(set(seeds())) == 2


def test_a_value_that_is_none_is_said_beside_the_grid(studio, workshop_time):
    page = grid(studio, **{"try-1": workshop_time, "try-1-values": "Dawn, Elevenses"})
    assert "Elevenses" in page.select_one(".tries .error").text
    assert page.select_one(".tries")["open"] == ""
    assert Imagine.objects.count() == 0


def test_more_than_sixteen_at_once_are_refused(studio, workshop_time):
    values = "Dawn, Morning, Noon, Sunset, Dusk"
    page = grid(studio, **{"try-1": workshop_time, "try-1-values": values, "takes": "8", "total": "40"})
    assert "At most 16" in page.select_one(".why").text
    assert Imagine.objects.count() == 0
