"""The door: signing in and out, the demo's handles, the theme."""

from __future__ import annotations

import pytest

from imagine import permissions
from imagine.models import Event, Member
from tests.pages import Visitor
from tests.test_people import together

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


def test_there_is_no_demo_where_none_was_asked_for(settings, admin_member):
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


class TestPassword:
    """One's own password, and what a new one ends."""

    PATH = "/accounts/password/"
    NEW = {"old": PASSWORD, "password": "a tern over cold water"}

    @pytest.fixture
    def mara(self, artist) -> Member:
        artist.set_password(PASSWORD)
        artist.save()
        return artist

    def test_a_new_one_ends_the_other_sessions_and_not_this_one(self, mara):
        here, elsewhere = Visitor(mara), Visitor(mara)
        page = here.post(self.PATH, self.NEW)
        assert "changed" in page.select_one("#toasts").text
        assert Member.objects.get(pk=mara.pk).check_password(self.NEW["password"])
        assert here.ask("/history/").status_code == 200
        assert elsewhere.ask("/history/").status_code == 302
        assert Event.objects.get().what == "password changed"

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [("old", "wrong", "not your password"), ("password", "12345678", "too common")],
    )
    def test_what_is_wrong_stands_beside_its_field_and_changes_nothing(self, mara, field, value, says):
        page = Visitor(mara).post(self.PATH, {**self.NEW, field: value})
        assert says in page.select_one(f"#id_{field}-error").text
        assert Member.objects.get(pk=mara.pk).check_password(PASSWORD)

    def test_whoever_has_none_is_told_so(self, artist):
        artist.set_unusable_password()
        artist.save()
        page = Visitor(artist).post(self.PATH, self.NEW)
        assert page.select_one("[name=password]") is None
        assert not Member.objects.get(pk=artist.pk).has_usable_password()


class TestFirstAdmin:
    """Who lets everybody in, and who lets them in."""

    PATH = "/accounts/first/"
    WORDS = {"name": "Ana Reyes", "username": "ana", "password": "a tern over cold water"}

    @staticmethod
    def at_this_machine() -> Visitor:
        visitor = Visitor()
        visitor.client.defaults["HTTP_HOST"] = "localhost:8000"
        return visitor

    def test_an_empty_studio_leads_there_and_creates_one(self):
        visitor = self.at_this_machine()
        assert visitor.ask("/accounts/sign-in/").headers["Location"] == self.PATH
        visitor.get(self.PATH)
        assert visitor.client.post(self.PATH, self.WORDS).headers["Location"] == "/"
        assert permissions.admins().get().display_name == "Ana Reyes"
        assert visitor.ask("/people/").status_code == 200
        assert Event.objects.get().what == "first admin created"

    def test_it_is_gone_once_there_is_an_admin(self, admin_member):
        Visitor().get(self.PATH, expect=404)
        Visitor().post(self.PATH, self.WORDS, expect=404)
        assert not Member.objects.filter(username="ana").exists()

    def test_members_of_a_demo_that_is_over_do_not_count(self):
        permissions.ensure_demo_members()
        Visitor().get(self.PATH)

    @pytest.mark.parametrize(
        "how",
        [
            {"REMOTE_ADDR": "192.0.2.7"},
            {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
            {"HTTP_HOST": "studio.example.com"},
        ],
        ids=["another machine", "a proxy between", "another name"],
    )
    def test_from_elsewhere_it_takes_the_code_of_the_terminal(self, settings, how):
        settings.ALLOWED_HOSTS = ["*"]
        settings.FIRST_ADMIN_CODE = "blue-heron"
        visitor = self.at_this_machine()
        for code in ("", "guess"):
            page = visitor.client.post(self.PATH, {**self.WORDS, "code": code}, **how)
            assert "not the code" in page.content.decode()
        assert not permissions.admins().exists()
        done = visitor.client.post(self.PATH, {**self.WORDS, "code": " blue-heron "}, **how)
        assert done.status_code == 302

    def test_from_elsewhere_and_without_a_code_it_tells_the_command(self, settings):
        settings.IS_PUBLIC = True
        page = Visitor().post(self.PATH, {**self.WORDS, "code": ""})
        assert "manage.py member" in page.select_one(".command").text
        assert page.select_one("[name=password]") is None
        assert not permissions.admins().exists()

    @pytest.mark.django_db(transaction=True)
    def test_two_at_the_same_moment_make_one(self):
        def post(name: str) -> int:
            here = self.at_this_machine()
            return here.client.post(self.PATH, {**self.WORDS, "username": name}).status_code

        assert sorted(together(lambda: post("one"), lambda: post("two"))) == [302, 404]
        assert permissions.admins().count() == 1
