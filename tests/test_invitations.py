"""A link that works once, for seven days, until it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from imagine import invitations
from imagine.models import Event, Invitation, Member
from imagine.permissions import ARTIST, VIEWER, role_of
from tests.pages import Visitor
from tests.test_people import together

pytestmark = pytest.mark.django_db
PASSWORD = "a tern over cold water"
WORDS = {"name": "Tomas Okafor", "username": "tomas", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    """What is tested here is not how long a hash takes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def token(admin_member: Member) -> str:
    _, token = invitations.invite(admin_member, ARTIST, note="Tomas", email="tomas@example.com")
    return token


def link(token: str) -> str:
    return f"/accounts/invitation/{token}/"


def test_the_table_opens_nothing(token):
    made = Invitation.objects.get()
    assert token not in "".join(map(str, made.__dict__.values()))
    assert invitations.find(made.digest) is None


def test_accepting_makes_a_member_who_is_signed_in(token):
    visitor = Visitor()
    assert "an artist" in visitor.get(link(token)).select_one(".lead").text
    answer = visitor.client.post(link(token), WORDS)
    assert answer.headers["Location"] == "/"
    tomas = Member.objects.get(username="tomas")
    assert (tomas.display_name, tomas.email, role_of(tomas)) == ("Tomas Okafor", "tomas@example.com", ARTIST)
    assert tomas.check_password(PASSWORD)
    assert visitor.ask("/history/").status_code == 200
    assert [line.what for line in Event.objects.order_by("pk")] == ["invited", "invitation accepted"]


def test_unknown_used_expired_and_revoked_links_lead_to_the_same_page(admin_member):
    def made() -> tuple[Invitation, str]:
        return invitations.invite(admin_member, VIEWER)

    (used, used_token), (old, old_token), (revoked, revoked_token) = made(), made(), made()
    invitations.accept(used, lambda email: Member.objects.create_user("somebody"))
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert invitations.revoke(revoked.pk, admin_member)
    pages = [
        Visitor().get(link(token), expect=404).select_one("main").text
        for token in ("never-made", used_token, old_token, revoked_token)
    ]
    assert len(set(pages)) == 1
    for token in (used_token, old_token, revoked_token):
        Visitor().post(link(token), WORDS, expect=404)
    assert not Member.objects.filter(username="tomas").exists()


def test_an_invitation_lasts_seven_days(token):
    assert timedelta(days=6.99) < Invitation.objects.get().expires_at - timezone.now() <= timedelta(days=7)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("password", "short", "too short"),
        ("password", "okafor12", "too similar"),
        ("username", "ADMIN", "Somebody has this user name"),
        ("username", "no spaces", "valid username"),
        ("name", "", "required"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_uses_nothing_up(token, field, value, says):
    page = Visitor().post(link(token), {**WORDS, field: value})
    assert says in page.select_one(f"#id_{field}-error").text
    assert invitations.find(token) is not None


def test_somebody_who_is_signed_in_is_asked_to_sign_out_first(token, viewer):
    visitor = Visitor(viewer)
    assert visitor.post(link(token), WORDS).select_one("[name=password]") is None
    assert invitations.find(token) is not None


@pytest.mark.django_db(transaction=True)
def test_two_posts_at_the_same_moment_make_one_member(token):
    def post(name: str) -> int:
        return Visitor().client.post(link(token), {**WORDS, "username": name}).status_code

    assert sorted(together(lambda: post("first"), lambda: post("second"))) == [302, 404]
    assert Member.objects.filter(username__in=["first", "second"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_name_that_two_take_at_the_same_moment_goes_to_one_and_costs_the_other_nothing(admin_member):
    tokens = [invitations.invite(admin_member, VIEWER)[1] for _ in range(2)]

    def post(token: str) -> int:
        return Visitor().client.post(link(token), WORDS).status_code

    assert sorted(together(lambda: post(tokens[0]), lambda: post(tokens[1]))) == [200, 302]
    assert invitations.waiting().count() == 1


def test_revoking_twice_says_that_there_was_nothing_to_take_back(admin_member, token):
    made = Invitation.objects.get()
    visitor = Visitor(admin_member)
    path = f"/people/invitations/{made.pk}/revoke/"
    assert "taken back" in visitor.post(path).select_one("#toasts").text
    assert "already" in visitor.post(path).select_one("#toasts").text
    assert Event.objects.filter(what="invitation revoked").count() == 1
