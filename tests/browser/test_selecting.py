"""Selecting on the wall with mouse, keys and fingers, and what is done with what is selected."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from imagine import boards, changes, favourites
from imagine.models import Imagine, Member, Status
from tests.browser.stages import make
from tests.browser.steps import card_of, polls_of, without_reload
from tests.browser.test_accessible import faults_of
from tests.browser_fixtures import NARROW, OpenPage
from tests.making import row


@pytest.fixture
def wall(artist: Member, generator: str) -> list[Imagine]:
    """Six of the artist's, as they stand on the wall: the newest first."""
    made = [
        row(artist, status=Status.COMPLETE, ended_at=timezone.now(), generator=generator) for _ in range(6)
    ]
    return made[::-1]


@pytest.fixture
def page(open_page: OpenPage, artist: Member, wall: list[Imagine]) -> Page:
    """The artist's History."""
    page = open_page(artist)
    page.goto("/history/")
    expect(page.locator(".card")).to_have_count(6)
    return page


def tick(page: Page, imagine: Imagine) -> Locator:
    return page.locator(f"#tick-{imagine.pk}")


def bar(page: Page) -> Locator:
    return page.get_by_role("form", name="Selection")


def press(page: Page, name: str) -> None:
    bar(page).get_by_role("button", name=name).click()


def selected(page: Page) -> list[int]:
    return [
        int(value)
        for value in page.locator("[data-tick]:checked").evaluate_all("all => all.map(e => e.value)")
    ]


def test_ticks_ranges_and_keys_select_and_a_click_on_a_picture_never_does(
    page: Page, wall: list[Imagine]
) -> None:
    first, second, third, fourth, fifth, _ = (imagine.pk for imagine in wall)
    expect(bar(page)).to_be_hidden()
    tick(page, wall[1]).click()
    expect(bar(page)).to_contain_text("1 selected")
    tick(page, wall[3]).click(modifiers=["Shift"])
    assert selected(page) == [second, third, fourth]
    page.locator(f"#open-{fifth}").focus()
    page.keyboard.press("x")
    assert selected(page) == [second, third, fourth, fifth]
    page.locator(f"#open-{third}").focus()
    page.keyboard.press("x")
    expect(bar(page)).to_contain_text("3 selected")
    page.keyboard.press("ControlOrMeta+a")
    expect(bar(page)).to_contain_text("6 selected")
    page.keyboard.press("Escape")
    expect(bar(page)).to_be_hidden()
    assert selected(page) == []
    page.locator(f"#open-{first}").click()
    expect(page).to_have_url(re.compile(f"/imagines/{first}/$"))


def test_the_bar_stands_where_the_search_stood_with_the_same_height(page: Page, wall: list[Imagine]) -> None:
    before, place = page.locator(".tool:not(.picked)").bounding_box(), card_of(page, wall[0]).bounding_box()
    tick(page, wall[0]).click()
    assert bar(page).bounding_box() == before
    assert card_of(page, wall[0]).bounding_box() == place
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.get_by_role("button", name="Clear the selection").click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.locator(f"#open-{wall[0].pk}")).to_be_focused()


def test_a_selection_survives_a_poll_and_loses_only_what_has_gone(
    open_page: OpenPage, artist: Member, wall: list[Imagine]
) -> None:
    making, going = (row(artist, status=Status.PROCESSING, processing_at=timezone.now()) for _ in "ab")
    page = open_page(artist)
    page.goto("/history/")
    for imagine in (making, going, wall[0]):
        tick(page, imagine).click()
    with polls_of(page):
        changes.change_one(making, status=Status.COMPLETE, ended_at=timezone.now())
        expect(card_of(page, making)).to_have_attribute("data-status", "complete")
        changes.change_one(going, status=Status.ABORT, ended_at=timezone.now(), trashed_at=timezone.now())
        expect(card_of(page, going)).to_have_count(0)
    assert selected(page) == [making.pk, wall[0].pk]
    expect(bar(page)).to_contain_text("2 selected")


def test_into_the_trash_and_back_without_leaving_the_page(page: Page, wall: list[Imagine]) -> None:
    with without_reload(page):
        for imagine in wall[:2]:
            tick(page, imagine).click()
        press(page, "Move to trash")
        toast = page.locator(".toast", has_text="2 images in the trash.")
        expect(toast).to_be_visible()
        expect(page.locator(".card")).to_have_count(4)
        expect(bar(page)).to_be_hidden()
        toast.get_by_role("button", name="Undo").click()
        expect(page.locator(".card")).to_have_count(6)
        expect(page.locator(".card").first).to_have_id(f"imagine-{wall[0].pk}")
        expect(page.locator(".toast")).to_have_text(re.compile("2 images restored"))
    assert not Imagine.objects.filter(trashed_at__isnull=False).exists()


def test_all_that_match_is_a_step_of_its_own_and_counts(
    open_page: OpenPage, artist: Member, wall: list[Imagine]
) -> None:
    page = open_page(artist)
    page.goto("/history/?limit=2")
    tick(page, wall[0]).click()
    every = bar(page).get_by_text("Select all 6 that match")
    every.click()
    expect(bar(page)).to_contain_text("All 6 selected")
    assert selected(page) == [wall[0].pk, wall[1].pk]
    row(artist, status=Status.COMPLETE, ended_at=timezone.now())
    press(page, "Star")
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Now 7 match")
    question.get_by_role("button", name="Star 7").click()
    expect(page.locator(".toast")).to_contain_text("7 images starred.")
    expect(question).to_be_hidden()
    assert len(favourites.starred(artist, Imagine.objects.values_list("pk", flat=True))) == 7


def test_a_board_is_made_on_the_way_and_named_in_the_answer(
    page: Page, artist: Member, wall: list[Imagine]
) -> None:
    for imagine in wall[:2]:
        tick(page, imagine).click()
    press(page, "Add to board")
    question = page.get_by_role("dialog", name="Put 2 images on a board")
    expect(question.get_by_label("New board")).to_be_focused()
    assert list(faults_of(page)) == []
    page.keyboard.type("Skies")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("2 images put on “Skies”.")
    expect(question).to_be_hidden()
    assert [found.total for found in boards.shelf(artist)] == [2]


def test_behind_the_dots_one_is_starred_and_thrown_away_by_keys_alone(
    page: Page, artist: Member, wall: list[Imagine]
) -> None:
    page.locator(f"#more-{wall[0].pk}").focus()
    page.keyboard.press("Enter")
    menu = page.locator("#more")
    expect(menu.get_by_role("link", name="Open")).to_be_focused()
    assert list(faults_of(page)) == []
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.locator(f"#more-{wall[0].pk}")).to_be_focused()
    page.keyboard.press("Enter")
    menu.get_by_role("button", name="Star").press("Enter")
    expect(page.locator(".toast")).to_contain_text("1 image starred.")
    page.locator(f"#more-{wall[0].pk}").press("Enter")
    menu.get_by_role("button", name="Move to trash").press("Enter")
    expect(card_of(page, wall[0])).to_have_count(0)


def test_a_star_stays_where_it_is_pressed(open_page: OpenPage, viewer: Member, generator: str) -> None:
    one = make("complete")
    page = open_page(viewer)
    page.goto("/history/")
    star = page.locator(f"#star-{one.pk}")
    with without_reload(page):
        star.focus()
        page.keyboard.press("Enter")
        expect(star).to_have_attribute("aria-pressed", "true")
        expect(star).to_be_focused()
    page.reload()
    expect(star).to_have_attribute("aria-pressed", "true")


def test_without_scripts_the_bar_comes_with_the_first_tick_and_works(
    open_page: OpenPage, admin_member: Member, wall: list[Imagine]
) -> None:
    plain = open_page(admin_member, java_script_enabled=False)
    plain.goto("/history/")
    expect(bar(plain)).to_be_hidden()
    for imagine in wall[:2]:
        tick(plain, imagine).check()
    press(plain, "Move to trash")
    expect(plain.get_by_role("heading", name="Move 2 images to the trash?")).to_be_visible()
    plain.get_by_label("Reason").fill("Duplicates")
    plain.get_by_role("button", name="Move 2 to trash").click()
    expect(plain.locator(".card")).to_have_count(4)
    plain.get_by_role("button", name="Undo").click()
    expect(plain.locator(".card")).to_have_count(6)
    expect(plain).to_have_url(re.compile("/history/$"))


def test_the_trash_gives_back_what_is_ticked(
    open_page: OpenPage, artist: Member, wall: list[Imagine]
) -> None:
    Imagine.objects.update(trashed_at=timezone.now(), trashed_by=artist)
    page = open_page(artist, viewport=NARROW, has_touch=True, is_mobile=True)
    page.goto("/trash/")
    assert list(faults_of(page)) == []
    for imagine in wall[:5]:
        tick(page, imagine).tap()
    bar(page).get_by_role("button", name="Restore").tap()
    expect(page.locator(".toast")).to_contain_text("5 images restored.")
    page.get_by_role("button", name=f"Restore #{wall[5].pk}").tap()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()


def test_the_shelf_has_no_fault_and_its_forms_fit_a_phone(open_page: OpenPage, artist: Member) -> None:
    boards.create(artist, "Skies", is_shared=True)
    page = open_page(artist, viewport=NARROW, has_touch=True, is_mobile=True)
    page.goto("/boards/")
    page.get_by_label("Change “Skies”").tap()
    place = page.locator(".board .float").bounding_box()
    assert place
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= NARROW["width"]
    assert list(faults_of(page)) == []


def test_the_numbers_around_the_wall_follow_what_is_done_there(page: Page, wall: list[Imagine]) -> None:
    complete = page.locator("#count-complete")
    expect(complete).to_have_text("Complete6")
    tick(page, wall[5]).click()
    page.evaluate("() => scrollTo(0, 60)")
    with without_reload(page):
        page.locator(f"#more-{wall[0].pk}").click()
        page.locator("#more").get_by_role("button", name="Move to trash").click()
        complete.focus()
        expect(complete).to_have_text("Complete5")
        expect(page.locator("#count-all")).to_have_text("All5")
        # Neither the place, nor what is selected, nor the focus is lost over it.
        expect(complete).to_be_focused()
        assert selected(page) == [wall[5].pk]
        expect(bar(page)).to_contain_text("1 selected")
        page.locator(".toast", has_text="in the trash").get_by_role("button", name="Undo").click()
        expect(complete).to_have_text("Complete6")
        assert selected(page) == [wall[5].pk]


def test_how_many_match_is_true_after_an_act(
    open_page: OpenPage, artist: Member, wall: list[Imagine]
) -> None:
    page = open_page(artist)
    page.goto("/history/?limit=2")
    tick(page, wall[0]).click()
    press(page, "Move to trash")
    expect(page.locator(".pages .end")).to_have_text("5 in all")
    expect(page.locator(".day .number")).to_have_text("5")
    tick(page, wall[1]).click()
    bar(page).get_by_text("Select all 5 that match").click()
    expect(bar(page)).to_contain_text("All 5 selected")
    press(page, "Star")
    expect(page.locator(".toast").last).to_contain_text("5 images starred.")
    expect(page.get_by_role("link", name="Starred")).to_have_text("Starred5")
