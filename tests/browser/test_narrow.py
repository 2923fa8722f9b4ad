"""On a phone nothing scrolls sideways, and whatever is pressed is large enough for a thumb."""

from __future__ import annotations

import pytest

from tests.browser.stages import Stop, Tour
from tests.browser.stages_people import EVERY_STAGE
from tests.browser_fixtures import NARROW, OpenPage

LEAST = 40
# Whatever is visible and pressed; links in running text are as high as their line.
SMALL = """least => [...document.querySelectorAll("button, summary, .button, header a, nav a, .step")]
    .filter(target => target.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter(target => !target.matches(".visually-hidden, .skip"))
    .map(target => [target, target.getBoundingClientRect().height])
    .filter(([target, height]) => height > 0 && height < least - 0.5)
    .map(([target, height]) => `${target.outerHTML.slice(0, 120)} is ${height} px high`)"""


@pytest.mark.parametrize("stage", EVERY_STAGE, indirect=True)
def test_a_page_fits_a_phone(open_page: OpenPage, stage: list[Stop]) -> None:
    tour, problems = Tour(open_page, viewport=NARROW, has_touch=True, is_mobile=True), []
    for stop in stage:
        page = tour.visit(stop)
        width = page.evaluate("() => document.documentElement.scrollWidth")
        problems += [f"{stop.name} is {width} px wide"] if width > NARROW["width"] else []
        problems += [f"{stop.name}: {small}" for small in page.evaluate(SMALL, LEAST)]
    assert problems == []
