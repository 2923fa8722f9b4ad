"""The queue in a real browser: selection stays, what ends leaves, keys do it all, and there is a way back."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from imagine import changes
from imagine.models import Command, Imagine, Member, Status
from tests.browser.steps import card_of, without_reload
from tests.browser_fixtures import OpenPage
from tests.making import row


@pytest.fixture
def line(artist: Member, generator: str) -> list[Imagine]:
    """Four of the artist's imagines at Blockade, in the order of their places."""
    return [
        row(artist, generator=generator, prompt=f"Number {place}", blockade_id=place, queue_position=place)
        for place in range(1, 5)
    ]


@pytest.fixture
def desk(open_page: OpenPage, admin_member: Member, line: list[Imagine]) -> Page:
    """An admin's Queue page."""
    page = open_page(admin_member)
    page.goto("/queue/")
    expect(page.locator("#rows tr")).to_have_count(4)
    return page


def end(imagine: Imagine) -> None:
    changes.change_one(imagine, status=Status.COMPLETE, ended_at=timezone.now(), queue_position=None)


def arrive(member: Member, generator: str, words: str) -> Imagine:
    new = row(member, generator=generator, prompt=words, blockade_id=99, queue_position=9)
    changes.change_one(new, title="")
    return new


def test_selection_focus_and_panels_survive_while_rows_come_and_go(
    desk: Page, line: list[Imagine], artist: Member, generator: str
) -> None:
    with without_reload(desk):
        for imagine in line[:2]:
            card_of(desk, imagine).locator("[data-tick]").check()
        desk.locator(".as-table > summary").first.click()
        card_of(desk, line[2]).locator(".prompt").focus()
        changes.change_one(line[1], queue_position=1)
        changes.change_one(line[2], queue_position=2)
        end(line[0])
        arrive(artist, generator, "A late one")
        expect(desk.locator("#rows tr").last).to_contain_text("A late one")
        expect(card_of(desk, line[0])).to_have_count(0)
        expect(desk.locator("[data-count]")).to_have_text("1 selected")
        expect(card_of(desk, line[1]).locator("[data-tick]")).to_be_checked()
        expect(card_of(desk, line[1]).locator(".c-place")).to_have_text("1st")
        expect(card_of(desk, line[2]).locator(".prompt")).to_be_focused()
        expect(desk.locator("#pace-table")).to_be_visible()
        expect(desk.locator("#queue-title .number")).to_have_text("4")


def test_keys_move_select_ask_and_cancel_and_there_is_a_way_back(desk: Page, line: list[Imagine]) -> None:
    for key in ("j", "x", "j", "j", "k", "x"):
        desk.keyboard.press(key)
    expect(desk.locator("[data-count]")).to_have_text("2 selected")
    desk.keyboard.press("c")
    ask = desk.get_by_role("dialog")
    expect(ask.get_by_role("heading")).to_have_text("Cancel 2 images?")
    ask.get_by_role("button", name="Cancel 2").click()
    expect(ask.get_by_role("alert")).to_contain_text("Say why")
    ask.get_by_label("Making room").check()
    ask.get_by_role("button", name="Cancel 2").click()
    first = card_of(desk, line[0])
    expect(first.locator(".c-state")).to_contain_text("Stopping in")
    assert Command.objects.filter(done_at=None, reason="Making room").count() == 2
    desk.locator(".toast").get_by_role("button", name="Undo").click()
    expect(desk.locator(".toast")).to_contain_text("Taken back: 2 go on.")
    expect(first.locator(".c-state")).to_contain_text("Waiting")
    assert not Command.objects.filter(done_at=None).exists()


def test_all_that_match_go_beyond_what_is_ticked(desk: Page) -> None:
    desk.locator("#query").fill("state:waiting")
    desk.keyboard.press("Enter")
    desk.locator("[data-tick]").first.check()
    desk.locator(".also").click()
    expect(desk.locator("[data-tick]:checked")).to_have_count(4)
    expect(desk.locator("#hold-selected")).to_be_hidden()
    desk.keyboard.press("h")
    desk.locator("#cancel-selected").click()
    expect(desk.get_by_role("dialog").get_by_role("heading")).to_have_text("Cancel 4 images?")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)


@pytest.fixture
def waiting(artist: Member, generator: str) -> list[Imagine]:
    """Two of the artist's that are still in the outbox."""
    return [row(artist, generator=generator, prompt=f"Held {n}", status=Status.HELD) for n in (1, 2)]


def test_the_selected_are_held_for_a_reason_and_resumed(
    desk: Page, line: list[Imagine], waiting: list[Imagine]
) -> None:
    desk.reload()
    desk.keyboard.press("h")
    for imagine in (line[0], *waiting):
        card_of(desk, imagine).locator("[data-tick]").check()
    desk.keyboard.press("h")
    ask = desk.get_by_role("dialog")
    expect(ask.get_by_role("heading")).to_have_text("Hold 2 images?")
    expect(ask).to_contain_text("1 more has left the outbox and cannot be held.")
    ask.get_by_label("Reason").fill("Until noon")
    ask.get_by_role("button", name="Hold 2").click()
    expect(desk.locator(".toast")).to_contain_text("2 of 3 are on hold. 1 had left the outbox.")
    expect(card_of(desk, waiting[0])).to_contain_text("on hold by admin: Until noon")
    desk.locator(".hold").get_by_role("button", name="Resume").click()
    expect(card_of(desk, waiting[0])).not_to_contain_text("on hold")
    assert not Imagine.objects.exclude(hold=None).exists()


def test_an_empty_queue_sees_what_comes(open_page: OpenPage, artist: Member, generator: str) -> None:
    page = open_page(artist)
    page.goto("/queue/")
    expect(page.locator(".empty")).to_be_visible()
    with without_reload(page):
        arrive(artist, generator, "The first one")
        expect(page.locator("#rows")).to_contain_text("The first one")
        expect(page.locator(".empty")).to_be_hidden()


def test_without_scripts_selecting_asking_cancelling_and_undo_are_plain_forms(
    open_page: OpenPage, admin_member: Member, line: list[Imagine]
) -> None:
    page = open_page(admin_member, java_script_enabled=False)
    page.goto("/queue/")
    for imagine in line[:2]:
        card_of(page, imagine).locator("[data-tick]").check()
    page.locator("#cancel-selected").click()
    page.get_by_label("Duplicate").check()
    page.get_by_role("button", name="Cancel 2").click()
    expect(page.locator("#toasts")).to_contain_text("Cancelling 2 images")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("Taken back: 2 go on.")


def test_without_scripts_holding_is_a_page_that_asks_why(
    open_page: OpenPage, admin_member: Member, waiting: list[Imagine]
) -> None:
    page = open_page(admin_member, java_script_enabled=False)
    page.goto("/queue/")
    card_of(page, waiting[0]).locator("[data-tick]").check()
    page.locator("#hold-selected").click()
    page.get_by_label("Reason").fill("Until noon")
    page.get_by_role("button", name="Hold 1").click()
    expect(page.locator("#toasts")).to_contain_text("It is on hold until it is resumed.")
    expect(card_of(page, waiting[0])).to_contain_text("on hold by admin: Until noon")
