"""Drift: what has changed about a generator is marked in its form, and listed for admins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from imagine import catalogue, upstream
from imagine.models import GeneratorSnapshot
from tests.pages import Visitor
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.django_db

PROMPT = {"name": "Prompt", "type": "textarea", "display_element": "textarea", "required": True}

Offer = Callable[..., None]


@pytest.fixture
def offer(sandbox: SandboxProcess) -> Offer:
    """Has the service list one generator with these params, and the studio hear of it."""

    def listed(key: str = "sky", **params: dict[str, Any]) -> None:
        offered = {"generator": key, "name": "Sky", "params": {"prompt": PROMPT, **params}}
        plain = {"generator": "plain", "name": "Plain", "params": {"prompt": PROMPT}}
        sandbox.generators([offered, plain])
        assert catalogue.refresh(upstream.connect())

    return listed


@pytest.fixture
def drifted(offer: Offer) -> None:
    """A generator in its second version: one setting renamed, one new, one gone."""
    offer(hour={"name": "Hour", "type": "int"}, haze={"name": "Haze", "type": "bool"})
    offer(hour={"name": "Time of day", "type": "int", "max_value": 24}, glow={"name": "Glow", "type": "bool"})


def beside(page, name: str) -> str:
    """What stands beside the label of a field."""
    found = page.select_one(f"[data-field='{name}'] .optional")
    return found.text if found else ""


def test_new_and_changed_settings_are_marked_and_retired_ones_named(artist, drifted):
    page = Visitor(artist).get("/create/sky/")
    assert beside(page, "hour") == "changed today, was “Hour”"
    assert beside(page, "glow") == "new today"
    assert beside(page, "prompt") == ""
    assert "No longer asked for: Haze." in " ".join(page.select_one(".fields").text.split())


def test_news_grow_old(artist, drifted):
    past = GeneratorSnapshot.objects.get(pk=GeneratorSnapshot.objects.earliest("pk").pk).first_seen_at
    month_ago = past.replace(year=past.year - 1)
    GeneratorSnapshot.objects.filter(key="sky").update(first_seen_at=month_ago)
    newest = GeneratorSnapshot.objects.filter(key="sky").latest("last_seen_at")
    GeneratorSnapshot.objects.filter(key="sky").exclude(pk=newest.pk).update(last_seen_at=month_ago)
    page = Visitor(artist).get("/create/sky/")
    assert beside(page, "hour") == ""
    assert "No longer asked for" not in page.text


def test_a_version_that_comes_back_is_news_again(artist, offer):
    hour, clock = {"name": "Hour", "type": "int"}, {"name": "Clock", "type": "int"}
    for one in (hour, clock, hour):
        offer(hour=one)
    assert beside(Visitor(artist).get("/create/sky/"), "hour") == "changed today, was “Clock”"


def test_admins_read_every_version_and_what_it_changed(admin_member, drifted):
    text = " ".join(Visitor(admin_member).get("/generators/").text.split())
    assert "Label: “Hour” → “Time of day”." in text
    assert "Most: nothing → “24”." in text
    assert "Haze haze No longer asked for." in text
    assert "The first version known here." in text


def test_only_admins_read_the_versions(artist, viewer, drifted):
    Visitor(artist).get("/generators/", expect=403)
    Visitor(viewer).get("/generators/", expect=403)


def test_a_generator_that_no_address_can_name_is_listed_with_its_reason(artist, offer):
    offer(key="a/b")
    page = Visitor(artist).get("/create/plain/")
    link = page.select_one("a[data-generator][aria-disabled]")
    assert "Sky unavailable" in link.text
    assert link["title"] == "Its key cannot be part of an address."
    assert not link.has_attr("href")
