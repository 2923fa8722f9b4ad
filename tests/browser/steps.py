"""What people do in the studio, as steps of a test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Request, expect

from imagine.models import Imagine

WAITING = re.compile("held|sending|pending")


def come_in_as(page: Page, label: str) -> None:
    """Through one of the demo's doors: Artist, Member or Admin."""
    page.goto("/")
    page.get_by_role("button", name=re.compile(rf"^{label}\b")).click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def prompt_of(page: Page) -> Locator:
    """The first and largest field of the form."""
    return page.locator("#id_p-prompt")


def send(page: Page, words: str) -> Locator:
    """Describe it and press the button; returns the new card."""
    prompt_of(page).fill(words)
    page.get_by_role("button", name="Imagine", exact=True).click()
    card = page.locator(".card").filter(has_text=words)
    expect(card).to_have_count(1)
    return card


def card_of(page: Page, imagine: Imagine | int) -> Locator:
    """The card, tile, row or stage of one imagine, whatever the page is."""
    number = imagine if isinstance(imagine, int) else imagine.pk
    return page.locator(f"[data-imagine='{number}']")


def be_in(card: Locator, status: str | re.Pattern[str]) -> None:
    """Wait until a card is in a status."""
    expect(card).to_have_attribute("data-status", status)


@contextmanager
def without_reload(page: Page) -> Iterator[None]:
    """Fails when the page was loaded anew, or left, within the block."""
    page.evaluate("() => { window.stayed = true }")
    yield
    assert page.evaluate("() => window.stayed === true"), "the page was loaded anew"


@contextmanager
def polls_of(page: Page) -> Iterator[list[Request]]:
    """Collects the polls that a page sends within the block."""
    polls: list[Request] = []

    def note(request: Request) -> None:
        if "/history/changes/" in request.url:
            polls.append(request)

    page.on("request", note)
    yield polls
    page.remove_listener("request", note)
