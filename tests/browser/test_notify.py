"""One's own image is done: the title tells while nobody looks, and a notice where one was asked for."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from imagine import changes
from imagine.models import Imagine, Member, Status
from tests.browser.test_poller import HIDE
from tests.browser_fixtures import OpenPage
from tests.making import row

# Notices are kept for the test instead of shown, and leave is given when it is asked for.
RECORD = """() => {
    window.notices = [];
    window.asked = 0;
    window.Notification = class {
        static permission = "default";
        static async requestPermission() {
            window.asked += 1;
            Notification.permission = "granted";
            return "granted";
        }
        constructor(title, options) { window.notices.push([title, options.body]); }
    };
}"""


@pytest.fixture
def making(artist: Member, generator: str) -> list[Imagine]:
    """Two of the artist's, being made."""
    return [
        row(artist, generator=generator, status=Status.PROCESSING, processing_at=timezone.now()) for _ in "ab"
    ]


@pytest.fixture
def page(open_page: OpenPage, artist: Member, making: list[Imagine]) -> Page:
    page = open_page(artist)
    page.add_init_script(f"({RECORD})()")
    page.clock.install()
    page.goto("/history/")
    return page


def end(imagine: Imagine, status: str = Status.COMPLETE) -> None:
    changes.change_one(imagine, status=status, ended_at=timezone.now())


def want_notices(page: Page) -> None:
    page.locator(".me").click()
    page.get_by_role("button", name="Tell me when one is done").click()
    expect(page.get_by_role("button", name="Telling you when one is done")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.keyboard.press("Escape")


def test_the_title_counts_what_is_being_made_and_tells_of_the_end_to_who_is_not_looking(
    page: Page, making: list[Imagine]
) -> None:
    expect(page).to_have_title("(2) History · Imagine")
    end(making[0])
    expect(page).to_have_title("(1) History · Imagine")
    page.evaluate(HIDE, True)
    end(making[1])
    page.clock.run_for(13_000)
    expect(page).to_have_title("✓ Done · Imagine")
    page.evaluate(HIDE, False)
    expect(page).to_have_title("History · Imagine")


def test_nobody_is_asked_for_leave_before_they_press_the_button(page: Page, making: list[Imagine]) -> None:
    page.evaluate(HIDE, True)
    end(making[0])
    page.clock.run_for(13_000)
    expect(page).to_have_title("✓ Done · Imagine")
    assert page.evaluate("() => [window.asked, window.notices.length]") == [0, 0]


def test_who_has_asked_for_it_gets_a_notice_with_the_prompt(page: Page, making: list[Imagine]) -> None:
    want_notices(page)
    end(making[0])
    expect(page).to_have_title("(1) History · Imagine")
    page.evaluate(HIDE, True)
    end(making[1], Status.ERROR)
    page.clock.run_for(13_000)
    expect(page).to_have_title("Not made · Imagine")
    assert page.evaluate("() => window.notices") == [["Your image could not be made", making[1].prompt]]


def test_others_images_are_their_own_news(open_page: OpenPage, viewer: Member, making: list[Imagine]) -> None:
    page = open_page(viewer)
    page.clock.install()
    page.goto("/history/")
    expect(page).to_have_title("History · Imagine")
    page.evaluate(HIDE, True)
    end(making[0])
    page.clock.run_for(60_000)
    expect(page).to_have_title(re.compile("^History"))
