"""Settings with thousands of choices: the page holds the first of them, the rest are asked for."""

from __future__ import annotations

import pytest

from imagine import catalogue, upstream
from tests.pages import Visitor

pytestmark = pytest.mark.django_db

LABELS = [f"Style number {number}, in oil <b>" for number in range(5_000)]


@pytest.fixture
def studio(artist, sandbox) -> Visitor:
    style = {"type": "select", "options": LABELS}
    sandbox.generators([{"generator": "sky", "params": {"prompt": {"type": "text"}, "style": style}}])
    assert catalogue.refresh(upstream.connect())
    return Visitor(artist)


def test_the_page_stays_small_and_says_where_to_ask(studio):
    page = studio.ask("/create/sky/").content
    assert len(page) < 150_000
    assert studio.get("/create/sky/").select_one("[data-suggest=style]")


def test_what_is_typed_is_found_wherever_it_stands(studio):
    part = studio.ask("/create/sky/suggest/", param="style", words="number 4321").content.decode()
    assert part == "<option>Style number 4321, in oil &lt;b&gt;</option>"


@pytest.mark.parametrize("param", ["prompt", "nothing", ""])
def test_what_has_no_choices_suggests_nothing(studio, param):
    assert studio.ask("/create/sky/suggest/", param=param, words="x").content == b""
