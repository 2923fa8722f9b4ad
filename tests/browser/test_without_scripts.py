"""Every page is whole without JavaScript: plain links, plain forms, full pages."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from imagine.models import Imagine, Member, Status
from tests.browser.steps import be_in, card_of, come_in_as, prompt_of
from tests.browser_fixtures import OpenPage
from tests.making import row
from tests.sandbox_process import SandboxProcess


@pytest.fixture
def plain(open_page: OpenPage) -> Page:
    """A window in which no script runs."""
    return open_page(java_script_enabled=False)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.usefixtures("demo", "worker")
def test_an_artist_comes_in_sends_looks_and_leaves(plain: Page) -> None:
    come_in_as(plain, "Artist")
    prompt_of(plain).fill("A plain form")
    press(plain, "Imagine")
    expect(plain.get_by_text("Sent. You can go on, it is made without you.")).to_be_visible()
    expect(prompt_of(plain)).to_have_value("A plain form")
    until_made(plain)
    expect(plain.locator(".card img")).to_be_visible()
    plain.locator(".card").get_by_role("link", name="A plain form").click()
    expect(plain.get_by_role("img", name="A plain form")).to_be_visible()
    plain.get_by_role("link", name="Back").click()
    expect(plain).to_have_url(re.compile("/history/$"))
    plain.get_by_role("button", name="Mara Lindqvist").click()
    press(plain, "Sign out")
    expect(plain.get_by_role("heading", name="Sign in to the studio")).to_be_visible()
    plain.goto("/history/")
    expect(plain.get_by_role("heading", name="Sign in to the studio")).to_be_visible()


def until_made(page: Page) -> None:
    """Without scripts one reloads now and then."""
    for _ in range(100):
        if page.locator(".card[data-status='complete'] img").count():
            return
        page.wait_for_timeout(100)
        page.reload()


def test_a_member_signs_in_with_name_and_password(plain: Page, viewer: Member) -> None:
    viewer.set_password("a fjord before sunrise")
    viewer.save()
    plain.goto("/queue/")
    plain.get_by_label("Name").fill(viewer.username)
    plain.get_by_label("Password").fill("something else")
    press(plain, "Sign in")
    expect(plain.get_by_role("alert")).to_be_visible()
    expect(plain.get_by_label("Name")).to_have_value(viewer.username)
    plain.get_by_label("Password").fill("a fjord before sunrise")
    press(plain, "Sign in")
    expect(plain).to_have_url(re.compile("/queue/$"))


def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(
    open_page: OpenPage, artist: Member, generator: str
) -> None:
    plain = open_page(artist, java_script_enabled=False)
    plain.goto(f"/create/{generator}/")
    plain.locator("#id_p-negative_text").fill("boats")
    plain.locator("#id_p-seed").fill("-7")
    press(plain, "Imagine")
    expect(plain.locator("#id_p-prompt-error")).to_be_visible()
    expect(plain.locator("#id_p-seed-error")).to_be_visible()
    expect(plain.locator("#id_p-seed")).to_have_value("-7")
    expect(plain.locator("#id_p-negative_text")).to_have_value("boats")
    plain.get_by_role("link", name="Describe the world around you").click()
    expect(plain.locator(":target")).to_have_id("id_p-prompt")
    assert not Imagine.objects.exists()


def test_everything_about_a_form_is_within_reach(open_page: OpenPage, artist: Member, generator: str) -> None:
    plain = open_page(artist, java_script_enabled=False)
    plain.goto("/create/workshop/")
    plain.locator("details.more > summary").first.click()
    expect(plain.locator("#id_p-reference")).to_be_visible()
    plain.locator(".generator-list > summary").click()
    plain.locator(".generator-list").get_by_role("link", name="Open Country").click()
    expect(plain).to_have_url(re.compile("/create/open-country/"))


def test_the_history_is_filtered_searched_and_turned_by_links_and_forms(
    open_page: OpenPage, viewer: Member, artist: Member
) -> None:
    for number in range(40):
        row(artist, status=Status.COMPLETE, prompt=f"Shore number {number:02}", ended_at=timezone.now())
    row(viewer, status=Status.ERROR, prompt="A shore that failed", ended_at=timezone.now())
    plain = open_page(viewer, java_script_enabled=False)
    plain.goto("/history/")
    plain.get_by_role("link", name="Older").click()
    expect(plain.get_by_text("Shore number 00")).to_be_visible()
    plain.get_by_role("link", name="Newer").click()
    expect(plain.get_by_text("Shore number 39")).to_be_visible()
    plain.get_by_role("navigation", name="Status").get_by_role("link", name="Failed").click()
    expect(plain.locator(".card")).to_have_count(1)
    expect(plain.get_by_text("A shore that failed")).to_be_visible()
    plain.goto("/history/")
    plain.get_by_role("searchbox").fill("number 17")
    plain.keyboard.press("Enter")
    expect(plain.locator(".card")).to_have_count(1)
    plain.goto("/history/")
    plain.locator("details.pick > summary", has_text="Order").click()
    plain.get_by_role("link", name="Oldest first").click()
    expect(plain.locator(".card").first).to_contain_text("Shore number 00")
    plain.locator("details.pick > summary", has_text="Member").click()
    plain.locator("details.pick").get_by_role("link", name=re.compile("^viewer")).click()
    expect(plain.locator(".card")).to_have_count(1)


def test_one_imagine_is_cancelled_and_another_by_an_admin_with_a_reason(
    open_page: OpenPage, artist: Member, admin_member: Member, generator: str
) -> None:
    mine, also_mine = (row(artist, generator=generator, status=Status.HELD) for _ in "ab")
    plain, admin = (open_page(who, java_script_enabled=False) for who in (artist, admin_member))
    plain.goto(f"/create/{generator}/")
    card_of(plain, mine).get_by_role("button", name="Cancel").click()
    be_in(card_of(plain, mine), "abort")
    expect(plain).to_have_url(re.compile(f"/create/{generator}/$"))

    admin.goto(f"/imagines/{also_mine.pk}/")
    admin.get_by_role("button", name="Cancel").click()
    press(admin, "Cancel it")
    admin.get_by_label("A note to the owners").fill("Making room")
    press(admin, "Cancel it")
    # Nothing leaves before the time for second thoughts is over.
    admin.wait_for_timeout(12_000)
    admin.reload()
    be_in(card_of(admin, also_mine), "abort")
    expect(admin.locator(".told")).to_contain_text("Making room")


def test_everything_pending_is_cancelled_after_a_page_that_counts(
    open_page: OpenPage, admin_member: Member, artist: Member, sandbox: SandboxProcess
) -> None:
    row(artist, status=Status.PENDING, blockade_id=1)
    row(status=Status.PENDING, blockade_id=2)
    admin = open_page(admin_member, java_script_enabled=False)
    admin.goto("/queue/")
    admin.get_by_text("Cancel many…").click()
    admin.get_by_role("link", name="Everything pending on the account").click()
    expect(admin.get_by_role("heading", name="Cancel 2 waiting images?")).to_be_visible()
    admin.get_by_label("A note to the owners").fill("Wrong account")
    press(admin, "Cancel 2")
    expect(admin.locator("[data-imagine]")).to_have_count(2)
    expect(admin.locator("[data-imagine]").filter(has_text="Stopping")).to_have_count(2)


def test_the_theme_is_switched_and_remembered(open_page: OpenPage, viewer: Member) -> None:
    plain = open_page(viewer, java_script_enabled=False, color_scheme="dark")
    plain.goto("/history/?order=oldest")
    press(plain, "Light theme")
    expect(plain).to_have_url(re.compile(r"/history/\?order=oldest$"))
    expect(plain.locator("html")).to_have_attribute("data-theme", "light")
    plain.goto("/queue/")
    expect(plain.locator("html")).to_have_attribute("data-theme", "light")
