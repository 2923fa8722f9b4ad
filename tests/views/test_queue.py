"""The queue: what is open, whose it is, and stopping all of it on purpose."""

from __future__ import annotations

import pytest
from django.utils import timezone

from imagine.models import Command, Status
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(admin_member):
    return Visitor(admin_member)


def listed(page) -> list[int]:
    return [int(tag["data-imagine"]) for tag in page.select("[data-imagine]")]


def test_everything_open_stands_in_the_order_of_making(viewer, artist):
    held = row(artist, status=Status.HELD)
    second = row(artist, status=Status.PENDING, queue_position=2, blockade_id=2)
    first = row(status=Status.PENDING, queue_position=1, blockade_id=1)
    making = row(artist, status=Status.PROCESSING, blockade_id=3)
    row(artist, status=Status.COMPLETE, ended_at=timezone.now())
    page = Visitor(viewer).get("/queue/")
    assert listed(page) == [making.pk, first.pk, second.pk, held.pk]
    assert "2nd" in page.select_one(f"[data-imagine='{second.pk}']").text


def test_the_rail_filters_by_state_and_owner(viewer, artist):
    mine = row(artist, status=Status.PENDING, blockade_id=1)
    other = row(status=Status.HELD)
    visitor = Visitor(viewer)
    assert listed(visitor.get("/queue/", status="held")) == [other.pk]
    assert listed(visitor.get("/queue/", member=artist.username)) == [mine.pk]
    assert listed(visitor.get("/queue/", member="elsewhere", status="pending")) == []


def test_an_empty_queue_says_so(viewer):
    page = Visitor(viewer).get("/queue/")
    assert listed(page) == []
    assert page.select_one("main").text.strip()


def test_only_what_one_may_cancel_has_a_button(artist, admin_member, boss):
    mine, theirs = row(artist, status=Status.HELD), row(admin_member, status=Status.HELD)
    own = Visitor(artist).get("/queue/")
    assert [form["action"] for form in own.select("[data-imagine] form")] == [f"/imagines/{mine.pk}/cancel/"]
    assert len(boss.get("/queue/").select("[data-imagine] form")) == 2
    assert theirs.pk


def test_the_page_before_cancelling_everything_says_how_many_and_whose(boss, artist):
    row(artist, status=Status.PENDING, blockade_id=1)
    row(artist, status=Status.PENDING, blockade_id=2)
    row(status=Status.PENDING, blockade_id=3)
    row(artist, status=Status.PROCESSING, blockade_id=4)
    text = boss.get("/queue/cancel-all/").get_text(" ")
    assert "3" in text
    assert artist.display_name in text
    assert "Made elsewhere" in text


def test_everything_pending_is_cancelled_once_a_reason_is_given(boss, artist):
    waiting = row(artist, status=Status.PENDING, blockade_id=1)
    boss.post("/queue/cancel-all/", {"count": "1"})
    assert Command.objects.count() == 0
    boss.post("/queue/cancel-all/", {"count": "1", "reason": "Wrong account"})
    waiting.refresh_from_db()
    assert waiting.is_stopping
    assert {line.reason for line in Command.objects.all()} == {"Wrong account"}


def test_it_never_hits_more_than_the_page_said(boss, artist):
    row(artist, status=Status.PENDING, blockade_id=1)
    row(artist, status=Status.PENDING, blockade_id=2)
    page = boss.post("/queue/cancel-all/", {"count": "1", "reason": "Wrong account"})
    assert "now 2 are waiting" in page.text
    assert (
        page.select_one("[name=reason]").get("value", page.select_one("[name=reason]").text)
        == "Wrong account"
    )
    assert Command.objects.count() == 0


def test_it_never_hits_more_held_ones_than_the_page_said(boss, artist):
    row(artist, status=Status.PENDING, blockade_id=1)
    held = [row(artist, status=Status.HELD) for _ in range(2)]
    sent = {"count": "1", "held": "1", "also_held": "on", "reason": "Wrong account"}
    page = boss.post("/queue/cancel-all/", sent)
    assert "now 2 are held" in page.text
    boss.post("/queue/cancel-all/", sent | {"held": "2"})
    for imagine in held:
        imagine.refresh_from_db()
        assert imagine.status == Status.ABORT


def test_where_only_held_ones_wait_blockade_is_told_nothing(boss, artist):
    held = row(artist, status=Status.HELD)
    page = boss.get("/queue/cancel-all/")
    assert "Cancel 1 held image?" in page.text
    boss.post("/queue/cancel-all/", {"count": "0", "held": "1", "also_held": "on", "reason": "Not needed"})
    held.refresh_from_db()
    assert (held.status, held.cancel_reason) == (Status.ABORT, "Not needed")
    assert Command.objects.filter(done_at=None).count() == 0


@pytest.mark.parametrize("role", ["artist", "viewer"])
def test_only_admins_cancel_everything(make_member, role):
    visitor = Visitor(make_member("somebody", role=role))
    visitor.get("/queue/cancel-all/", expect=403)
    visitor.post("/queue/cancel-all/", {"count": "0", "reason": "x"}, expect=403)
    assert Command.objects.count() == 0
