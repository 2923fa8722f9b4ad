"""Presets and earlier prompts: settings that come back with one press."""

from __future__ import annotations

import pytest

from imagine.models import Imagine, Preset
from tests.making import row
from tests.pages import Visitor
from tests.views.filling import filled

pytestmark = pytest.mark.django_db


def save(visitor: Visitor, key: str, name: str, *, htmx: bool = False, **more: str):
    data = filled(visitor.get(f"/create/{key}/"), prompt="A preset", seed="9") | {"preset_name": name}
    return visitor.post(f"/create/{key}/presets/", data | more, htmx=htmx)


@pytest.mark.parametrize("htmx", [False, True])
def test_saving_keeps_the_form_and_sends_nothing(studio, key, htmx):
    page = save(studio, key, "Dawn", htmx=htmx)
    assert filled(page)["p-prompt"] == "A preset"
    assert "Dawn" in page.select_one("#presets").text
    assert Imagine.objects.count() == 0


def test_applying_fills_the_form_and_keeps_the_draft(studio, key):
    save(studio, key, "Dawn")
    studio.client.post(f"/create/{key}/draft/", filled(studio.get(f"/create/{key}/"), prompt="My own"))
    page = studio.get(f"/create/{key}/", preset=Preset.objects.get().pk)
    assert (filled(page)["p-prompt"], filled(page)["p-seed"]) == ("A preset", "9")
    assert "Your earlier draft is kept" in page.text


def test_a_preset_is_ones_own_until_it_is_shared(studio, key, make_member):
    other = Visitor(make_member("other", role="artist"))
    save(studio, key, "Secret")
    save(studio, key, "For all", preset_shared="on")
    assert [link.text for link in other.get(f"/create/{key}/").select("#presets a")] == ["For allartist"]


def test_another_members_secret_preset_cannot_be_applied(studio, key, make_member):
    save(studio, key, "Secret")
    other = Visitor(make_member("other", role="artist"))
    page = other.get(f"/create/{key}/", preset=Preset.objects.get().pk)
    assert filled(page)["p-prompt"] == ""


def test_the_same_name_is_replaced_and_no_name_is_refused(studio, key):
    save(studio, key, "Dawn")
    save(studio, key, " Dawn ")
    assert Preset.objects.count() == 1
    assert "needs a name" in save(studio, key, "  ").text


def test_enter_in_the_name_of_a_preset_sends_nothing(studio, key):
    data = filled(studio.get(f"/create/{key}/"), prompt="Not sent") | {"preset_name": "Dawn"}
    page = studio.post(f"/create/{key}/", data)
    assert "Save the preset with its own button" in page.select_one(".why").text
    assert Imagine.objects.count() == 0


def test_only_its_owner_deletes_a_preset(studio, key, make_member):
    save(studio, key, "For all", preset_shared="on")
    preset = Preset.objects.get()
    Visitor(make_member("other", role="artist")).post(f"/presets/{preset.pk}/delete/", expect=403)
    studio.post(f"/presets/{preset.pk}/delete/")
    assert not Preset.objects.exists()
    studio.post(f"/presets/{preset.pk}/delete/", expect=404)


def prompts_on(page) -> list[str]:
    return [link.text for link in page.select("#earlier-list a")]


def test_earlier_prompts_are_ones_own_distinct_and_the_newest_first(studio, key, artist, make_member):
    for prompt in ("Pines", "Salt", "Pines"):
        row(artist, generator=key, prompt=prompt)
    row(make_member("other", role="artist"), generator=key, prompt="Somebody else’s")
    assert prompts_on(studio.get(f"/create/{key}/")) == ["Pines", "Salt"]


def test_earlier_prompts_are_searched_by_words(studio, key, artist):
    for prompt in ("Pines at dawn", "Salt at dawn", "Dawn of pines"):
        row(artist, generator=key, prompt=prompt)
    assert prompts_on(studio.get("/prompts/", query="dawn PINES", **{"for": key})) == [
        "Dawn of pines",
        "Pines at dawn",
    ]
    assert prompts_on(studio.get("/prompts/", htmx=True, query="salt")) == ["Salt at dawn"]
    assert "None of your prompts" in studio.get("/prompts/", query="volcano").text


def test_an_earlier_prompt_is_a_link_that_fills_the_form(studio, key, artist):
    row(artist, generator=key, prompt="Pines & <salt>")
    link = studio.get(f"/create/{key}/").select_one("#earlier-list a")
    page = studio.client.get(link["href"])
    assert b"Pines &amp; &lt;salt&gt;" in page.content
