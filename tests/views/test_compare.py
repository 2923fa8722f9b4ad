"""Two imagines beside each other, and only what is not the same about them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from PIL import Image

from imagine import archive, catalogue, lineage, upstream
from imagine.models import Imagine, Member
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known(key) -> None:
    """The studio knows the generators, and their labels."""
    assert catalogue.refresh(upstream.connect())


def made(member: Member, generator: str, *, seconds: int = 20, **params: object) -> Imagine:
    """A finished imagine with a picture."""
    now = timezone.now()
    prompt = str(params.setdefault("prompt", "Salt flat after rain"))
    times = {"processing_at": now - timedelta(seconds=seconds), "ended_at": now}
    imagine = row(member, status="complete", generator=generator, prompt=prompt, params=params, **times)
    out = io.BytesIO()
    Image.new("RGB", (64, 32), "teal").save(out, "PNG")
    archive.keep(imagine, out.getvalue())
    return imagine


def address(left: Imagine | int | str, right: Imagine | int | str) -> str:
    numbers = [one.pk if isinstance(one, Imagine) else one for one in (left, right)]
    return "/compare/?left={}&right={}".format(*numbers)


def table(page: BeautifulSoup) -> dict[str, tuple[str, str]]:
    """The differences by label."""
    lines = [line.select("th, td") for line in page.select(".differing tbody tr")]
    return {cells[0].text.strip(): (value(cells[1]), value(cells[2])) for cells in lines}


def value(cell: BeautifulSoup) -> str:
    return str(cell.select_one("span").text)


def test_only_what_differs_is_told(studio, key, artist, admin_member):
    left = made(artist, key, seed=7, negative_text="boats")
    right = made(admin_member, key, seed=8, negative_text="boats", seconds=25)
    told = table(studio.get(address(left, right)))
    assert told["Seed"] == ("7", "8")
    assert told["Time taken"] == ("20\u202fs", "25\u202fs")
    assert told["Made by"] == ("You", "admin")
    assert {"Prompt", "Generator", "Size"}.isdisjoint(told)
    assert not any("boats" in str(values) for values in told.values())


def test_what_only_one_of_them_has_differs(studio, key, artist):
    told = table(studio.get(address(made(artist, key, negative_text="boats"), made(artist, key))))
    assert ("boats", "none") in told.values()


def test_two_that_are_the_same_say_so(studio, key, artist):
    page = studio.get(address(made(artist, key, seed=7), made(artist, key, seed=7)))
    assert page.select("table") == []
    assert "Nothing: the same settings" in page.text


def test_a_value_is_taken_over_to_the_other_ones_settings(studio, key, artist):
    left = made(artist, key, prompt="Pine shore", seed=7)
    right = made(artist, key, prompt="Salt flat after rain", seed=8)
    page = studio.get(address(left, right))
    seeds = next(line for line in page.select("tbody tr") if line.select_one("th").text == "Seed")
    take_left, take_right = (link["href"] for link in seeds.select("a.take"))
    form = studio.get(take_left)
    assert form.select_one("[name=p-seed]")["value"] == "7"
    assert form.select_one("[name=p-prompt]").text.strip() == "Salt flat after rain"
    form = studio.get(take_right)
    assert form.select_one("[name=p-seed]")["value"] == "8"
    assert form.select_one("[name=p-prompt]").text.strip() == "Pine shore"


def test_a_prompt_is_taken_with_the_other_ones_seed(studio, key, artist):
    left = made(artist, key, prompt="Pine shore", seed=7)
    right = made(artist, key, seed=8)
    form = studio.get(studio.get(address(left, right)).select_one("a.take")["href"])
    assert form.select_one("[name=p-prompt]").text.strip() == "Pine shore"
    assert form.select_one("[name=p-seed]")["value"] == "8"


def test_members_compare_and_have_nothing_to_take(viewer, key, artist):
    page = Visitor(viewer).get(address(made(artist, key, seed=7), made(artist, key, seed=8)))
    assert table(page)["Seed"] == ("7", "8")
    assert page.select("a.take") == []


def test_strangers_are_led_to_sign_in(key, artist):
    answer = Visitor().ask(address(made(artist, key), made(artist, key)))
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]


def test_sides_are_swapped_by_a_link(studio, key, artist):
    left, right = made(artist, key), made(artist, key)
    page = studio.get(address(left, right))
    swap = next(link for link in page.select("a") if "Swap" in link.text)
    assert swap["href"] == f"?left={right.pk}&right={left.pk}"


def test_with_one_side_the_family_is_offered_first(studio, key, artist):
    parent = made(artist, key)
    child = made(artist, key)
    Imagine.objects.filter(pk=child.pk).update(parent=parent)
    newest = made(artist, key)
    links = [link["href"] for link in studio.get(f"/compare/?left={parent.pk}").select(".choose a")]
    assert links == [f"?left={parent.pk}&right={one.pk}" for one in (child, newest)]
    assert studio.get("/compare/").select_one(".choose a")["href"] == f"?left={newest.pk}"


@pytest.mark.parametrize(
    "text", ["{0}", "%23{0}", "+{0}+", "https://studio.example.com/imagines/{0}/?yaw=3", "/imagines/{0}/"]
)
def test_a_side_is_named_by_number_or_address(studio, key, artist, text):
    left, right = made(artist, key), made(artist, key)
    page = studio.get(address(left, text.format(right.pk)))
    assert page.select_one("h1").text == f"Compare #{left.pk} and #{right.pk}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("99999", "There is no image #99999 here."),
        ("the blue one", "An image has a number"),
        ("9" * 30, "An image has a number"),
        ("%00", "An image has a number"),
        ("١٢", "An image has a number"),
    ],
)
def test_a_side_that_is_not_there_is_asked_for_again(studio, key, artist, text, words):
    left = made(artist, key)
    page = studio.get(address(left, text))
    assert words in page.select_one("[role=alert]").text
    assert page.select_one("[name=left]")["value"] == str(left.pk)


def test_nothing_is_compared_with_itself(studio, key, artist):
    left = made(artist, key)
    page = studio.get(address(left, left))
    assert "Choose another one" in page.select_one("[role=alert]").text


def test_what_is_in_the_trash_is_not_compared(studio, key, artist):
    left, right = made(artist, key), made(artist, key)
    Imagine.objects.filter(pk=right.pk).update(trashed_at=timezone.now())
    page = studio.get(address(left, right))
    assert f"There is no image #{right.pk} here." in page.text
    assert f"right={right.pk}" not in str(page.select(".choose"))


def test_an_empty_studio_has_a_page_too(studio):
    assert "There is no finished picture yet." in studio.get("/compare/").text


def test_both_pages_ask_the_database_little(studio, key, artist, django_assert_max_num_queries):
    left, right = made(artist, key, seed=7), made(artist, key, seed=8)
    for path in (address(left, right), f"/compare/?left={left.pk}"):
        studio.get(path)
        with django_assert_max_num_queries(8):
            studio.get(path)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"seed": 7}, {"seed": 8}, "new seed"),
        ({"seed": 7}, {"seed": 7}, ""),
        ({"prompt": "a", "seed": 7}, {"prompt": "b", "seed": 8}, "prompt"),
        ({"x": 1, "prompt": "a"}, {"x": 2, "prompt": "b"}, "prompt and 1 more"),
        ({}, {"x": 2}, "x"),
    ],
)
def test_lineage_says_what_changed(db, before, after, words):
    assert lineage.change(row(params=before), row(params=after)) == words


def test_a_sheet_leads_to_its_parent_and_to_what_was_made_from_it(studio, key, artist, viewer):
    parent, middle, child = (made(artist, key, seed=seed) for seed in (7, 8, 9))
    Imagine.objects.filter(pk=middle.pk).update(parent=parent)
    Imagine.objects.filter(pk=child.pk).update(parent=middle)
    page = studio.get(middle.get_absolute_url())
    links = {link["href"]: " ".join(link.text.split()) for link in page.select(".family a")}
    assert links == {
        parent.get_absolute_url(): f"Made from #{parent.pk}: You, new seed",
        child.get_absolute_url(): f"Made into #{child.pk}: You, new seed",
    }


def test_settings_are_there_as_text(studio, key, artist):
    imagine = made(artist, key, prompt="Pine shore", seed=7)
    lines = studio.get(imagine.get_absolute_url()).select_one("[data-as-text]").text.strip().splitlines()
    assert lines[:2] == ["Pine shore", ""]
    assert "Seed: 7" in lines
    assert lines[-2:] == [f"Image: #{imagine.pk}", f"http://testserver/imagines/{imagine.pk}/"]


def test_a_sheet_asks_the_database_little(studio, key, artist, django_assert_max_num_queries):
    imagine = made(artist, key)
    studio.get(imagine.get_absolute_url())
    with django_assert_max_num_queries(8):
        studio.get(imagine.get_absolute_url())
