"""Cancelling many through the pages: what is said is what is hit, and it can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from imagine import limits
from imagine.models import Command, Event, Imagine, Status
from tests.making import row
from tests.pages import Visitor
from tests.views.filling import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(admin_member):
    return Visitor(admin_member)


@pytest.fixture
def line(artist, admin_member):
    """Two of the artist and one of the admin, waiting at Blockade."""
    owners = (artist, artist, admin_member)
    return [
        row(owner, blockade_id=100 + place, queue_position=place) for place, owner in enumerate(owners, 1)
    ]


def stopping() -> list[int]:
    rows = Imagine.objects.filter(cancel_requested_at__isnull=False)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def fields(page) -> dict[str, str]:
    """What the confirmation would send."""
    return {field["name"]: field["value"] for field in page.select(".confirm form input[type=hidden]")}


def test_the_selected_are_listed_with_their_owners_before_anything_happens(boss, line):
    page = boss.post("/queue/cancel/", {"ids": [line[0].pk, line[1].pk]})
    assert page.select_one("h1").text == "Cancel 2 images?"
    assert "None has started, so nothing is charged." in page.text
    assert "artist is told who and why" in " ".join(page.select_one("main > p").text.split())
    assert len(page.select(".hits li")) == 2
    assert stopping() == []


def test_an_admin_gives_a_reason_and_exactly_those_are_hit(boss, line):
    said = fields(boss.post("/queue/cancel/", {"ids": [line[0].pk, line[1].pk]}))
    refused = boss.post("/queue/cancel/", said)
    assert "Say why" in refused.select_one("[role=alert]").text
    assert stopping() == []
    boss.post("/queue/cancel/", said | {"why": "making room", "reason": "a rush job"})
    assert stopping() == [line[0].pk, line[1].pk]
    assert {one.cancel_reason for one in Imagine.objects.filter(pk__in=stopping())} == {
        "Making room: a rush job"
    }
    assert Event.objects.get().why == "Making room: a rush job"


def test_artists_cancel_their_own_only_and_need_no_reason(artist, line):
    visitor = Visitor(artist)
    page = visitor.post("/queue/cancel/", {"ids": [one.pk for one in line]})
    assert page.select_one("h1").text == "Cancel 2 images?"
    assert page.select_one("[name=reason]") is None
    # What is not theirs is not hit, whatever the form says.
    visitor.post("/queue/cancel/", fields(page) | {"said": ",".join(str(one.pk) for one in line)})
    assert stopping() == [line[0].pk, line[1].pk]
    assert Command.objects.filter(imagine=line[2]).count() == 0


def test_all_that_match_are_more_than_the_page_shows(boss, artist, line):
    for number in range(30):
        row(artist, status=Status.HELD, blockade_id=None, prompt=f"Held {number}")
    page = boss.get("/queue/cancel/", all="1", member="artist")
    assert page.select_one("h1").text == "Cancel 32 images?"
    assert "and 12 more" in page.text
    assert "30 are held here and not sent yet: cancelling these is free" in " ".join(page.text.split())
    boss.post("/queue/cancel/?member=artist", fields(page) | {"why": "duplicate"})
    assert len(stopping()) == 32
    assert line[2].pk not in stopping()


def test_when_more_match_by_then_the_new_number_is_asked_again(boss, artist, line):
    page = boss.get("/queue/cancel/", all="1", status="pending")
    late = row(artist, blockade_id=200)
    again = boss.post("/queue/cancel/?status=pending", fields(page) | {"why": "duplicate"})
    assert again.select_one("h1").text == "Cancel 4 images?"
    assert "More match now: 4" in again.select_one("[role=alert]").text
    assert stopping() == []
    boss.post("/queue/cancel/?status=pending", fields(again) | {"why": "duplicate"})
    assert stopping() == [*(one.pk for one in line), late.pk]


def test_when_fewer_match_by_then_only_those_are_hit(boss, line):
    page = boss.get("/queue/cancel/", all="1", status="pending")
    Imagine.objects.filter(pk=line[0].pk).update(status=Status.PROCESSING)
    boss.post("/queue/cancel/?status=pending", fields(page) | {"why": "duplicate"})
    assert stopping() == [line[1].pk, line[2].pk]


def test_nothing_left_to_cancel_says_so(boss, artist):
    row(artist, status=Status.SENDING)
    answer = boss.client.get("/queue/cancel/", {"all": "1"}, follow=True)
    assert "Nothing of it can be cancelled any more." in answer.content.decode()
    assert answer.redirect_chain == [("/queue/", 302)]


def test_the_way_back_is_a_button_without_any_script(artist, line):
    visitor = Visitor(artist)
    page = visitor.post(f"/imagines/{line[0].pk}/cancel/", {"next": "/queue/"})
    assert stopping() == [line[0].pk]
    undo = page.select_one(".toast form")["action"]
    assert page.select_one(f"#row-{line[0].pk} form")["action"] == undo
    assert "Stopping in" in page.select_one(f"#row-{line[0].pk}").text
    page = visitor.post(undo)
    assert "It goes on." in page.select_one("#toasts").text
    assert stopping() == []


def test_results_tell_of_each_and_offer_to_queue_again(boss, artist, line):
    held = row(artist, status=Status.HELD)
    page = boss.post("/queue/cancel/", {"ids": [line[0].pk, line[1].pk, held.pk]})
    boss.post("/queue/cancel/", fields(page) | {"why": "duplicate"})
    batch = Command.objects.first().batch
    Command.objects.filter(imagine=line[0]).update(done_at=timezone.now(), outcome="finished first")
    page = boss.get(f"/queue/cancels/{batch}/")
    words = {
        int(tag["data-imagine"]): tag.select_one(".status").text for tag in page.select("[data-imagine]")
    }
    assert words == {line[0].pk: "Finished first", line[1].pk: "Stopping", held.pk: "Cancelled"}
    assert page.select_one(f"[action='/imagines/{held.pk}/retry/']")
    assert page.select_one("[data-poll]")["data-shape"] == "results"
    Command.objects.update(done_at=timezone.now(), created_at=timezone.now() - timedelta(minutes=1))
    assert boss.get(f"/queue/cancels/{batch}/").select_one("[data-poll]") is None


def test_only_who_cancelled_or_an_admin_takes_it_back(make_member, artist, boss, line):
    Visitor(artist).post(f"/imagines/{line[0].pk}/cancel/")
    batch = Command.objects.get().batch
    other = Visitor(make_member("other", role="artist"))
    other.post(f"/queue/cancels/{batch}/undo/", expect=403)
    assert stopping() == [line[0].pk]
    boss.post(f"/queue/cancels/{batch}/undo/")
    assert stopping() == []


def test_the_owner_reads_by_whom_and_why_and_queues_it_again(artist, boss):
    held = row(artist, status=Status.HELD)
    boss.post(f"/imagines/{held.pk}/cancel/", {"why": "wrong settings"})
    page = Visitor(artist).get(f"/imagines/{held.pk}/")
    assert "Wrong settings" in page.text
    assert page.select_one(f"[action='/imagines/{held.pk}/retry/'] button").text.strip() == "Queue again"


@pytest.mark.parametrize("path", ["cancel/", "front/", "hold/", "hold/selected/", "limits/", "cancel-all/"])
def test_viewers_steer_nothing(viewer, line, path):
    visitor = Visitor(viewer)
    visitor.post(
        f"/queue/{path}",
        {"ids": [line[0].pk], "said": str(line[0].pk)},
        expect=403,
    )
    assert stopping() == []
    assert not Event.objects.exists()


@pytest.mark.parametrize("path", ["front/", "hold/", "hold/selected/", "limits/", "cancel-all/"])
def test_artists_do_not_steer_the_outbox(artist, path):
    Visitor(artist).post(f"/queue/{path}", {"scope": "all", "reason": "x", "count": "0"}, expect=403)
    assert not Event.objects.exists()


def test_admins_hold_resume_and_move_to_front(boss, artist, admin_member):
    first, second = (row(artist, status=Status.HELD, due_at=timezone.now()) for _ in range(2))
    page = boss.post("/queue/hold/", {"scope": "generator:sky", "reason": "Until noon"})
    assert "Until noon" in page.select_one(".holds").text
    boss.post(page.select_one(".holds form")["action"])
    boss.post("/queue/front/", {"ids": [second.pk]})
    rows = [int(tag["data-imagine"]) for tag in boss.get("/queue/").select("#rows tr")]
    assert rows == [second.pk, first.pk]
    assert list(Event.objects.order_by("pk").values_list("what", flat=True)) == [
        "outbox held",
        "outbox resumed",
        "moved to front",
    ]


def test_a_hold_without_a_reason_or_a_limit_that_is_no_number_is_refused(boss):
    boss.post("/queue/hold/", {"scope": "all"}, expect=400)
    boss.post("/queue/limits/", {"in_flight": "many"}, expect=400)
    boss.post("/queue/limits/", {"in_flight": "0"}, expect=400)
    assert not Event.objects.exists()
    boss.post("/queue/limits/", {"in_flight": "3", "per_member": ""})
    assert (limits.in_flight(), limits.control().per_member) == (3, None)


def test_over_the_cap_nothing_is_sent_and_nothing_typed_is_lost(studio, key, artist, admin_member):
    limits.change(None, 1, by=admin_member)
    row(artist, status=Status.HELD)
    sent = filled(studio.get(f"/create/{key}/"), prompt="One too many")
    page = studio.post(f"/create/{key}/", sent)
    assert "You have 1 open and may have 1 at once" in page.text
    assert page.select_one("#id_p-prompt").text.strip() == "One too many"
    assert Imagine.objects.count() == 1
