"""One imagine: its page, and what may be done with it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from imagine import catalogue, changes, lineage, shares
from imagine.models import Command, Event, Imagine, Status
from tests.making import SKYBOX, row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(artist):
    return Visitor(artist)


@pytest.fixture
def boss(admin_member):
    return Visitor(admin_member)


def at(imagine: Imagine, action: str = "") -> str:
    return f"/imagines/{imagine.pk}/{action}"


def test_the_permalink_shows_words_settings_and_story(owner, artist):
    now = timezone.now()
    imagine = row(
        artist,
        status=Status.COMPLETE,
        prompt="Salt flat after rain",
        params={"prompt": "Salt flat after rain", "seed": 1604882117, "negative_text": "boats"},
        accepted_at=now,
        processing_at=now,
        ended_at=now,
    )
    page = owner.get(at(imagine))
    root = page.select_one(f"[data-imagine='{imagine.pk}']")
    assert root["data-status"] == "complete"
    for words in ("Salt flat after rain", "boats", "Asked for", "Being made", "Complete"):
        assert words in page.text


@pytest.mark.parametrize("status", [*Status, "polishing"])
def test_every_state_has_a_page(owner, artist, status):
    imagine = row(artist, status=status, error_message="No credits left", sent_at=timezone.now())
    assert owner.get(at(imagine)).select_one(f"[data-status='{status}']")


def test_a_member_sees_it_and_has_nothing_to_press(viewer, artist):
    page = Visitor(viewer).get(at(row(artist)))
    forms = {form["action"] for form in page.select("main form, aside form")}
    assert forms == set()


@pytest.mark.parametrize("number", [0, 99_999, 9_223_372_036_854_775_807])
def test_what_is_not_there_is_not_found(owner, number):
    owner.get(f"/imagines/{number}/", expect=404)


def test_what_is_in_the_trash_is_not_found(owner, artist):
    owner.get(at(row(artist, trashed_at=timezone.now())), expect=404)


def test_neighbours_follow_the_historys_order(owner, artist):
    rows = [row(artist) for _ in range(3)]
    page = owner.get(at(rows[1]))
    assert page.select_one("a[rel=prev]")["href"] == at(rows[2])
    assert page.select_one("a[rel=next]")["href"] == at(rows[0])


def test_an_artist_cancels_their_own(owner, artist):
    imagine = row(artist, status=Status.HELD)
    owner.post(at(imagine, "cancel/"))
    imagine.refresh_from_db()
    assert (imagine.status, imagine.cancelled_by) == (Status.ABORT, artist)


def test_an_artist_never_cancels_anothers(owner, admin_member):
    imagine = row(admin_member, status=Status.HELD)
    owner.post(at(imagine, "cancel/"), {"reason": "mine first"}, expect=403)
    imagine.refresh_from_db()
    assert imagine.status == Status.HELD


def test_an_admin_says_why(boss, artist):
    imagine = row(artist, status=Status.HELD)
    page = boss.post(at(imagine, "cancel/"))
    assert page.select_one("[name=reason]")
    imagine.refresh_from_db()
    assert imagine.status == Status.HELD

    boss.post(at(imagine, "cancel/"), {"reason": "duplicate of #48190"})
    imagine.refresh_from_db()
    assert (imagine.status, imagine.cancel_reason) == (Status.ABORT, "duplicate of #48190")
    assert Event.objects.get().why == "duplicate of #48190"


def test_the_owner_reads_by_whom_and_why(owner, boss, artist):
    imagine = row(artist, status=Status.HELD)
    boss.post(at(imagine, "cancel/"), {"reason": "duplicate of #48190"})
    text = owner.get(at(imagine)).text
    assert "duplicate of #48190" in text
    assert "admin" in text


def test_trash_and_restore(owner, artist):
    imagine = row(artist, status=Status.COMPLETE, ended_at=timezone.now(), blockade_id=7)
    owner.post(at(imagine, "delete/"))
    owner.get(at(imagine), expect=404)
    owner.post(at(imagine, "restore/"))
    owner.get(at(imagine))
    assert Command.objects.filter(done_at=None).count() == 0


@pytest.mark.parametrize("action", ["cancel/", "delete/", "restore/", "retry/"])
def test_members_and_strangers_change_nothing(viewer, artist, action):
    imagine = row(artist, status=Status.HELD)
    before = Imagine.objects.filter(pk=imagine.pk).values().get()
    Visitor(viewer).post(at(imagine, action), expect=403)
    page = Visitor().post(at(imagine, action))
    assert page.select_one("input[type=password]")
    assert Imagine.objects.filter(pk=imagine.pk).values().get() == before


@pytest.mark.parametrize("action", ["cancel/", "delete/", "restore/", "retry/"])
def test_nothing_is_done_by_a_link(owner, artist, action):
    assert owner.ask(at(row(artist), action)).status_code == 405


def test_sending_again_is_a_new_imagine_with_the_same_settings(owner, artist):
    ended = row(artist, status=Status.REFUSED, ended_at=timezone.now(), params=SKYBOX)
    owner.post(at(ended, "retry/"))
    again = Imagine.objects.exclude(pk=ended.pk).get()
    assert (again.status, again.params, again.parent) == (Status.HELD, SKYBOX, ended)
    owner.post(at(ended, "retry/"))
    assert Imagine.objects.count() == 2


def test_what_is_under_way_is_not_sent_again(owner, artist):
    owner.post(at(row(artist, status=Status.PROCESSING), "retry/"))
    assert Imagine.objects.count() == 1


def test_going_back_never_leaves_the_studio(owner, artist):
    imagine = row(artist, status=Status.HELD)
    answer = owner.client.post(at(imagine, "cancel/"), {"next": "https://evil.example/"})
    assert answer.headers["Location"] == at(imagine)


def test_an_admin_says_why_before_somebody_elses_image_goes_to_the_trash(artist, admin_member):
    theirs = row(artist, status=Status.COMPLETE, ended_at=timezone.now())
    admin = Visitor(admin_member)
    page = admin.post(f"/imagines/{theirs.pk}/delete/")
    assert page.select_one("[name=reason]")
    theirs.refresh_from_db()
    assert theirs.trashed_at is None
    admin.post(f"/imagines/{theirs.pk}/delete/", {"reason": "It shows a client"})
    theirs.refresh_from_db()
    assert (theirs.trashed_by, theirs.trash_reason) == (admin_member, "It shows a client")


def test_a_picture_that_was_given_up_can_be_asked_for_again(artist):
    problem = {
        "archive_problem": "The host did not answer.",
        "file_url": "https://images.blockadelabs.com/1.jpg",
    }
    given_up = row(artist, status=Status.COMPLETE, ended_at=timezone.now(), **problem)
    page = Visitor(artist).get(f"/imagines/{given_up.pk}/")
    assert page.select_one(f"form[action='/imagines/{given_up.pk}/fetch/'] button")


def test_others_with_the_same_seed_are_one_link_away(owner, artist):
    one, other, alone = (row(artist, params={"seed": seed}) for seed in (41, 41, 42))
    link = owner.get(at(one)).select_one(".settings .others a")
    assert link.text == "Others with this seed"
    found = owner.get(link["href"])
    assert {tag["data-imagine"] for tag in found.select("[data-imagine]")} == {str(one.pk), str(other.pk)}
    assert not owner.get(at(alone)).select(".others")
    Imagine.objects.filter(pk=other.pk).update(trashed_at=timezone.now())
    assert not owner.get(at(one)).select(".others")


def test_a_family_too_large_for_the_sheet_leads_to_all_of_it(owner, artist):
    parent = row(artist)
    one = row(artist, parent=parent)
    for _ in range(lineage.SHOWN):
        row(artist, parent=one)
    assert not owner.get(at(one)).select("h2 a")
    newest = row(artist, parent=one)
    page = owner.get(at(one))
    assert len(page.select(".family a")) == lineage.SHOWN + 1
    link = page.select_one("h2 a")
    assert link.text == f"All {lineage.SHOWN + 3} of the family"
    found = owner.get(link["href"])
    numbers = {int(tag["data-imagine"]) for tag in found.select("[data-imagine]")}
    assert len(numbers) == lineage.SHOWN + 3
    assert {parent.pk, one.pk, newest.pk} <= numbers


def test_the_largest_sheet_asks_the_database_little(owner, artist, monkeypatch):
    # As in a studio where somebody has just asked as well, however slow the machine is.
    monkeypatch.setattr(changes, "MEMORY", 60)
    monkeypatch.setattr(catalogue, "FRESH_FOR", 60)
    one = row(artist, parent=row(artist), picture="a.jpg", status=Status.COMPLETE, params={"seed": 41})
    for _ in range(lineage.SHOWN + 2):
        row(artist, parent=one, params={"seed": 41})
    Command.objects.create(imagine=one, kind="cancel", outcome="finished first", done_at=timezone.now())
    shares.share(one, artist, life="open", shows_prompt=True)
    owner.get(at(one))
    with CaptureQueriesContext(connection) as asked:
        owner.get(at(one))
    assert len(asked) <= 8, [query["sql"][:160] for query in asked]
