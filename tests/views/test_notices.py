"""The bell and the page behind it."""

from __future__ import annotations

import pytest

from imagine import changes
from imagine.models import Imagine, Member, Notice
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


def end(imagine: Imagine, status: str = "complete", **fields: object) -> None:
    changes.change(Imagine.objects.filter(pk=imagine.pk), status=status, **fields)


def bell(page) -> str:
    return page.select_one("#bell")["data-unread"]


def test_the_bell_counts_what_is_unread_and_forgets_what_was_read(artist, viewer):
    visitor = Visitor(artist)
    assert bell(visitor.get("/history/")) == "0"
    for _ in range(2):
        end(row(artist))
    end(row(viewer))
    page = visitor.get("/history/")
    assert bell(page) == "2"
    assert page.select_one("#bell")["aria-label"] == "Notices, 2 unread"
    page = visitor.get("/notices/")
    page = visitor.post("/notices/read/", {"up_to": page.select_one("[name=up_to]")["value"]})
    assert bell(page) == "0"
    assert page.select(".unread") == []


def test_a_poll_with_news_brings_the_bell_along_and_a_quiet_one_costs_nothing_for_it(
    artist, django_assert_max_num_queries
):
    visitor, imagine = Visitor(artist), row(artist)
    poll = {"seen": 0, "ids": imagine.pk, "shape": "card"}
    end(imagine)
    answer = visitor.get("/history/changes/", htmx=True, **poll)
    assert (bell(answer), answer.select_one("#bell")["hx-swap-oob"]) == ("1", "true")
    poll["seen"] = visitor.ask("/history/changes/", htmx=True, **poll).headers["X-Revision"]
    visitor.ask("/history/changes/", htmx=True, **poll)
    with django_assert_max_num_queries(1):
        assert visitor.ask("/history/changes/", htmx=True, **poll).status_code == 204


def test_a_notice_says_what_by_whom_and_why_and_leads_there(artist, admin_member):
    imagine = row(artist, prompt="A lighthouse")
    end(imagine, "abort", cancelled_by=admin_member, cancel_reason="making room")
    visitor = Visitor(artist)
    line = visitor.get("/notices/").select_one(".notices li a")
    assert " ".join(line.text.split()) == "A lighthouse Stopped by admin: making room"
    assert visitor.ask(line["href"]).headers["Location"] == f"/imagines/{imagine.pk}/"
    assert bell(visitor.get("/notices/")) == "0"


def test_somebody_elses_notice_is_not_there(artist, viewer):
    end(row(artist))
    visitor = Visitor(viewer)
    visitor.get(f"/notices/{Notice.objects.get().pk}/", expect=404)
    visitor.post("/notices/read/", {"up_to": 10**9})
    assert Notice.objects.get().read_at is None


def test_a_wish_is_kept(artist):
    visitor = Visitor(artist)
    assert visitor.get("/notices/").select_one("[name=done]").has_attr("checked")
    assert not visitor.post("/notices/wishes/").select_one("[name=done]").has_attr("checked")
    assert not Member.objects.get(pk=artist.pk).wants_done_notices
    assert visitor.post("/notices/wishes/", {"done": "on"}).select_one("[name=done]").has_attr("checked")


def test_older_ones_are_a_page_further(artist, django_assert_max_num_queries):
    rows = [row(artist) for _ in range(53)]
    changes.change(Imagine.objects.all(), status="complete")
    visitor = Visitor(artist)
    visitor.get("/notices/")
    with django_assert_max_num_queries(8):
        page = visitor.get("/notices/")
    assert len(page.select(".notices li")) == 50
    older = page.select_one(".notices p a")["href"].partition("=")[2]
    assert len(visitor.get("/notices/", before=older).select(".notices li")) == len(rows) - 50


def test_an_empty_page_says_what_will_be_there(viewer):
    assert "Nothing to tell" in Visitor(viewer).get("/notices/").select_one(".empty").text
