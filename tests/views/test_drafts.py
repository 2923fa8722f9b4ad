"""What is typed is never lost: not by a reload, a sign-out, a session's end, a remix, another version."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache

from imagine import catalogue, upstream
from imagine.models import Draft, Imagine
from imagine.permissions import VIEWER, set_role
from tests.making import row
from tests.pages import Visitor
from tests.views.filling import filled

pytestmark = pytest.mark.django_db


def save(visitor: Visitor, key: str, page=None, **values: str) -> None:
    page = page or visitor.get(f"/create/{key}/")
    answer = visitor.client.post(f"/create/{key}/draft/", filled(page, **values))
    assert answer.status_code == 204


def test_a_draft_is_there_the_next_time_and_for_its_member_alone(studio, key, make_member):
    save(studio, key, prompt="Half a thou", seed="twelve")
    again = filled(studio.get(f"/create/{key}/"))
    assert (again["p-prompt"], again["p-seed"]) == ("Half a thou", "twelve")
    other = Visitor(make_member("other", role="artist"))
    assert filled(other.get(f"/create/{key}/"))["p-prompt"] == ""
    assert Imagine.objects.count() == 0


def test_a_draft_survives_signing_out(studio, key, artist):
    save(studio, key, prompt="Until tomorrow")
    studio.client.post("/accounts/sign-out/")
    assert filled(Visitor(artist).get(f"/create/{key}/"))["p-prompt"] == "Until tomorrow"


def test_a_refused_form_is_a_draft_too(studio, key):
    page = studio.get(f"/create/{key}/")
    studio.post(f"/create/{key}/", filled(page, prompt="x" * 700))
    assert filled(studio.get(f"/create/{key}/"))["p-prompt"] == "x" * 700


@pytest.mark.parametrize("htmx", [False, True])
def test_a_form_sent_after_the_session_ended_is_filled_in_after_sign_in(studio, key, artist, htmx):
    data = filled(studio.get(f"/create/{key}/"), prompt="Too late")
    Session.objects.all().delete()
    cache.clear()
    headers = {"HX-Request": "true"} if htmx else {}
    answer = studio.client.post(f"/create/{key}/", data, headers=headers)
    assert "/accounts/sign-in/" in (answer.headers.get("HX-Redirect") or answer.headers["Location"])
    studio.client.force_login(artist)
    assert studio.client.get(f"/create/{key}/?from=7").headers["Location"] == f"/create/{key}/"
    assert filled(studio.get(f"/create/{key}/"))["p-prompt"] == "Too late"
    assert Imagine.objects.count() == 0


def test_it_waits_for_its_own_member_only(studio, key, make_member):
    data = filled(studio.get(f"/create/{key}/"), prompt="Mine")
    Session.objects.all().delete()
    cache.clear()
    studio.client.post(f"/create/{key}/", data)
    studio.client.force_login(make_member("other", role="artist"))
    assert filled(studio.get(f"/create/{key}/"))["p-prompt"] == ""


def test_a_remix_puts_the_draft_aside_and_brings_it_back(studio, key, artist):
    save(studio, key, prompt="Mine, unfinished")
    source = row(artist, generator=key, params={"prompt": "Of old"})
    page = studio.get(f"/create/{key}/", **{"from": source.pk})
    assert "Your earlier draft is kept" in page.text
    save(studio, key, page, prompt="Of old, changed")
    page = studio.get(f"/create/{key}/")
    assert filled(page)["p-prompt"] == "Of old, changed"
    back = page.select_one("#draft-undo")
    origin = back.select_one("[name=origin]")["value"]
    page = studio.post(back["action"], {"origin": origin})
    assert filled(page)["p-prompt"] == "Mine, unfinished"


def test_a_remix_only_looked_at_leaves_the_draft(studio, key, artist):
    save(studio, key, prompt="Mine")
    source = row(artist, generator=key, params={"prompt": "Of old"})
    page = studio.get(f"/create/{key}/", **{"from": source.pk})
    back = page.select_one("#draft-undo")
    page = studio.post(back["action"], {"origin": back.select_one("[name=origin]")["value"]})
    assert filled(page)["p-prompt"] == "Mine"


def test_a_remix_stays_a_remix_when_the_form_is_opened_again(studio, key, artist):
    source = row(artist, generator=key, params={"prompt": "Of old"})
    save(studio, key, studio.get(f"/create/{key}/", **{"from": source.pk}), prompt="Newer")
    studio.post(f"/create/{key}/", filled(studio.get(f"/create/{key}/")))
    assert Imagine.objects.latest("pk").parent == source


def test_a_single_value_goes_into_the_draft(studio, key):
    save(studio, key, prompt="Stays", seed="1")
    page = filled(studio.get(f"/create/{key}/", seed="77", onto="draft"))
    assert (page["p-prompt"], page["p-seed"]) == ("Stays", "77")


def test_switching_generators_takes_along_what_both_ask_for(studio, key):
    page = studio.get(f"/create/{key}/")
    save(studio, key, page, prompt="To the other one")
    other = next(link for link in page.select("a[data-generator]") if "carry=" in link["href"])
    there = studio.client.get(other["href"])
    assert b"To the other one" in there.content


def test_a_changed_generator_says_what_was_set_aside(studio, sandbox, key):
    save(studio, "workshop", prompt="Kept", seed="5")
    draft = Draft.objects.get()
    draft.values["tint_of_old"] = "mauve"
    draft.digest = "an older version"
    draft.save()
    page = studio.get("/create/workshop/")
    assert "has changed since you typed this" in page.text
    assert "tint_of_old" in page.text
    assert filled(page)["p-prompt"] == "Kept"


def test_more_than_a_draft_holds_is_refused(studio, key):
    page = filled(studio.get(f"/create/{key}/"), prompt="x" * 1_100_000)
    assert studio.client.post(f"/create/{key}/draft/", page).status_code == 413
    assert not Draft.objects.exists()


def test_members_who_may_not_create_have_no_drafts(studio, artist, key):
    page = filled(studio.get(f"/create/{key}/"), prompt="No more")
    set_role(artist, VIEWER)
    assert studio.client.post(f"/create/{key}/draft/", page).status_code == 403


def test_the_way_in_leads_to_the_generator_typed_for_last(studio, key):
    assert catalogue.refresh(upstream.connect())
    last = [entry.key for entry in catalogue.entries() if not entry.problem][-1]
    save(studio, last, prompt="Here")
    assert studio.client.get("/create/").headers["Location"] == f"/create/{last}/"
