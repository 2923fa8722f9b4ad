"""The door: signing in and out, the demo's handles, the theme."""

from __future__ import annotations

import pytest

from imagine import permissions
from imagine.models import Member
from tests.pages import Visitor

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.fixture
def demo(settings):
    settings.IMAGINE_DEMO = True
    permissions.ensure_groups()
    permissions.ensure_demo_members()


@pytest.mark.parametrize(
    "path", ["/", "/create/", "/history/", "/queue/", "/imagines/1/", "/queue/cancel-all/"]
)
def test_strangers_are_led_to_the_door_and_back(path):
    answer = Visitor().ask(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/accounts/sign-in/?next={path}"


def test_signing_in_leads_where_one_wanted_to_go(make_member):
    member = make_member("mara")
    member.set_password(PASSWORD)
    member.save()
    visitor = Visitor()
    answer = visitor.client.post(
        "/accounts/sign-in/?next=/queue/", {"username": "mara", "password": PASSWORD, "next": "/queue/"}
    )
    assert answer.headers["Location"] == "/queue/"


def test_a_wrong_password_is_explained_and_the_name_is_kept(make_member):
    make_member("mara")
    page = Visitor().post("/accounts/sign-in/", {"username": "mara", "password": "guess"})
    assert page.select_one("[role=alert]").text.strip()
    assert page.select_one("[name=username]")["value"] == "mara"


def test_signing_out_ends_the_session(viewer):
    visitor = Visitor(viewer)
    visitor.get("/history/")
    visitor.post("/accounts/sign-out/")
    assert visitor.ask("/history/").status_code == 302


@pytest.mark.parametrize(("role", "home"), [("artist", 200), ("viewer", 403), ("admin", 200)])
def test_the_demo_signs_in_as_each_role(demo, sandbox, role, home):
    visitor = Visitor()
    visitor.post(f"/accounts/demo/{role}/")
    assert visitor.client.get("/create/", follow=True).status_code == home


def test_there_is_no_demo_where_none_was_asked_for(settings):
    settings.IMAGINE_DEMO = False
    permissions.ensure_groups()
    permissions.ensure_demo_members()
    visitor = Visitor()
    visitor.post("/accounts/demo/admin/", expect=404)
    assert visitor.ask("/history/").status_code == 302
    assert "demo" not in visitor.get("/accounts/sign-in/").text.lower()
    assert visitor.ask("/accounts/door/").status_code == 404


def test_a_demo_member_has_no_password(demo):
    assert not any(member.has_usable_password() for member in Member.objects.all())


def test_the_theme_is_remembered_in_the_browser(viewer):
    visitor = Visitor(viewer)
    page = visitor.post("/accounts/theme/", {"theme": "light", "next": "/history/"})
    assert page.select_one("html")["data-theme"] == "light"
    assert visitor.get("/queue/").select_one("html")["data-theme"] == "light"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_going_on_never_leaves_the_studio(demo, target):
    answer = Visitor().client.post("/accounts/demo/viewer/", {"next": target})
    assert answer.headers["Location"] == "/"
