"""No page in any state has a fault that axe finds: dark and light, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.stages import Stop, Tour
from tests.browser.stages_people import EVERY_STAGE
from tests.browser_fixtures import NARROW, WIDE, OpenPage

# Each page is looked at in both themes and both widths; from page to page they are paired the other way.
LOOKS = ((("dark", WIDE), ("light", NARROW)), (("light", WIDE), ("dark", NARROW)))


@pytest.mark.parametrize("stage", EVERY_STAGE, indirect=True)
def test_no_page_has_a_fault(open_page: OpenPage, stage: list[Stop]) -> None:
    tour, faults = Tour(open_page), []
    for stop, looks in zip(stage, cycle(LOOKS), strict=False):
        page = tour.visit(stop, WIDE)
        for theme, size in looks:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size(size)
            faults += [f"{stop.name}, {theme}, {size['width']} px: {fault}" for fault in faults_of(page)]
    assert faults == []


def faults_of(page: Page) -> Iterator[str]:
    """One line for each element that breaks one of axe's rules."""
    for fault in Axe().run(page).response["violations"]:
        for node in fault["nodes"]:
            yield f"{fault['id']} at {node['target']}: {node['failureSummary']}"


def test_axe_does_see_faults(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/accounts/sign-in/")
    page.evaluate("() => document.querySelector('label').remove()")
    assert [fault.split()[0] for fault in faults_of(page)] == ["label"]
