"""People, audit, notices and every door in each of their states, for what must hold on every page."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page

from imagine import audit, changes, invitations
from imagine.models import Imagine, Member
from imagine.permissions import ADMIN, ARTIST, VIEWER
from tests.browser.stages import LONGEST_WORD, STAGES, Stop, make, member
from tests.browser.stages_pictures import PICTURE_STAGES

PASSWORD = "correct horse battery staple"


def people() -> list[Stop]:
    """A team with everybody that there can be in one."""
    admin, gone = member(ADMIN), Member.objects.create(username="gone", first_name="W" * 80, is_active=False)
    Member.objects.filter(pk=admin.pk).update(seen_at=timezone.now())
    Member.objects.create(username="roleless")
    invitations.invite(admin, ARTIST, note="Pia Holm", email="pia@example.com")
    invitations.invite(admin, VIEWER, note=LONGEST_WORD[:150])

    def invite(page: Page) -> None:
        page.get_by_label("For whom").fill("Tomas Okafor")
        page.get_by_role("button", name="Make a link").click()
        page.locator(".fresh-link").wait_for()

    return [
        Stop("people", "/people/", ADMIN),
        Stop("people, a new link", "/people/", ADMIN, invite),
        Stop("one person", f"/people/{admin.pk}/", ADMIN),
        Stop("one person, deactivated", f"/people/{gone.pk}/", ADMIN),
    ]


def what_was_done() -> list[Stop]:
    """The audit with short and long lines, and without any."""
    admin, imagine = member(ADMIN), make("complete")
    audit.record("cancel asked", member=admin, imagine=imagine, why=LONGEST_WORD, words=LONGEST_WORD)
    audit.record("role changed", member=admin, whom="mara", before="viewer", after="artist")
    audit.record("outbox held", member=None)
    return [
        Stop("audit", "/audit/", ADMIN),
        Stop("audit, filtered", f"/audit/?who={admin.username}&since=2026-01-01", ADMIN),
        Stop("audit, no match", "/audit/?what=nothing", ADMIN),
    ]


def what_was_told() -> list[Stop]:
    """Notices of every kind, read and unread; and a password."""
    artist = member(ARTIST)
    artist.set_password(PASSWORD)
    artist.save()
    ends = ({"status": "complete"}, {"status": "error", "error_message": LONGEST_WORD}, {"status": "refused"})
    for end in (*ends, {"status": "abort", "cancelled_by": member(ADMIN), "cancel_reason": "A duplicate"}):
        changes.change(Imagine.objects.filter(pk=make("pending", prompt=LONGEST_WORD).pk), **end)

    def change(page: Page) -> None:
        page.get_by_label("Password now").fill("wrong")
        page.get_by_label("New password").fill("short")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("button", name="Change it").click()
        page.locator("#id_password-error").wait_for()

    return [
        Stop("notices", "/notices/"),
        Stop("notices, none", "/notices/", VIEWER),
        Stop("password", "/accounts/password/"),
        Stop("password, refused", "/accounts/password/", act=change),
        Stop("password, none", "/accounts/password/", VIEWER),
    ]


def ways_in() -> list[Stop]:
    """Doors beside the usual one."""
    _, token = invitations.invite(member(ADMIN), ARTIST)
    settings.OIDC_ISSUER, settings.OIDC_NAME = "https://login.example.com", "Example"
    AccessAttempt.objects.create(
        username="mara",
        ip_address="127.0.0.1",
        failures_since_start=99,
        attempt_time=timezone.now() - timedelta(minutes=1),
    )

    def join(page: Page) -> None:
        page.get_by_label("Your name").fill("Pia Holm")
        page.get_by_label("User name").fill("admin")
        page.get_by_label("Password").fill("short")
        page.get_by_role("button", name="Join").click()
        page.locator("#id_username-error").wait_for()

    def knock(page: Page) -> None:
        page.get_by_label("Name").fill("mara")
        page.get_by_label("Password").fill("guess")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("heading", name="Too many attempts").wait_for()

    return [
        Stop("invitation", f"/accounts/invitation/{token}/", ""),
        Stop("invitation, refused", f"/accounts/invitation/{token}/", "", join),
        Stop("invitation, for a member", f"/accounts/invitation/{token}/", VIEWER),
        Stop("invitation, gone", "/accounts/invitation/gone/", ""),
        Stop("sign in, with a company", "/accounts/sign-in/", ""),
        Stop("sign in, too many attempts", "/accounts/sign-in/", "", knock),
    ]


def first_door() -> list[Stop]:
    """Nobody is here yet."""
    return [Stop("first admin", "/accounts/first/", "")]


EVERY_STAGE = (*STAGES, *PICTURE_STAGES, people, what_was_done, what_was_told, ways_in, first_door)
