"""Everything can be done with keys alone, and one always sees where one is."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from imagine.models import Member
from tests.browser.stages import Stop, Tour
from tests.browser.stages_people import EVERY_STAGE
from tests.browser.steps import be_in, card_of, prompt_of
from tests.browser_fixtures import OpenPage
from tests.making import row

# Focuses one after the other all that Tab reaches. The ring may be drawn by what frames a control: that of a
# card's link by its plate.
UNMARKED = """() => {
    const all = "a[href], button, input, select, textarea, summary, [tabindex]";
    const isRinged = element => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    return [...document.querySelectorAll(all)].filter(stop => {
        stop.focus({ preventScroll: true });
        if (document.activeElement !== stop || stop.tabIndex < 0) return false;
        const plate = stop.matches(".prompt a") && stop.closest(".card")?.querySelector(".plate");
        const frames = [stop, stop.parentElement, ...(stop.labels ?? []), ...(plate ? [plate] : [])];
        return !frames.some(isRinged);
    }).map(stop => stop.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("stage", EVERY_STAGE, indirect=True)
def test_focus_is_always_visible(open_page: OpenPage, stage: list[Stop]) -> None:
    tour, problems = Tour(open_page), []
    for stop in stage:
        page = tour.visit(stop)
        # Rings are for people who use keys, so one must be pressed.
        page.keyboard.press("Tab")
        problems += [f"{stop.name}: {element}" for element in page.evaluate(UNMARKED)]
    assert problems == []


def tab_to(page: Page, selector: str, at_most: int = 40) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if page.locator(selector).evaluate_all("found => found.includes(document.activeElement)"):
            return
    raise AssertionError(f"{at_most} times Tab did not reach {selector}")


def test_from_the_top_of_create_to_the_picture_and_back(
    open_page: OpenPage, artist: Member, generator: str, worker: object
) -> None:
    page = open_page(artist)
    page.goto(f"/create/{generator}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "#id_p-prompt", 8)
    page.keyboard.type("Typed by hand")
    tab_to(page, "button.dawn", 24)
    page.keyboard.press("Enter")
    card = page.locator(".card")
    be_in(card, "complete")
    expect(page.get_by_role("button", name="Imagine", exact=True)).to_be_focused()
    tab_to(page, ".card .prompt a", 8)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/imagines/\d+/$"))
    expect(page.get_by_role("img", name="Typed by hand")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(rf"/create/{generator}/#main$"))
    expect(prompt_of(page)).to_have_value("Typed by hand")


def test_the_keys_of_the_history_and_of_one_imagine(open_page: OpenPage, artist: Member) -> None:
    oldest, middle, newest = (row(artist, status="complete", ended_at=timezone.now()) for _ in range(3))
    page = open_page(artist)
    page.goto("/history/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(middle.prompt)
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(1)
    tab_to(page, ".card .prompt a", 28)
    page.keyboard.press("Enter")
    for key, there in ((None, middle), ("ArrowLeft", newest), ("ArrowRight", middle), ("ArrowRight", oldest)):
        if key:
            page.keyboard.press(key)
        expect(page).to_have_url(re.compile(f"{there.get_absolute_url()}$"))
        expect(card_of(page, there)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/history/\?query="))
    expect(page.locator(".card")).to_have_count(1)
