"""The people page, and the page of one member."""

from __future__ import annotations

import pytest

from imagine import permissions
from imagine.models import Event, Invitation, Member
from imagine.permissions import ADMIN, VIEWER, role_of
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(admin_member) -> Visitor:
    return Visitor(admin_member)


def said(page) -> str:
    return page.select_one("#toasts").text


def test_everybody_is_listed_with_role_state_and_when_they_were_here(admin, artist, make_member):
    gone = make_member("zoe")
    Member.objects.filter(pk=gone.pk).update(is_active=False)
    Visitor(artist).get("/history/")
    rows = admin.get("/people/").select(".members:not(.invited) li")
    texts = [" ".join(row.text.split()) for row in rows]
    assert [text.split()[1] for text in texts] == ["admin", "artist", "zoe"]
    assert "Artist Seen just now" in texts[1]
    assert texts[2].endswith("Member Deactivated")


def test_the_number_of_questions_does_not_grow_with_the_team(
    admin, make_member, django_assert_max_num_queries
):
    for number in range(20):
        make_member(f"member{number}")
    admin.get("/people/")
    with django_assert_max_num_queries(8):
        admin.get("/people/")


def test_a_link_is_shown_once_and_works(admin):
    page = admin.post("/people/invitations/", {"role": "viewer", "note": "Pia Holm", "email": ""})
    link = page.select_one(".fresh-link input")["value"]
    assert link.startswith("http://testserver/accounts/invitation/")
    assert "Pia Holm" in page.select_one(".invited").text
    again = admin.get("/people/")
    assert again.select_one(".fresh-link") is None
    assert link.split("/")[-2] not in again.decode()
    assert "Pia" not in Visitor().get(link.removeprefix("http://testserver")).text


def test_behind_a_public_address_the_link_has_it(admin, settings):
    settings.PUBLIC_URL = "https://studio.example.com"
    page = admin.post("/people/invitations/", {"role": "viewer"})
    assert page.select_one(".fresh-link input")["value"].startswith("https://studio.example.com/accounts/")


def test_an_invitation_that_makes_no_sense_makes_no_link(admin, admin_member):
    Member.objects.filter(pk=admin_member.pk).update(email="ana@example.com")
    page = admin.post("/people/invitations/", {"role": "viewer", "email": "ANA@example.com"})
    assert "has this address" in page.select_one("#id_email-error").text
    admin.post("/people/invitations/", {"role": "owner"})
    assert not Invitation.objects.exists()


def test_a_role_changes_on_the_page_of_its_member(admin, artist):
    page = admin.post(f"/people/{artist.pk}/role/", {"role": "viewer", "reason": "moved on"})
    assert "a member now" in said(page)
    assert page.select_one("[name=role][checked]")["value"] == "viewer"
    assert role_of(Member.objects.get(pk=artist.pk)) == VIEWER
    assert Event.objects.get().why == "moved on"


@pytest.mark.parametrize("step", ["role", "deactivate"])
def test_the_last_admin_is_told_why_not(admin, admin_member, step):
    page = admin.post(f"/people/{admin_member.pk}/{step}/", {"role": "viewer", "reason": "tired"})
    assert "needs an admin" in said(page)
    assert role_of(Member.objects.get(pk=admin_member.pk)) == ADMIN


def test_deactivating_takes_a_reason_and_is_taken_back(admin, artist):
    path = f"/people/{artist.pk}"
    assert "Say why" in said(admin.post(f"{path}/deactivate/"))
    assert Member.objects.get(pk=artist.pk).is_active
    page = admin.post(f"{path}/deactivate/", {"reason": "left"})
    assert page.select_one(f"form[action='{path}/reactivate/']")
    assert not Member.objects.get(pk=artist.pk).is_active
    admin.post(f"{path}/reactivate/")
    assert Member.objects.get(pk=artist.pk).is_active
    assert [line.what for line in Event.objects.order_by("pk")] == [
        "member deactivated",
        "member reactivated",
    ]


def test_sessions_end_and_an_address_is_kept(admin, artist):
    theirs = Visitor(artist)
    admin.post(f"/people/{artist.pk}/sign-out/")
    assert theirs.ask("/history/").status_code == 302
    assert "valid email" in said(admin.post(f"/people/{artist.pk}/email/", {"email": "nonsense"}))
    page = admin.post(f"/people/{artist.pk}/email/", {"email": "mara@example.com"})
    assert page.select_one("[name=email]")["value"] == "mara@example.com"


def test_nobody_but_admins_gets_there(artist, viewer, admin_member):
    for member in (artist, viewer):
        visitor = Visitor(member)
        for path in ("/people/", f"/people/{artist.pk}/", "/audit/", "/audit/lines.csv"):
            assert visitor.ask(path).status_code == 403
        for step in ("role", "email", "deactivate", "reactivate", "sign-out"):
            visitor.post(f"/people/{admin_member.pk}/{step}/", {"role": "viewer", "reason": "x"}, expect=403)
        visitor.post("/people/invitations/", {"role": "admin"}, expect=403)
        visitor.post("/people/invitations/1/revoke/", expect=403)
    assert permissions.admins().count() == 1
    assert not Event.objects.exists()


def test_a_member_that_is_not_there_is_no_page(admin):
    admin.get("/people/4711/", expect=404)
    admin.post("/people/4711/role/", {"role": "viewer"}, expect=404)
