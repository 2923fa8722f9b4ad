"""The Queue page: tokens, counts, places, pages by key, and what an open page is given anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from imagine import holds
from imagine.models import GeneratorSnapshot, Imagine, Status
from imagine.views import queue as queue_views
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(admin_member):
    return Visitor(admin_member)


def listed(page) -> list[int]:
    return [int(tag["data-imagine"]) for tag in page.select("[data-imagine]")]


def held(member, **fields) -> Imagine:
    return row(member, status=Status.HELD, due_at=timezone.now(), **fields)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("member:ana", [0]),
        ('member:"Ana Reyes"', [0]),
        ("member:me", [1]),
        ("member:elsewhere", [2]),
        ("generator:sky", [0, 2]),
        ("state:waiting", [1, 2]),
        ("state:held", [0]),
        ("#{0}", [0]),
        ("#4711", [1]),
        ('"kelp forest"', [0, 1]),
        ("forest kelp", [0, 1, 2]),
        ("kelp member:ana", [0]),
        ("KELP state:pending generator:sea", [1]),
        ("nothing:known", []),
        ('"', [0, 1, 2]),
        ("member:", [0, 1, 2]),
    ],
)
def test_the_search_field_knows_tokens_phrases_and_words(make_member, query, found):
    ana, mara = make_member("ana", role="artist"), make_member("mara", role="artist")
    ana.first_name, ana.last_name = "Ana", "Reyes"
    ana.save()
    rows = [
        held(ana, prompt="Kelp forest from below", generator="sky"),
        row(mara, prompt="A kelp forest", generator="sea", blockade_id=4711, queue_position=1),
        row(prompt="Forest of kelp", generator="sky", blockade_id=2, queue_position=2),
    ]
    page = Visitor(mara).get("/queue/", query=query.replace("{0}", str(rows[0].pk)))
    assert sorted(listed(page)) == [rows[index].pk for index in found]


def test_counts_of_the_rail_are_those_of_the_rows_under_the_other_filters(viewer, artist, admin_member):
    for _ in range(3):
        held(artist, prompt="kelp")
    held(admin_member, prompt="kelp")
    row(artist, prompt="fjord", blockade_id=1)
    page = Visitor(viewer).get("/queue/", query="kelp", member="artist")
    counts = {link["id"]: int(link.select_one(".number").text) for link in page.select("#rail a")}
    assert counts["state-open"] == counts["state-held"] == 3
    assert counts["state-pending"] == 0
    assert (counts["owner-artist"], counts["owner-admin"]) == (3, 1)
    assert page.select_one("#queue-title .number").text == "3"
    link = page.select_one("#state-held")["href"]
    assert "query=kelp" in link
    assert "member=artist" in link


def test_two_hundred_rows_a_page_and_counts_of_all(viewer, artist, monkeypatch):
    monkeypatch.setattr(queue_views, "ROWS_AT_MOST", 3)
    rows = [held(artist) for _ in range(7)]
    visitor, seen = Visitor(viewer), []
    page = visitor.get("/queue/")
    while True:
        assert page.select_one("#queue-title .number").text == "7"
        seen += listed(page)
        further = page.select_one("a[rel=next]")
        if further is None:
            break
        # One that leaves in front shifts nothing.
        Imagine.objects.filter(pk=rows[0].pk).update(queue_position=None)
        page = visitor.get(further["href"])
    assert seen == [one.pk for one in rows]


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_other_orders_page_as_well(viewer, artist, monkeypatch, order):
    monkeypatch.setattr(queue_views, "ROWS_AT_MOST", 2)
    rows = [held(artist, created_at=timezone.now() - timedelta(minutes=age)) for age in (3, 2, 1)]
    expected = [one.pk for one in (rows if order == "oldest" else reversed(rows))]
    first = Visitor(viewer).get("/queue/", order=order)
    second = Visitor(viewer).get(first.select_one("a[rel=next]")["href"])
    assert listed(first) + listed(second) == expected


def test_held_ones_stand_behind_the_line_in_their_true_order(viewer, artist, admin_member):
    row(artist, blockade_id=1, queue_position=1)
    mine = [held(artist), held(artist)]
    other = held(admin_member)
    page = Visitor(viewer).get("/queue/")
    assert listed(page)[1:] == [mine[0].pk, other.pk, mine[1].pk]
    places = [tag.text for tag in page.select(".c-place")][1:]
    assert places == ["1st", "2nd", "3rd", "4th"]


def test_those_on_hold_are_told_by_whom_and_why(artist, admin_member):
    one = held(artist)
    holds.hold("member", "artist", reason="Over budget this week", by=admin_member)
    visitor = Visitor(artist)
    assert (
        "on hold by admin: Over budget this week" in visitor.get("/queue/").select_one(f"#row-{one.pk}").text
    )
    assert "Over budget this week" in visitor.get(f"/imagines/{one.pk}/").text


def test_an_open_page_gets_counts_places_and_only_rows_it_lacks(artist):
    known, new = held(artist), held(artist)
    visitor = Visitor(artist)
    part = visitor.get("/queue/", htmx=True, shown=str(known.pk))
    assert listed(part) == [new.pk]
    assert part.select_one("#rows")["hx-swap-oob"] == "beforeend"
    assert part.select_one("#outlooks [data-of]")["data-of"] == str(known.pk)
    assert part.select_one("#queue-title").text.strip() == "Open2"
    assert listed(visitor.get("/queue/", htmx=True, shown=f"{known.pk},{new.pk}")) == []


def test_in_another_order_arrivals_are_announced_instead(artist):
    known = held(artist)
    held(artist)
    part = Visitor(artist).get("/queue/", htmx=True, shown=str(known.pk), order="newest")
    assert listed(part) == []
    assert "1 new, show" in part.select_one("#fresh").text


def test_artists_tick_their_own_and_admins_all_and_viewers_none(viewer, artist, admin_member, boss):
    mine, theirs = held(artist), held(admin_member)
    row(artist, status=Status.SENDING)
    ticks = lambda page: [tag["value"] for tag in page.select("#rows [data-tick]")]  # noqa: E731 (three uses)
    assert ticks(Visitor(artist).get("/queue/")) == [str(mine.pk)]
    assert sorted(ticks(boss.get("/queue/"))) == [str(mine.pk), str(theirs.pk)]
    assert ticks(Visitor(viewer).get("/queue/")) == []


def test_charts_say_in_a_table_what_they_draw(viewer, artist):
    now = timezone.now()
    GeneratorSnapshot.objects.all().delete()
    for seconds in (18, 20, 21, 24, 31):
        start = now - timedelta(minutes=5)
        end = start + timedelta(seconds=seconds)
        row(artist, status=Status.COMPLETE, processing_at=start, ended_at=end, created_at=start)
    page = Visitor(viewer).get("/queue/")
    assert page.select_one("#pace svg")["aria-label"] == "5 made in the last hour"
    made = [int(cell.text) for cell in page.select("#pace-table td:last-child")]
    assert sum(made) == 5
    day = Visitor(viewer).get("/queue/", pace="day")
    assert len(day.select("#pace-table tbody tr")) == 24


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_the_database_as_often_however_long_the_line_is(
    artist, admin_member, rows, django_assert_max_num_queries
):
    for number in range(rows):
        held(artist if number % 2 else admin_member)
    visitor = Visitor(artist)
    visitor.get("/queue/")
    with django_assert_max_num_queries(14):
        visitor.get("/queue/")
