"""Holding the selected through the pages: they are listed, a reason is asked for, and numbers are told."""

from __future__ import annotations

import pytest
from django.utils import timezone

from imagine.models import Event, Hold, Imagine, Status
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db
HOLD = "/queue/hold/selected/"


@pytest.fixture
def boss(admin_member):
    return Visitor(admin_member)


@pytest.fixture
def line(artist):
    """Two that are held here and one that is at Blockade."""
    held = [row(artist, status=Status.HELD, due_at=timezone.now()) for _ in range(2)]
    return [*held, row(artist, blockade_id=7, queue_position=1)]


def on_hold() -> list[int]:
    return list(Imagine.objects.exclude(hold=None).order_by("pk").values_list("pk", flat=True))


def ids(rows) -> dict[str, list[int]]:
    return {"ids": [one.pk for one in rows]}


def sure(page) -> dict[str, list[str]]:
    """What the question would send."""
    sent: dict[str, list[str]] = {}
    for field in page.select("form input[type=hidden]"):
        sent.setdefault(field["name"], []).append(field["value"])
    return sent


def said(page) -> str:
    return " ".join(page.select_one("#toasts").text.split())


def test_what_can_be_held_is_listed_before_anything_happens(boss, line):
    page = boss.post(HOLD, ids(line))
    assert page.select_one("h1").text == "Hold 2 images?"
    assert "1 more has left the outbox and cannot be held." in page.select_one("main > p").text
    assert [tag.text for tag in page.select(".hits li > :first-child")] == [one.prompt for one in line[:2]]
    assert on_hold() == []


def test_with_a_reason_they_are_held_and_numbers_told(boss, line):
    question = sure(boss.post(HOLD, ids(line)).select_one("main"))
    page = boss.post(HOLD, question | {"reason": "Until noon"})
    assert on_hold() == [one.pk for one in line[:2]]
    assert "2 of 3 are on hold. 1 had left the outbox." in said(page)
    assert Event.objects.get().details["rows"] == 2


def test_without_a_reason_it_is_asked_for_again(boss, line):
    question = sure(boss.post(HOLD, ids(line[:1])).select_one("main"))
    page = boss.post(HOLD, question | {"reason": "  "})
    assert "Say why" in page.select_one("[role=alert]").text
    assert sure(page.select_one("main"))["ids"] == question["ids"]
    assert on_hold() == []


def test_in_place_the_question_is_a_part_and_the_page_is_loaded_anew_after_it(boss, line):
    part = boss.post(HOLD, ids(line), htmx=True)
    assert part.select_one("h2").text == "Hold 2 images?"
    data = {**ids(line[:1]), "sure": "1", "reason": "Until noon", "next": "/queue/?status=held"}
    answer = boss.client.post(HOLD, data, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/queue/?status=held"
    assert "It is on hold until it is resumed." in said(boss.get("/queue/"))


@pytest.mark.parametrize("data", [{}, {"sure": "1", "reason": "Until noon"}])
def test_when_none_is_held_any_more_it_says_so(boss, line, data):
    page = boss.post(HOLD, {**ids(line[2:]), **data})
    assert "Only what is held here can be put on hold" in said(page)
    assert not Hold.objects.exists()


def test_everybody_is_shown_who_holds_them_and_why_and_an_admin_resumes(boss, artist, line):
    boss.post(HOLD, {**ids(line[:2]), "sure": "1", "reason": "Until noon"})
    visitor = Visitor(artist)
    page = visitor.get("/queue/")
    assert "2 images are on hold by admin: Until noon" in " ".join(page.select_one(".hold").text.split())
    assert "on hold by admin: Until noon" in page.select_one(f"#row-{line[0].pk} .with").text
    assert page.select_one(f"#row-{line[0].pk} .c-expected").text == "on hold"
    assert page.select_one(".hold form") is None
    assert "On hold by admin: Until noon" in visitor.get(f"/imagines/{line[1].pk}/").text
    steering = boss.get("/queue/outbox/").select_one(".holds")
    assert "2 images, since" in " ".join(steering.text.split())
    boss.post(boss.get("/queue/").select_one(".hold form")["action"])
    assert on_hold() == []
    assert "Nothing is on hold." in boss.get("/queue/outbox/").text


def test_only_admins_are_offered_it(boss, artist, line):
    assert boss.get("/queue/").select_one("#hold-selected")
    assert Visitor(artist).get("/queue/").select_one("#hold-selected") is None


def test_the_form_for_wide_holds_takes_no_selection(boss):
    boss.post("/queue/hold/", {"scope": "selected", "value": "7", "reason": "Because"}, expect=400)
    assert not Hold.objects.exists()
