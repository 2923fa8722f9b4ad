"""A sphere that follows the phone looks where the back of the phone looks, however its screen is turned."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from imagine.models import Member
from tests.browser.panoramas import BLUE, GREEN, RED, camera, compass, is_near, made, middle, seen, sphere_of
from tests.browser_fixtures import NARROW, OpenPage

PHONE = {"viewport": NARROW, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
SCREENS = {0: "portraitPrimary", 90: "landscapePrimary", 180: "portraitSecondary", 270: "landscapeSecondary"}
Angles = tuple[float, float, float]
# How a phone is held, as (alpha, beta, gamma): about its own vertical, its right edge and its top.
FLAT, NORTH, EAST, SOUTH = (0, 0, 0), (0, 90, 0), (270, 90, 0), (180, 90, 0)
# On its left side, with the screen turned along, and the back to the north.
LANDSCAPE, LANDSCAPE_EAST = (90, 0, -90), (0, 0, -90)
UP, DOWN = (0, 135, 0), (0, 45, 0)


@pytest.fixture
def page(open_page: OpenPage, artist: Member) -> Iterator[Page]:
    """A phone that follows nothing yet, in a picture of which every direction is known."""
    page = open_page(artist, **PHONE)
    page.goto(made(artist, compass(1024)).get_absolute_url())
    sphere_of(page)
    return page


def follow(page: Page) -> None:
    button = page.get_by_role("button", name="Follow the device")
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")


def hold(page: Page, held: Angles, screen: int = 0) -> tuple[int, int]:
    """Hold the phone so; the heading and the height at which the sphere looks then."""
    page.context.new_cdp_session(page).send(
        "Emulation.setDeviceMetricsOverride",
        {
            "width": NARROW["width"],
            "height": NARROW["height"],
            "deviceScaleFactor": 1,
            "mobile": True,
            "screenOrientation": {"type": SCREENS[screen], "angle": screen},
        },
    )
    assert page.evaluate("() => screen.orientation.angle") == screen
    page.evaluate(
        """([alpha, beta, gamma]) => {
            dispatchEvent(new DeviceOrientationEvent("deviceorientation", { alpha, beta, gamma }));
            return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        }""",
        list(held),
    )
    now = camera(page)
    return round(now["yaw"]) % 360, round(now["pitch"])


def test_upright_it_turns_as_the_phone_turns(page: Page) -> None:
    follow(page)
    assert hold(page, NORTH) == (0, 0)
    assert is_near(middle(seen(sphere_of(page))), RED)
    assert hold(page, EAST) == (90, 0)
    assert is_near(middle(seen(sphere_of(page))), GREEN)
    assert hold(page, SOUTH) == (180, 0)
    assert is_near(middle(seen(sphere_of(page))), BLUE)
    assert hold(page, NORTH) == (0, 0)


def test_it_looks_up_and_down_with_the_phone(page: Page) -> None:
    follow(page)
    hold(page, NORTH)
    assert hold(page, UP) == (0, 45)
    assert hold(page, DOWN) == (0, -45)
    assert hold(page, (270, 135, 0)) == (90, 45)


def test_lifted_from_the_table_it_looks_ahead(page: Page) -> None:
    """Flat it looks at the ground, and a trembling hand does not spin it round."""
    for first in (FLAT, (0, 0.4, 0.3), (0, -0.4, -0.3), (0, -6, 0)):
        before = camera(page)["yaw"]
        follow(page)
        assert abs(hold(page, first)[1] + 90) <= 6, first
        heading, height = hold(page, NORTH)
        turned = (heading - before + 180) % 360 - 180
        assert abs(turned) <= 1, first
        assert height == 0
        page.get_by_role("button", name="Follow the device").tap()


def test_the_screen_turned_along_changes_nothing_of_where_it_looks(page: Page) -> None:
    follow(page)
    hold(page, NORTH)
    assert hold(page, LANDSCAPE, 90) == (0, 0)
    assert hold(page, LANDSCAPE_EAST, 90) == (90, 0)


def test_it_starts_where_one_was_looking_and_stops_when_asked(page: Page) -> None:
    page.goto(f"{page.url.partition('?')[0]}?yaw=40&pitch=20")
    sphere_of(page)
    follow(page)
    assert hold(page, EAST) == (40, 0)
    assert hold(page, SOUTH) == (130, 0)
    page.get_by_role("button", name="Follow the device").tap()
    assert hold(page, NORTH) == (130, 0)
