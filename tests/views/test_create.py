"""Create: a form from metadata, one imagine for one sending, nothing typed ever lost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from imagine import upstream, worker
from imagine.models import Imagine, Status
from tests.making import row
from tests.pages import Visitor
from tests.views.filling import filled

pytestmark = pytest.mark.django_db


def test_the_way_in_leads_to_the_first_generator(studio, key):
    answer = studio.client.get("/create/", follow=True)
    assert answer.redirect_chain[-1][0] == reverse("create", args=[key])


def test_generators_stand_in_their_sort_order(studio, key):
    page = studio.get(f"/create/{key}/")
    offered = upstream.connect().generators()
    labels = [generator.label for generator in sorted(offered, key=lambda one: one.sort_order or 0)]
    places = [page.text.index(label) for label in labels]
    assert places == sorted(places)


def test_there_is_one_control_for_each_param(studio, key):
    page = studio.get(f"/create/{key}/")
    names = {tag["name"] for tag in page.select("form [name^='p-']")}
    assert {"p-prompt", "p-negative_text", "p-seed"} <= names
    for control in page.select("form [name^='p-']"):
        assert page.select_one(f"label[for='{control['id']}']") or control.find_parent("label"), control


def test_sending_puts_one_imagine_into_the_outbox(studio, key, artist):
    page = studio.get(f"/create/{key}/")
    studio.post(f"/create/{key}/", filled(page, prompt="Pine shore in morning mist"))
    imagine = Imagine.objects.get()
    assert (imagine.member, imagine.status, imagine.prompt) == (
        artist,
        Status.HELD,
        "Pine shore in morning mist",
    )


def test_a_seed_left_empty_is_drawn_by_us(studio, key):
    page = studio.get(f"/create/{key}/")
    studio.post(f"/create/{key}/", filled(page, prompt="Mist", seed=""))
    seed = Imagine.objects.get().params["seed"]
    assert isinstance(seed, int)
    assert seed > 0


def test_the_same_form_sent_again_is_the_same_imagine(studio, key, sandbox):
    data = filled(studio.get(f"/create/{key}/"), prompt="Twice")
    for _ in range(3):
        studio.post(f"/create/{key}/", data)
    worker.run_until_idle()
    assert Imagine.objects.count() == 1
    assert sandbox.statistics()["accepted_count"] == 1


def test_back_and_resubmit_make_one_imagine_until_one_insists(studio, key):
    studio.post(f"/create/{key}/", filled(studio.get(f"/create/{key}/"), prompt="Once", seed=""))
    back = filled(studio.get(f"/create/{key}/"))
    page = studio.post(f"/create/{key}/", back)
    assert Imagine.objects.count() == 1
    assert "Nothing was sent" in page.select_one(".made").text
    studio.post(f"/create/{key}/", filled(page) | {"anyway": page.select_one("[name=anyway]")["value"]})
    assert Imagine.objects.count() == 2


def test_other_words_after_back_are_a_new_imagine(studio, key):
    studio.post(f"/create/{key}/", filled(studio.get(f"/create/{key}/"), prompt="Once", seed=""))
    studio.post(f"/create/{key}/", filled(studio.get(f"/create/{key}/"), prompt="Twice", seed=""))
    assert Imagine.objects.count() == 2


def test_pressing_again_on_the_page_one_sees_is_meant(studio, key):
    data = filled(studio.get(f"/create/{key}/"), prompt="Again and again", seed="")
    for _ in range(2):
        part = studio.post(f"/create/{key}/", data, htmx=True)
        data |= {name: part.select_one(f"input[name={name}]")["value"] for name in ("intent", "after")}
    assert Imagine.objects.count() == 2


def test_the_same_form_with_other_words_is_explained_and_not_sent(studio, key):
    data = filled(studio.get(f"/create/{key}/"), prompt="First words")
    studio.post(f"/create/{key}/", data)
    page = studio.post(f"/create/{key}/", data | {"p-prompt": "Other words"})
    assert Imagine.objects.get().prompt == "First words"
    assert "sent before" in page.text
    assert filled(page)["p-prompt"] == "Other words"
    assert filled(page)["intent"] != data["intent"]


def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(studio, key):
    page = studio.get(f"/create/{key}/")
    page = studio.post(f"/create/{key}/", filled(page, prompt="", negative_text="boats", seed="twelve"))
    assert page.select_one("#id_p-prompt-error").text.strip()
    assert "whole number" in page.select_one("#id_p-seed-error").text
    kept = filled(page)
    assert (kept["p-negative_text"], kept["p-seed"]) == ("boats", "twelve")
    assert Imagine.objects.count() == 0


def test_a_prompt_that_is_too_long_comes_back_whole(studio, key):
    long = "x" * 700
    page = studio.post(f"/create/{key}/", filled(studio.get(f"/create/{key}/"), prompt=long))
    assert "too long" in page.select_one("#id_p-prompt-error").text
    assert filled(page)["p-prompt"] == long


def test_htmx_gets_the_new_card_and_a_fresh_intent(studio, key):
    data = filled(studio.get(f"/create/{key}/"), prompt="A part only")
    part = studio.post(f"/create/{key}/", data, htmx=True)
    imagine = Imagine.objects.get()
    assert part.select_one(f"[data-imagine='{imagine.pk}'][data-status='held']")
    assert part.select_one("input[name=intent]")["value"] != data["intent"]


def test_htmx_gets_the_desk_back_with_errors(studio, key):
    part = studio.post(f"/create/{key}/", filled(studio.get(f"/create/{key}/"), prompt=""), htmx=True)
    assert part.select_one("#desk #id_p-prompt-error")


def test_the_form_stays_filled_in_after_sending(studio, key):
    page = studio.post(f"/create/{key}/", filled(studio.get(f"/create/{key}/"), prompt="Once more", seed=""))
    assert filled(page)["p-prompt"] == "Once more"
    assert filled(page)["p-seed"] in ("", "0")


def test_a_link_fills_the_form_and_sends_nothing(studio, key, sandbox):
    page = studio.get(f"/create/{key}/", prompt="From a link", seed="77")
    assert filled(page)["p-prompt"] == "From a link"
    assert filled(page)["p-seed"] == "77"
    assert Imagine.objects.count() == 0


def test_a_remix_takes_everything_but_the_seed(studio, key, artist):
    source = row(artist, generator=key, params={"prompt": "The original", "seed": 4242})
    page = studio.get(f"/create/{key}/", **{"from": source.pk})
    assert filled(page)["p-prompt"] == "The original"
    assert filled(page)["p-seed"] != "4242"
    studio.post(f"/create/{key}/", filled(page))
    assert Imagine.objects.order_by("-pk")[0].parent == source


def test_the_same_seed_is_kept_when_asked_for(studio, key, artist):
    source = row(artist, generator=key, params={"prompt": "The original", "seed": 4242})
    page = studio.get(f"/create/{key}/", **{"from": source.pk, "seed": "same"})
    assert filled(page)["p-seed"] == "4242"


def test_a_generator_nobody_offers_is_not_found(studio):
    studio.get("/create/no-such-thing/", expect=404)


def test_the_form_opens_with_the_last_good_metadata_while_blockade_is_down(studio, key, sandbox):
    studio.get(f"/create/{key}/")
    sandbox.stop()
    try:
        page = studio.get(f"/create/{key}/")
        studio.post(f"/create/{key}/", filled(page, prompt="Kept for later"))
    finally:
        sandbox.start()
    assert Imagine.objects.get().status == Status.HELD


def test_a_cold_start_without_blockade_says_so(artist, sandbox):
    sandbox.stop()
    try:
        page = Visitor(artist).get("/create/")
    finally:
        sandbox.start()
    assert "has not told" in page.text


def test_members_cannot_create(viewer, key):
    Visitor(viewer).get(f"/create/{key}/", expect=403)
    Visitor(viewer).post(f"/create/{key}/", {"p-prompt": "no"}, expect=403)
    assert Imagine.objects.count() == 0


def test_what_an_address_fills_in_narrows_nothing_of_the_stream_beside_it(studio, key, artist):
    mine = row(artist, params={"seed": 41})
    for query in ({"seed": "7"}, {"date": "today", "board": "9", "favourite": "1"}, {"stream": "\0"}):
        page = studio.get(f"/create/{key}/", **query)
        assert [tag["data-imagine"] for tag in page.select("[data-imagine]")] == [str(mine.pk)], query
