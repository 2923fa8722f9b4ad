"""Two spheres beside each other look the same way, until somebody wants them not to."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from imagine.models import Imagine, Member
from tests.browser.panoramas import BLUE, GREEN, compass, is_near, made, plain, seen, sphere_of
from tests.browser.test_accessible import faults_of
from tests.browser_fixtures import NARROW, OpenPage

STILL: dict[str, Any] = {"viewport": {"width": 1000, "height": 640}, "reduced_motion": "reduce"}


@pytest.fixture
def two(artist: Member) -> tuple[Imagine, Imagine]:
    one = made(artist, compass(), prompt="All directions", params={"prompt": "All directions", "seed": 7})
    return one, made(artist, plain(512, 256), prompt="Green", params={"prompt": "Green", "seed": 8})


def compare(page: Page, two: tuple[Imagine, Imagine], query: str = "") -> None:
    page.goto(f"/compare/?left={two[0].pk}&right={two[1].pk}{query}")
    expect(page.locator("pano-rama.is-sphere.is-drawn")).to_have_count(2)


def yaws(page: Page) -> list[int]:
    """Where the left and the right one look, in whole degrees."""
    found: list[int] = page.locator("pano-rama").evaluate_all(
        "panos => panos.map(pano => Math.round(pano.camera.yaw))"
    )
    return found


def test_what_one_does_the_other_does_while_the_camera_is_the_same(
    open_page: OpenPage, artist: Member, two: tuple[Imagine, Imagine]
) -> None:
    page = open_page(artist, **STILL)
    compare(page, two)
    page.locator("pano-rama").nth(1).focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"[?&]yaw=5\.9"))
    assert yaws(page) == [6, 6]
    expect(page.locator("[data-figure=yaw]")).to_have_text("6°")
    page.get_by_role("button", name="Same camera").click()
    page.locator("pano-rama").first.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"[?&]yaw=354"))
    assert yaws(page) == [354, 6]
    page.reload()
    expect(page.locator("pano-rama.is-drawn")).to_have_count(2)
    assert yaws(page)[0] == 354
    page.get_by_role("button", name="Same camera").click()
    assert yaws(page) == [354, 354]


def test_a_divider_lays_one_over_the_other(
    open_page: OpenPage, artist: Member, two: tuple[Imagine, Imagine]
) -> None:
    page = open_page(artist, **STILL)
    compare(page, two, "&yaw=180")
    page.get_by_role("button", name="Divider").click()
    expect(page).to_have_url(re.compile("layout=divider"))
    sphere = sphere_of(page)
    picture = seen(sphere)
    y = picture.height // 2 - 60
    assert is_near(picture.getpixel((picture.width // 2 - 40, y)), BLUE)
    assert is_near(picture.getpixel((picture.width // 2 + 40, y)), GREEN)
    divider = page.get_by_role("slider", name="Divider")
    divider.focus()
    page.keyboard.press("Home")
    assert is_near(seen(sphere).getpixel((picture.width // 2 - 40, y)), GREEN)


def test_both_pages_have_no_fault_and_fit_a_phone(
    open_page: OpenPage, artist: Member, two: tuple[Imagine, Imagine]
) -> None:
    page = open_page(artist, **STILL)
    for address in (
        f"/compare/?left={two[0].pk}&right={two[1].pk}",
        f"/compare/?left={two[0].pk}&right=none",
    ):
        for theme, size in (("dark", NARROW), ("light", {"width": 1000, "height": 640})):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size(size)
            page.goto(address)
            assert list(faults_of(page)) == []
            assert page.evaluate("() => document.documentElement.scrollWidth") == size["width"]


def test_two_are_chosen_and_compared_without_scripts(
    open_page: OpenPage, artist: Member, two: tuple[Imagine, Imagine]
) -> None:
    page = open_page(artist, java_script_enabled=False)
    page.goto(two[0].get_absolute_url())
    page.get_by_role("link", name="Compare with…").click()
    page.get_by_label("Right").fill(f"#{two[1].pk}")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("img", name="All directions")).to_be_visible()
    expect(page.get_by_role("img", name="Green")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Prompt"))).to_contain_text("Green")
    expect(page.get_by_role("button", name="Divider")).to_be_hidden()
