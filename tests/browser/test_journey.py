"""The main job: describe, send, watch, find again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from imagine import cancels
from imagine.models import Imagine
from tests.browser.steps import WAITING, be_in, card_of, come_in_as, prompt_of, send, without_reload
from tests.browser_fixtures import OpenPage
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.usefixtures("demo", "worker")


def is_loaded(picture) -> bool:
    return picture.evaluate("async image => { await image.decode(); return image.naturalWidth > 0 }")


def test_an_artist_describes_sends_watches_opens_and_finds_again(page: Page, sandbox: SandboxProcess) -> None:
    sandbox.pause()
    come_in_as(page, "Artist")
    prompt_of(page).fill("Salt flats at dawn, low mist")
    with without_reload(page):
        prompt_of(page).press("Control+Enter")
        card = page.locator(".card")
        be_in(card, WAITING)
        expect(page.locator("#act-note")).to_contain_text("Sent.")
        expect(prompt_of(page)).to_have_value("Salt flats at dawn, low mist")
        be_in(card, "pending")
        sandbox.resume()
        be_in(card, "complete")
        expect(card.locator("img")).to_be_visible()
        assert is_loaded(card.locator("img"))
        expect(page.locator("#said")).to_contain_text("Salt flats at dawn, low mist is complete.")
        expect(page.locator("#queue-count")).to_be_empty()

    card.get_by_role("link", name="Salt flats at dawn").click()
    expect(page).to_have_url(re.compile(r"/imagines/\d+/$"))
    assert is_loaded(page.locator("pano-rama img"))
    expect(page.locator(".settings")).to_contain_text("Seed")
    expect(page.locator(".timeline")).to_contain_text("Complete")

    page.goto("/history/")
    page.get_by_role("searchbox").fill("low mist")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".card")).to_contain_text("You")


def test_a_member_sees_what_was_made_and_has_nothing_to_make_it_with(open_page: OpenPage) -> None:
    artist, member = open_page(), open_page()
    come_in_as(artist, "Artist")
    be_in(send(artist, "A pine shore"), "complete")

    come_in_as(member, "Member")
    expect(member).to_have_url(re.compile("/history/$"))
    tile = member.locator(".card").filter(has_text="A pine shore")
    expect(tile).to_contain_text("Mara Lindqvist")
    expect(tile.locator("img")).to_be_visible()
    tile.get_by_role("link", name="A pine shore").click()
    expect(member.get_by_role("img", name="A pine shore")).to_be_visible()
    for address in ("/history/", "/queue/", f"/imagines/{Imagine.objects.get().pk}/"):
        member.goto(address)
        for words in ("Create", "Remix", "Cancel", "Move to trash"):
            expect(member.get_by_role("link", name=words)).to_have_count(0)
            expect(member.get_by_role("button", name=words)).to_have_count(0)


def test_an_admin_stops_a_waiting_one_and_its_owner_reads_by_whom(
    open_page: OpenPage, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The time for second thoughts, shorter.
    monkeypatch.setattr(cancels, "UNDO", timedelta(seconds=1))
    sandbox.pause()
    artist, admin = open_page(), open_page()
    come_in_as(artist, "Artist")
    be_in(send(artist, "To be stopped"), "pending")
    be_in(send(artist, "To be spared"), "pending")
    stopped, spared = Imagine.objects.order_by("pk")

    with without_reload(artist):
        come_in_as(admin, "Admin")
        admin.goto("/queue/")
        card_of(admin, stopped).get_by_role("button", name="Cancel").click()
        admin.get_by_label("A note to the owners").fill("A duplicate")
        admin.get_by_role("button", name="Cancel it").click()
        expect(admin).to_have_url(re.compile("/queue/$"))

        be_in(card_of(artist, stopped), "abort")
        expect(card_of(artist, stopped)).to_contain_text("Stopped")
        expect(card_of(artist, stopped)).to_contain_text("by Ana Reyes, before it started")
        expect(card_of(artist, stopped)).to_contain_text("A duplicate")
        sandbox.resume()
        be_in(card_of(artist, spared), "complete")


def test_a_refusal_is_told_in_the_services_words_and_leads_back_to_the_filled_in_form(
    page: Page, sandbox: SandboxProcess
) -> None:
    come_in_as(page, "Artist")
    page.locator("#id_p-negative_text").fill("boats")
    sandbox.fault("generate", "refuse", error="The prompt names somebody who exists.")
    card = send(page, "Somebody who exists")
    be_in(card, "refused")
    expect(card).to_contain_text("The prompt names somebody who exists.")
    card.get_by_role("link", name="Edit and try again").click()
    expect(prompt_of(page)).to_have_value("Somebody who exists")
    expect(page.locator("#id_p-negative_text")).to_have_value("boats")
