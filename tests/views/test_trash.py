"""The trash: what was deleted, by whom and why, and the way back for those who may."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image as Picture

from imagine import archive, trash
from imagine.models import Imagine, Status
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


def thrown(owner, by=None, reason="", **fields):
    imagine = row(owner, status=Status.COMPLETE, ended_at=timezone.now(), **fields)
    trash.throw(Imagine.objects.filter(pk=imagine.pk), by or owner, reason)
    return imagine


def listed(page) -> list[str]:
    return [card["id"] for card in page.select(".card")]


def test_an_empty_trash_says_so(artist):
    assert "The trash is empty" in Visitor(artist).get("/trash/").text


def test_it_says_what_was_deleted_by_whom_and_why(artist, admin_member):
    one = thrown(artist, admin_member, "A duplicate", prompt="Pine shore")
    card = Visitor(artist).get("/trash/").select_one(f"#imagine-{one.pk}")
    for words in ("Pine shore", admin_member.display_name, "just now", "A duplicate"):
        assert words in card.text


def test_one_sees_ones_own_and_an_admin_everybodys(artist, admin_member):
    mine, theirs = thrown(artist), thrown(admin_member)
    assert listed(Visitor(artist).get("/trash/")) == [f"imagine-{mine.pk}"]
    assert listed(Visitor(admin_member).get("/trash/")) == [f"imagine-{theirs.pk}", f"imagine-{mine.pk}"]


def test_viewers_delete_nothing_and_have_no_trash(viewer):
    Visitor(viewer).get("/trash/", expect=403)


def test_the_ticked_ones_are_restored_as_far_as_one_may(artist, admin_member):
    mine, theirs = thrown(artist), thrown(admin_member)
    page = Visitor(artist).post("/trash/restore/", {"ids": [mine.pk, theirs.pk]})
    assert page.select_one(".toast p").text == "1 image restored."
    assert list(Imagine.objects.visible()) == [mine]


def test_restored_in_place_the_tile_leaves_the_trash(artist):
    mine = thrown(artist)
    part = Visitor(artist).post("/trash/restore/", {"ids": [mine.pk]}, htmx=True)
    assert part.select_one(f"#imagine-{mine.pk}[hidden]")


def test_the_picture_is_shown_to_those_who_may_bring_it_back(artist, admin_member, make_member):
    out = BytesIO()
    Picture.new("RGB", (64, 32)).save(out, "JPEG")
    mine = row(artist, status=Status.COMPLETE, ended_at=timezone.now())
    archive.keep(mine, out.getvalue())
    trash.throw(Imagine.objects.filter(pk=mine.pk), artist)
    path = f"/trash/{mine.pk}/thumbnail/"
    assert Visitor(artist).get("/trash/").select_one("img")["src"].partition("?")[0] == path
    people = (artist, admin_member, make_member("other", role="artist"))
    answers = [Visitor(who).ask(path) for who in people]
    assert [answer.status_code for answer in answers] == [200, 200, 403]
    for answer in answers:
        answer.close()


def test_pages_of_the_trash_miss_nothing_even_of_one_moment(artist, monkeypatch):
    monkeypatch.setattr("imagine.views.trash.PAGE", 2)
    rows = [row(artist, status=Status.COMPLETE, ended_at=timezone.now()) for _ in range(5)]
    trash.throw(Imagine.objects.all(), artist)
    visitor, seen, path = Visitor(artist), [], "/trash/"
    while path:
        page = visitor.get(path)
        seen += listed(page)
        older = page.select_one("a[rel=next]")
        path = older["href"] if older else ""
    assert seen == [f"imagine-{imagine.pk}" for imagine in reversed(rows)]


@pytest.mark.parametrize("after", ["x", "1", "1-x", "9" * 30, "-"])
def test_a_place_that_makes_no_sense_is_the_first_page(artist, after):
    thrown(artist)
    assert len(listed(Visitor(artist).get("/trash/", after=after))) == 1


def test_an_undo_of_no_moment_at_all_is_no_error_of_ours(artist):
    Visitor(artist).post(f"/trash/undo/{'9' * 18}/", expect=404)


def test_the_number_of_questions_does_not_grow_with_the_trash(artist, django_assert_max_num_queries):
    for _ in range(30):
        thrown(artist)
    visitor = Visitor(artist)
    visitor.get("/trash/")
    with django_assert_max_num_queries(8):
        visitor.get("/trash/")
