"""Three roles, read anew on every request."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from imagine.models import Event, Member
from imagine.permissions import ADMIN, ARTIST, VIEWER, role_of, set_role
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [VIEWER, ARTIST, ADMIN])
def test_a_role_is_asked_for_once_in_a_request(make_member, role, django_assert_num_queries):
    member = Member.objects.get(pk=make_member("somebody", role=role).pk)
    with django_assert_num_queries(1):
        assert [role_of(member) for _ in range(3)] == [role] * 3


def test_a_new_role_replaces_the_old_one(viewer):
    set_role(viewer, ADMIN)
    assert [group.name for group in viewer.groups.all()] == [ADMIN]


def test_a_role_is_one_of_three(viewer):
    with pytest.raises(ValueError, match="not 'owner'"):
        set_role(viewer, "owner")


def test_a_changed_role_acts_on_the_next_request(artist, sandbox):
    visitor = Visitor(artist)
    assert visitor.ask("/create/").status_code == 302
    set_role(artist, VIEWER)
    assert visitor.ask("/create/").status_code == 403


def test_a_member_without_a_role_reaches_nothing(db):
    visitor = Visitor(Member.objects.create_user("nobody"))
    assert visitor.ask("/history/").status_code == 403


def test_a_superuser_is_an_admin(db):
    assert role_of(Member.objects.create_superuser("root")) == ADMIN


def test_the_member_command_prints_a_password_that_works():
    out = io.StringIO()
    call_command("member", "mara", role="artist", stdout=out)
    password = out.getvalue().split("One-time password: ")[1].strip()
    answer = Client().post("/accounts/sign-in/", {"username": "mara", "password": password})
    assert answer.headers["Location"] == "/"
    assert Event.objects.get().what == "member added"


def test_the_member_command_changes_a_role_and_keeps_the_password(artist):
    out = io.StringIO()
    call_command("member", artist.username, role="admin", stdout=out)
    assert "password" not in out.getvalue()
    assert role_of(artist) == ADMIN


def test_the_member_command_names_the_roles_it_knows():
    with pytest.raises(CommandError, match="viewer"):
        call_command("member", "mara", "--role", "owner")
