"""The audit's page and file: filters in the address, pages by key, and no formula for a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone

from imagine import audit, trail
from imagine.models import Event
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(admin_member) -> Visitor:
    return Visitor(admin_member)


def whats(page) -> list[str]:
    return [tag.text for tag in page.select(".lines .a-what b")]


def file(admin: Visitor, **asked: str) -> list[list[str]]:
    answer = admin.ask("/audit/lines.csv", **asked)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_line_reads_as_a_sentence(admin, admin_member, artist):
    imagine = row(artist)
    audit.record(
        "cancel asked", member=admin_member, imagine=imagine, why="a duplicate", before=None, batch=True
    )
    cells = [" ".join(cell.text.split()) for cell in admin.get("/audit/").select(".lines tbody td")]
    assert cells[1:] == ["admin", "Cancel askedbefore nothing, batch yes", f"#{imagine.pk}", "a duplicate"]
    assert admin.get("/audit/").select_one(f".lines a[href='/imagines/{imagine.pk}/']")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Outbox held", "Cancel asked", "Restored"]),
        ({"who": "artist"}, ["Cancel asked"]),
        ({"who": "-"}, ["Outbox held"]),
        ({"what": "restored"}, ["Restored"]),
        ({"imagine": "#{number}"}, ["Cancel asked"]),
        ({"imagine": "{number}", "who": "admin"}, []),
        ({"since": "{today}"}, ["Outbox held", "Cancel asked"]),
        ({"until": "{yesterday}"}, ["Restored"]),
        ({"since": "no day", "imagine": "٣", "before": "x", "after": "2026-01-01~9"}, None),
    ],
)
def test_every_filter_stands_in_the_address(admin, admin_member, artist, asked, found):
    imagine = row(artist)
    now = timezone.now()
    Event.objects.create(what="restored", who="admin", member=admin_member, at=now - timedelta(days=1))
    audit.record("cancel asked", member=artist, imagine=imagine)
    audit.record("outbox held", member=None)
    words = {"number": imagine.pk, "today": now.date(), "yesterday": now.date() - timedelta(days=1)}
    query = {name: value.format(**words) for name, value in asked.items()}
    expected = ["Outbox held", "Cancel asked", "Restored"] if found is None else found
    assert whats(admin.get("/audit/", **query)) == expected
    assert [line[2].capitalize() for line in file(admin, **query)[1:]] == expected


def test_pages_lead_to_older_and_back_without_missing_a_line(admin):
    # Many of the same moment: only their numbers tell them apart.
    now = timezone.now()
    Event.objects.bulk_create(Event(what=f"step {number}", at=now) for number in range(trail.PAGE * 2 + 7))
    seen, page = [], admin.get("/audit/")
    while True:
        seen += whats(page)
        if not (older := link(page, "Older")):
            break
        page = follow(admin, older)
    assert seen == [f"Step {number}" for number in reversed(range(trail.PAGE * 2 + 7))]
    assert whats(follow(admin, link(page, "Newer"))) == seen[trail.PAGE : trail.PAGE * 2]


def link(page, words: str) -> str:
    return next((tag["href"] for tag in page.select("main a") if tag.text.strip() == words), "")


def follow(admin: Visitor, address: str):
    path, _, query = address.partition("?")
    return admin.get(path, **dict(parse_qsl(query)))


def test_a_page_asks_eight_questions_at_most(admin, artist, django_assert_max_num_queries):
    for _ in range(30):
        audit.record("cancel asked", member=artist, imagine=row(artist))
    admin.get("/audit/")
    with django_assert_max_num_queries(8):
        admin.get("/audit/")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"])
def test_no_cell_is_a_formula(admin, artist, evil):
    audit.record("cancel asked", member=artist, why=evil)
    assert file(admin)[1][4] == f"'{evil}"


def test_other_cells_stay_as_they_are(admin, artist):
    audit.record("cancel asked", member=artist, why='Zwölf Gründe, "davon" einer 1-1\nund mehr', note="é")
    assert file(admin)[1][4:] == ['Zwölf Gründe, "davon" einer 1-1\nund mehr', '{"note": "é"}']


def test_an_empty_audit_says_what_will_be_there(admin):
    assert "for good" in admin.get("/audit/").select_one(".empty").text
    assert "No line matches" in admin.get("/audit/", who="nobody").select_one(".empty").text
    assert link(admin.get("/audit/", who="nobody"), "CSV") == "/audit/lines.csv?who=nobody"
