"""Sessions end cleanly, in the middle of a poll too."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Page, expect

from imagine.models import Imagine, Member, Status
from tests.browser.steps import prompt_of
from tests.browser_fixtures import OpenPage
from tests.making import row


@pytest.fixture
def watching(open_page: OpenPage, demo: None, generator: str) -> Page:
    """A stream in which something moves, with words typed beside it."""
    artist = Member.objects.get(username="demo-artist")
    row(artist, generator=generator, status=Status.PENDING, blockade_id=1)
    page = open_page(artist)
    page.goto(f"/create/{generator}/?stream=open")
    prompt_of(page).fill("Typed and not sent")
    return page


def end_all_sessions() -> None:
    Session.objects.all().delete()
    cache.clear()


def assert_at_the_door(page: Page) -> None:
    expect(page.get_by_role("heading", name="Sign in to the studio")).to_be_visible()


def test_a_session_that_ends_between_polls_leads_to_sign_in_and_back(watching: Page) -> None:
    here = watching.url
    end_all_sessions()
    assert_at_the_door(watching)
    watching.get_by_role("button", name="Artist").click()
    expect(watching).to_have_url(here)
    expect(prompt_of(watching)).to_have_value("Typed and not sent")


def test_a_form_sent_after_the_session_ended_sends_nothing_and_leads_to_sign_in_and_back(
    watching: Page,
) -> None:
    here = watching.url.partition("?")[0]
    watching.route("**/history/changes/*", lambda route: route.fulfill(status=204))
    end_all_sessions()
    watching.get_by_role("button", name="Imagine", exact=True).click()
    assert_at_the_door(watching)
    watching.get_by_role("button", name="Artist").click()
    expect(watching).to_have_url(re.compile(f"^{re.escape(here)}"))
    expect(prompt_of(watching)).to_have_value("Typed and not sent")
    assert not Imagine.objects.filter(prompt="Typed and not sent").exists()


def test_signing_out_in_one_window_closes_the_others(watching: Page) -> None:
    other = watching.context.new_page()
    other.goto("/history/")
    other.get_by_role("button", name="Mara Lindqvist").click()
    other.get_by_role("button", name="Sign out").click()
    assert_at_the_door(other)
    assert_at_the_door(watching)
    other.go_back()
    assert_at_the_door(other)
