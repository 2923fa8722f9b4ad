"""Roles, sessions and the door: what acts at once, and the admin who cannot be lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from imagine import people, permissions
from imagine.models import Draft, Event, Member
from imagine.people import LastAdmin
from imagine.permissions import ADMIN, ARTIST, VIEWER, role_held
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


def together(*steps: Callable[[], object]) -> list[object]:
    """Run all steps at the same moment, each in a thread; their results, or the LastAdmin they raised."""
    start, results = threading.Barrier(len(steps)), [None] * len(steps)

    def run(number: int, step: Callable[[], object]) -> None:
        start.wait()
        try:
            results[number] = step()
        except LastAdmin as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_a_change_of_role_leaves_one_line_that_says_who_whom_and_why(admin_member, artist):
    assert people.change_role(artist, VIEWER, by=admin_member, why="left the project")
    line = Event.objects.get()
    assert (line.who, line.what, line.why) == ("admin", "role changed", "left the project")
    assert line.details == {"whom": "artist", "before": "artist", "after": "viewer"}


def test_the_role_somebody_has_already_is_no_change(admin_member, artist):
    assert not people.change_role(artist, ARTIST, by=admin_member)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda member: people.change_role(member, ARTIST, by=member),
        lambda member: people.deactivate(member, by=member, why="tired"),
    ],
    ids=["demote", "deactivate"],
)
def test_the_last_admin_stays(admin_member, artist, change):
    with pytest.raises(LastAdmin):
        change(admin_member)
    assert permissions.admins().get() == admin_member
    assert not Event.objects.exists()


def test_a_deactivated_admin_and_the_demos_do_not_count(admin_member, make_member):
    people.deactivate(make_member("second", ADMIN), by=admin_member, why="away")
    permissions.ensure_demo_members()
    with pytest.raises(LastAdmin):
        people.change_role(admin_member, VIEWER, by=admin_member)


def test_a_superuser_who_is_demoted_is_none_any_more(admin_member):
    root = Member.objects.create_superuser("root")
    people.change_role(root, VIEWER, by=admin_member)
    assert role_held(Member.objects.get(pk=root.pk)) == VIEWER


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_two_admins_at_the_same_moment_cannot_demote_each_other(make_member, round_):
    one, other = make_member("one", ADMIN), make_member("other", ADMIN)
    results = together(
        lambda: people.change_role(other, ARTIST, by=one),
        lambda: people.deactivate(one, by=other, why="no reason"),
    )
    assert permissions.admins().count() == 1
    assert [type(result) for result in results].count(LastAdmin) == 1


def test_a_deactivated_member_is_out_with_the_next_click_and_comes_back_to_the_drafts(admin_member, artist):
    Draft.objects.create(member=artist, generator="sky", values={"prompt": "half a thought"})
    visitor = Visitor(artist)
    assert visitor.ask("/history/").status_code == 200
    people.deactivate(artist, by=admin_member, why="left")
    assert visitor.ask("/history/").status_code == 302
    people.reactivate(artist, by=admin_member)
    assert visitor.ask("/history/").status_code == 302, "an old session must not come back to life"
    assert Draft.objects.get(member=artist).values == {"prompt": "half a thought"}


def test_ended_sessions_lead_even_a_poll_to_the_door(admin_member, artist):
    first, second = Visitor(artist), Visitor(artist)
    people.end_sessions(artist, by=admin_member)
    assert first.ask("/history/").status_code == 302
    answer = second.ask("/history/changes/", htmx=True)
    assert answer.headers["HX-Redirect"].startswith("/accounts/sign-in/?next=")
    assert Event.objects.get().what == "sessions ended"


def test_an_address_belongs_to_one_member(admin_member, artist, viewer):
    assert people.change_email(artist, "mara@example.com", by=admin_member)
    assert not people.change_email(viewer, "Mara@Example.com", by=admin_member)


@pytest.mark.parametrize("name", ["artist", "ARTIST", "elsewhere", "demo-admin", "Demo-x"])
def test_a_name_that_is_taken_or_means_more_is_no_name_for_somebody_new(artist, name):
    assert people.is_taken(name)
