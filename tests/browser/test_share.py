"""A link for people outside: made on the sheet, opened by a stranger, ended by its owner."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from imagine.models import Member, ShareLink
from tests.browser.panoramas import RED, compass, is_near, made, middle, seen, sphere_of
from tests.browser.test_accessible import faults_of
from tests.browser_fixtures import NARROW, OpenPage

STILL = {"viewport": {"width": 1000, "height": 480}, "reduced_motion": "reduce"}


def test_a_stranger_stands_in_the_picture_until_the_link_ends(open_page: OpenPage, artist: Member) -> None:
    panorama = made(artist, compass(4096), prompt="All directions")
    page = open_page(artist, **STILL)
    page.goto(panorama.get_absolute_url())
    page.get_by_role("link", name="Share").click()
    page.get_by_text("Make a link").click()
    page.get_by_label("A day").check()
    page.get_by_role("button", name="Make the link").click()
    address = page.get_by_label("Link 1", exact=True).input_value()

    stranger = open_page(**STILL)
    asked: list[str] = []
    stranger.on("request", lambda request: asked.append(request.url))
    stranger.goto(address)
    sphere = sphere_of(stranger)
    # The full size, too, comes from the link's own address.
    expect(sphere).to_have_attribute("data-width", "4096")
    assert is_near(middle(seen(sphere)), RED)
    assert not [url for url in asked if "/imagines/" in url]
    assert "All directions" not in stranger.content()
    assert stranger.context.cookies() == []

    page.get_by_role("button", name="End link 1").click()
    expect(page.get_by_role("status").filter(has_text="The link has ended.")).to_be_visible()
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This link has ended")


def test_the_shared_page_has_no_fault_on_a_phone_and_none_when_it_has_ended(
    open_page: OpenPage, artist: Member
) -> None:
    panorama = made(artist, compass(), prompt="All directions")
    ShareLink.objects.create(token="t" * 43, imagine=panorama, member=artist, shows_prompt=True)
    page = open_page(**STILL | {"viewport": NARROW})
    page.goto(f"/s/{'t' * 43}/")
    sphere_of(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("All directions")
    assert list(faults_of(page)) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") == NARROW["width"]
    page.goto("/s/never/")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("ended"))
    assert list(faults_of(page)) == []


def test_a_link_is_made_and_its_page_seen_without_scripts(open_page: OpenPage, artist: Member) -> None:
    panorama = made(artist, compass(), prompt="All directions")
    page = open_page(artist, java_script_enabled=False)
    page.goto(panorama.get_absolute_url())
    page.get_by_text("Make a link").click()
    page.get_by_label("Show the prompt").check()
    page.get_by_role("button", name="Make the link").click()
    page.goto(page.get_by_label("Link 1", exact=True).input_value())
    expect(page.get_by_role("img", name="All directions")).to_be_visible()
