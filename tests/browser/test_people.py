"""A team in real browsers: somebody is let in, becomes more, and is out again; and a bell that rings."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from imagine import changes
from imagine.models import Event, Imagine, Member, Status
from tests.browser_fixtures import NARROW, OpenPage
from tests.making import row
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, ProviderProcess

PASSWORD = "a tern over cold water"


@pytest.fixture
def admin(open_page: OpenPage, admin_member: Member) -> Page:
    return open_page(admin_member)


def invite(admin: Page) -> str:
    """Make an invitation and take its link, as an admin does."""
    admin.goto("/")
    admin.get_by_role("button", name="admin, admin").click()
    admin.get_by_role("link", name="People").click()
    admin.get_by_label("For whom").fill("Pia Holm")
    admin.get_by_role("radio", name="Artist").check()
    admin.get_by_role("button", name="Make a link").click()
    return admin.get_by_label("Link of the invitation").input_value()


def test_somebody_is_let_in_and_out_again(admin: Page, open_page: OpenPage, generator: str) -> None:
    link = invite(admin)
    admin.context.grant_permissions(["clipboard-read", "clipboard-write"])
    admin.get_by_role("button", name="Copy the link").click()
    expect(admin.locator("#said")).to_have_text("Copied")
    assert admin.evaluate("() => navigator.clipboard.readText()") == link

    pia = open_page(viewport=NARROW)
    pia.goto(link)
    pia.get_by_label("Your name").fill("Pia Holm")
    pia.get_by_label("User name").fill("pia")
    pia.get_by_label("Password").fill(PASSWORD)
    pia.get_by_role("button", name="Show").click()
    expect(pia.get_by_label("Password")).to_have_attribute("type", "text")
    pia.get_by_role("button", name="Join").click()
    expect(pia.get_by_text("Welcome, Pia.")).to_be_visible()
    row(Member.objects.get(username="pia"), generator=generator, status=Status.PENDING, blockade_id=1)
    pia.goto(f"/create/{generator}/?stream=open")

    admin.goto("/people/")
    admin.get_by_role("link", name="Pia Holm").click()
    admin.get_by_label("Reason for deactivating").fill("left the team")
    admin.get_by_role("button", name="Deactivate").click()
    expect(admin.get_by_text("Pia Holm cannot come in any more.")).to_be_visible()
    # The next poll finds the door shut, without a click.
    expect(pia.get_by_role("heading", name="Sign in to the studio")).to_be_visible()

    admin.goto("/audit/?who=admin")
    expect(admin.locator(".lines tbody tr").first).to_contain_text("left the team")
    assert [line.what for line in Event.objects.order_by("pk")][:2] == ["invited", "invitation accepted"]


def test_all_of_it_without_scripts_and_by_keyboard(
    open_page: OpenPage, admin_member: Member, generator: str
) -> None:
    admin = open_page(admin_member, java_script_enabled=False)
    admin.goto("/people/")
    admin.get_by_label("For whom").focus()
    admin.keyboard.type("Tomas")
    admin.keyboard.press("Enter")
    link = admin.get_by_label("Link of the invitation").input_value()
    expect(admin.get_by_role("button", name="Copy the link")).to_be_hidden()
    tomas = open_page(java_script_enabled=False)
    tomas.goto(link)
    tomas.get_by_label("Your name").focus()
    for words in ("Tomas Okafor", "tomas", PASSWORD):
        tomas.keyboard.type(words)
        tomas.keyboard.press("Tab")
    tomas.keyboard.press("Enter")
    expect(tomas.get_by_role("navigation", name="Main")).to_be_visible()
    tomas.goto(link)
    expect(tomas.get_by_role("heading", name="This link leads nowhere")).to_be_visible()


def test_the_bell_rings_on_an_open_page(open_page: OpenPage, artist: Member, generator: str) -> None:
    waiting = row(artist, generator=generator, status=Status.PENDING, blockade_id=1, prompt="A lighthouse")
    page = open_page(artist)
    page.goto(f"/create/{generator}/?stream=open")
    expect(page.get_by_role("link", name="Notices", exact=True)).to_be_visible()
    changes.change(Imagine.objects.filter(pk=waiting.pk), status=Status.ERROR, error_message="Not safe")
    page.get_by_role("link", name="Notices, 1 unread").click()
    page.get_by_role(
        "link", name=re.compile("A lighthouse.*Could not be made: .*Not safe", re.DOTALL)
    ).click()
    expect(page).to_have_url(re.compile(f"/imagines/{waiting.pk}/$"))
    page.goto("/history/")
    expect(page.get_by_role("link", name="Notices", exact=True)).to_be_visible()


def test_a_company_account_opens_the_door(
    open_page: OpenPage, admin_member: Member, settings, generator: str
) -> None:
    with ProviderProcess() as provider:
        settings.OIDC_ISSUER, settings.OIDC_NAME = provider.issuer, "Example"
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        settings.OIDC_ALLOWED_DOMAINS = ["example.com"]
        provider.be(sub="u-17", email="mara@example.com", email_verified=True, name="Mara Lindqvist")
        page = open_page()
        page.goto("/queue/")
        page.get_by_role("link", name="Sign in with Example").click()
        page.get_by_role("button", name="Continue").click()
        expect(page).to_have_url(re.compile("/queue/$"))
        expect(page.get_by_role("button", name="Mara Lindqvist, viewer")).to_be_visible()
