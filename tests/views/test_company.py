"""Sign-in by a real OpenID provider: who comes in, and which answers of it are not believed."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from imagine import company, invitations, people
from imagine.models import Event, Identity, Invitation, Member
from imagine.permissions import ADMIN, ARTIST, VIEWER, role_of
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, ProviderProcess
from tests.pages import Visitor

pytestmark = pytest.mark.django_db
MARA = {"sub": "u-17", "email": "mara@example.com", "email_verified": True, "name": "Mara Lindqvist"}
START, DONE = "/accounts/company/", "/accounts/company/done/"


@pytest.fixture(scope="module")
def running() -> Iterator[ProviderProcess]:
    with ProviderProcess() as provider:
        yield provider


@pytest.fixture
def provider(running, settings, admin_member) -> ProviderProcess:
    settings.OIDC_ISSUER = running.issuer
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    settings.OIDC_NAME = "Example"
    return running


def through(visitor: Visitor, next_: str = "") -> str:
    """To the provider, through its page, back to the studio, as a browser goes; where that leads."""
    away = visitor.client.get(START, {"next": next_}).headers["Location"]
    back = requests.post(away, allow_redirects=False, timeout=10).headers["Location"]
    path = urlsplit(back)
    assert f"{path.scheme}://{path.netloc}" == "http://testserver"
    return visitor.client.get(f"{path.path}?{path.query}").headers["Location"]


def said(visitor: Visitor) -> str:
    return visitor.get("/accounts/sign-in/").select_one("#toasts").text


def test_the_door_has_its_second_handle_only_where_there_is_a_provider(provider, settings):
    assert "Sign in with Example" in Visitor().get("/accounts/sign-in/").text
    settings.OIDC_ISSUER = ""
    assert "Sign in with" not in Visitor().get("/accounts/sign-in/").text
    assert Visitor().ask(START).status_code == Visitor().ask(DONE).status_code == 404


def test_the_way_there_carries_state_nonce_and_challenge(provider):
    away = urlsplit(Visitor().client.get(START).headers["Location"])
    asked = parse_qs(away.query)
    assert f"{away.scheme}://{away.netloc}{away.path}" == f"{provider.issuer}/authorize"
    assert asked["redirect_uri"] == [f"http://testserver{DONE}"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    assert CLIENT_SECRET not in away.query


def test_a_member_whose_address_is_proven_comes_in_and_is_known_from_then_on(provider, artist):
    Member.objects.filter(pk=artist.pk).update(email="Mara@example.com")
    provider.be(**MARA)
    visitor = Visitor()
    assert through(visitor, "/queue/") == "/queue/"
    assert visitor.ask("/history/").status_code == 200
    assert Identity.objects.get().member == artist
    # Another address at the provider is still the same person.
    provider.be(**{**MARA, "email": "m.lindqvist@example.com"})
    assert through(Visitor()) == "/"
    assert Member.objects.filter(email__icontains="lindqvist").count() == 0
    assert [line.what for line in Event.objects.all()] == ["company account linked"]


def test_an_invited_address_uses_its_invitation_up(provider, admin_member):
    _, token = invitations.invite(admin_member, ARTIST, email="mara@example.com")
    provider.be(**MARA, preferred_username="mara")
    assert through(Visitor()) == "/"
    mara = Member.objects.get(username="mara")
    assert (mara.display_name, mara.email, role_of(mara)) == ("Mara Lindqvist", "mara@example.com", ARTIST)
    assert not mara.has_usable_password()
    assert Invitation.objects.get().used_by == mara
    assert invitations.find(token) is None


def test_an_allowed_domain_comes_in_as_viewer_under_a_name_that_is_free(provider, settings, make_member):
    settings.OIDC_ALLOWED_DOMAINS = ["Example.com"]
    make_member("mara")
    provider.be(**MARA)
    assert through(Visitor()) == "/"
    mara = Identity.objects.get().member
    assert (mara.username, role_of(mara)) == ("mara2", VIEWER)


@pytest.mark.parametrize(
    "claims",
    [
        {**MARA, "email": "mara@elsewhere.com"},
        {**MARA, "email_verified": False},
        {"sub": "u-17", "email": "mara@example.com"},
        {"sub": "u-17"},
        {**MARA, "email": "mara@example.com@elsewhere.com"},
    ],
    ids=["another domain", "not proven", "nothing said of proof", "no address", "a trick"],
)
def test_who_is_not_expected_stays_outside(provider, settings, artist, admin_member, claims):
    settings.OIDC_ALLOWED_DOMAINS = ["example.com"]
    invitations.invite(admin_member, ADMIN, email="other@example.com")
    provider.be(**claims)
    visitor = Visitor()
    assert through(visitor) == "/accounts/sign-in/"
    assert "Nobody here expects you" in said(visitor)
    assert not Identity.objects.exists()
    assert visitor.ask("/history/").status_code == 302


def test_a_deactivated_member_stays_outside(provider, artist, admin_member):
    Member.objects.filter(pk=artist.pk).update(email="mara@example.com")
    people.deactivate(artist, by=admin_member, why="left")
    provider.be(**MARA)
    visitor = Visitor()
    assert through(visitor) == "/accounts/sign-in/"
    assert "closed" in said(visitor)


@pytest.mark.parametrize("wrong", ["nonce", "aud", "iss", "exp", "signature", "no token", "denied"])
def test_a_wrong_answer_lets_nobody_in(provider, artist, wrong):
    Member.objects.filter(pk=artist.pk).update(email="mara@example.com")
    provider.be(wrong=wrong, **MARA)
    visitor = Visitor()
    assert through(visitor) == "/accounts/sign-in/"
    assert "did not work" in said(visitor)
    assert not Identity.objects.exists()
    provider.be(**MARA)
    assert through(visitor) == "/"


def test_another_state_lets_nobody_in(provider, artist):
    Member.objects.filter(pk=artist.pk).update(email="mara@example.com")
    provider.be(**MARA)
    visitor, other = Visitor(), Visitor()
    away = visitor.client.get(START).headers["Location"]
    back = urlsplit(requests.post(away, allow_redirects=False, timeout=10).headers["Location"])
    # Somebody else's browser is sent to the address that was meant for ours.
    assert other.client.get(f"{DONE}?{back.query}").headers["Location"] == "/accounts/sign-in/"
    assert other.ask("/history/").status_code == 302
    code = parse_qs(back.query)["code"][0]
    forged = visitor.client.get(DONE, {"code": code, "state": "made-up"})
    assert forged.headers["Location"] == "/accounts/sign-in/"
    assert visitor.ask("/history/").status_code == 302


def test_an_address_works_once(provider, artist):
    Member.objects.filter(pk=artist.pk).update(email="mara@example.com")
    provider.be(**MARA)
    visitor = Visitor()
    away = visitor.client.get(START).headers["Location"]
    back = urlsplit(requests.post(away, allow_redirects=False, timeout=10).headers["Location"])
    assert visitor.client.get(f"{DONE}?{back.query}").headers["Location"] == "/"
    visitor.post("/accounts/sign-out/")
    assert visitor.client.get(f"{DONE}?{back.query}").headers["Location"] == "/accounts/sign-in/"


@pytest.mark.parametrize(
    ("told", "role"),
    [
        ("artist", ARTIST),
        (["staff", "viewer", "admin"], ADMIN),
        ("owner", VIEWER),
        (None, VIEWER),
        (7, VIEWER),
    ],
)
def test_the_providers_word_for_a_role_counts_where_it_may(provider, settings, told, role):
    settings.OIDC_ALLOWED_DOMAINS = ["example.com"]
    settings.OIDC_ROLE_CLAIM = "roles"
    provider.be(**MARA, roles=told)
    assert through(Visitor()) == "/"
    assert role_of(Identity.objects.get().member) == role


def test_the_provider_cannot_take_the_last_admin_away(provider, settings, admin_member):
    settings.OIDC_ROLE_CLAIM = "roles"
    Member.objects.filter(pk=admin_member.pk).update(email="mara@example.com")
    provider.be(**MARA, roles="viewer")
    assert through(Visitor()) == "/"
    assert role_of(Member.objects.get(pk=admin_member.pk)) == ADMIN


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example"])
def test_going_on_never_leaves_the_studio(provider, artist, target):
    Member.objects.filter(pk=artist.pk).update(email="mara@example.com")
    provider.be(**MARA)
    assert through(Visitor(), target) == "/"


def test_a_provider_that_is_down_is_said_at_the_door(provider, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    visitor = Visitor()
    assert visitor.client.get(START).headers["Location"] == "/accounts/sign-in/"
    assert "does not answer" in said(visitor)


def test_a_wanted_name_is_made_one_that_is_allowed(make_member):
    assert company._free_name("Mara Lindqvist!") == "MaraLindqvist"
    assert company._free_name("demo-admin").startswith("member")
    assert company._free_name("💥") == "member"
