"""Two hundred generators, some of them impossible: the form of any usable one opens as quickly as ever."""

from __future__ import annotations

from typing import Any

import pytest

from imagine import catalogue, upstream
from tests.pages import Visitor

pytestmark = pytest.mark.django_db
COUNT = 200


@pytest.fixture
def crowd(artist, sandbox) -> Visitor:
    prompt = {"type": "textarea", "required": True}
    offer: list[dict[str, Any]] = [
        {"generator": f"one-{number}", "name": f"Number {number}", "params": {"prompt": prompt}}
        for number in range(COUNT)
    ]
    offer[7]["params"]["shape"] = {"type": "object", "required": True, "name": "Shape"}
    sandbox.generators(offer)
    assert catalogue.refresh(upstream.connect())
    return Visitor(artist)


def test_all_of_them_are_listed_and_can_be_narrowed(crowd):
    page = crowd.get("/create/one-0/")
    assert len(page.select("a[data-generator]")) == COUNT
    assert page.select_one("[data-narrow]")


def test_one_that_cannot_be_used_is_listed_with_the_reason_and_the_others_work(crowd):
    page = crowd.get("/create/one-7/")
    assert "It needs “Shape”, and it wants data that no form can ask for." in page.select_one("#desk").text
    assert "unavailable" in page.select_one("a[href*='/create/one-7/']").text
    assert crowd.get("/create/one-8/").select_one("#id_p-prompt")


def test_the_number_of_questions_does_not_grow_with_the_generators(crowd, django_assert_max_num_queries):
    crowd.get("/create/one-0/")
    with django_assert_max_num_queries(16):
        crowd.get("/create/one-1/")
