"""Finding in History: it goes on as one scrolls, keeps its place, tells what is new, and has one's days."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from imagine import changes
from imagine.models import Imagine, Member, Status
from tests.browser.steps import without_reload
from tests.browser_fixtures import OpenPage
from tests.making import row


@pytest.fixture
def seventy(artist: Member) -> list[Imagine]:
    """Three pages of one day's imagines, the newest last."""
    now = timezone.now()
    return [
        row(
            artist, prompt=f"Shore {n:02}", status=Status.COMPLETE, created_at=now - timedelta(seconds=70 - n)
        )
        for n in range(70)
    ]


@pytest.fixture
def page(open_page: OpenPage, artist: Member) -> Page:
    """The artist's window."""
    return open_page(artist)


def cards(page: Page) -> Locator:
    return page.locator(".days .card")


def go_down_to(page: Page, words: str) -> Locator:
    """Scroll until a card is there and in view."""
    wanted = cards(page).filter(has_text=words)
    for _ in range(40):
        if wanted.count():
            break
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(100)
    wanted.scroll_into_view_if_needed()
    return wanted


def test_history_goes_on_as_one_scrolls_and_back_finds_the_place(page: Page, seventy: list[Imagine]) -> None:
    page.goto("/history/")
    expect(cards(page)).to_have_count(24)
    with without_reload(page):
        page.mouse.move(600, 500)
        wanted = go_down_to(page, "Shore 30")
        expect(page).to_have_url(re.compile("after="))
        # One day is one section, however many pages it came in.
        expect(page.locator("h2.day")).to_have_count(1)
        first, again = (page.locator(".days .card .prompt").all_inner_texts() for _ in "ab")
        assert first == again == [f"Shore {n:02}" for n in range(69, 69 - len(first), -1)]
    place = wanted.bounding_box()
    wanted.get_by_role("link", name="Shore 30").click()
    expect(page).to_have_url(re.compile("/imagines/"))
    page.go_back()
    expect(cards(page).filter(has_text="Shore 30")).to_be_in_viewport()
    found = cards(page).filter(has_text="Shore 30").bounding_box()
    assert place
    assert found
    assert abs(found["y"] - place["y"]) < 40


def test_the_last_page_is_the_end(page: Page, seventy: list[Imagine]) -> None:
    page.goto("/history/?limit=30")
    page.mouse.move(600, 500)
    go_down_to(page, "Shore 00")
    expect(cards(page)).to_have_count(70)
    expect(page.get_by_role("link", name="Older")).to_have_count(0)


def test_arrivals_are_announced_under_the_filters_of_the_page(
    page: Page, artist: Member, seventy: list[Imagine]
) -> None:
    row(artist, prompt="Shore under way", status=Status.PROCESSING)
    page.goto("/history/?query=shore")
    expect(cards(page).first).to_contain_text("under way")
    first = row(artist, prompt="A shore that is new")
    row(artist, prompt="a forest")
    changes.change_one(first, title="as the worker would")
    with without_reload(page):
        expect(page.get_by_role("link", name="1 new, show")).to_be_visible()
        expect(cards(page).filter(has_text="A shore that is new")).to_have_count(0)
    page.get_by_role("link", name="1 new, show").click()
    expect(cards(page).first).to_contain_text("A shore that is new")


def test_filters_by_keyboard_alone(page: Page, viewer: Member, seventy: list[Imagine]) -> None:
    row(viewer, prompt="A lake", status=Status.ERROR)
    page.goto("/history/")
    page.keyboard.press("/")
    page.keyboard.type('shore -"shore 07"')
    page.keyboard.press("Enter")
    expect(page.locator(".counts [aria-current]")).to_have_text("All69")
    page.locator("summary", has_text="Newest first").press("Enter")
    page.get_by_role("link", name="Oldest first").press("Enter")
    expect(cards(page).first).to_contain_text("Shore 00")
    expect(page.get_by_role("searchbox")).to_have_value('shore -"shore 07"')


def test_days_are_those_of_the_viewers_clock(open_page: OpenPage, artist: Member) -> None:
    row(artist, created_at=timezone.now().replace(hour=12, minute=0) - timedelta(days=40))
    page = open_page(artist, timezone_id="Pacific/Kiritimati")
    page.goto("/history/")
    before = page.locator("h2.day").inner_text()
    page.reload()
    expect(page.locator("h2.day")).not_to_have_text(before)
