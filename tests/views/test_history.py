"""History and its poll: everything the team made, and only what changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from imagine import catalogue, changes
from imagine.models import Board, BoardEntry, Favourite, Imagine, Status
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(viewer):
    return Visitor(viewer)


def cards(page) -> list[int]:
    return [int(tag["data-imagine"]) for tag in page.select("[data-imagine]")]


def test_everybodys_imagines_are_there_newest_first(reader, artist):
    mine, elsewhere = row(artist), row()
    page = reader.get("/history/")
    assert cards(page) == [elsewhere.pk, mine.pk]
    assert artist.display_name in page.select_one(f"[data-imagine='{mine.pk}']").text
    assert "Elsewhere" in page.select_one(f"[data-imagine='{elsewhere.pk}']").text


def test_every_card_carries_its_state(reader):
    for status in Status:
        row(status=status)
    page = reader.get("/history/")
    assert {tag["data-status"] for tag in page.select("[data-imagine]")} == set(Status)


def test_a_finished_one_says_whether_its_picture_is_on_its_way(reader):
    coming = row(status=Status.COMPLETE, ended_at=timezone.now(), archive_due_at=timezone.now())
    none = row(status=Status.COMPLETE, ended_at=timezone.now())
    page = reader.get("/history/")
    words = {pk: page.select_one(f"[data-imagine='{pk}'] .hint").text for pk in (coming.pk, none.pk)}
    assert "Fetching the picture" in words[coming.pk]
    assert "gave no picture" in words[none.pk]


def test_pages_are_real_links(reader):
    rows = [row() for _ in range(5)]
    page = reader.get("/history/", limit=2)
    assert cards(page) == [rows[4].pk, rows[3].pk]
    page = reader.get(page.select_one("a[rel=next]")["href"])
    assert cards(page) == [rows[2].pk, rows[1].pk]
    page = reader.get(page.select_one("a[rel=prev]")["href"])
    assert cards(page) == [rows[4].pk, rows[3].pk]


def test_filters_of_the_address_are_the_filters_of_the_page(reader, artist):
    wanted = row(artist, prompt="Gold dunes", status=Status.COMPLETE)
    row(artist, prompt="A lake", status=Status.COMPLETE)
    row(prompt="Gold coins", status=Status.ABORT)
    query = {"query": "gold", "status": "complete", "member": artist.username, "order": "ASC"}
    page = reader.get("/history/", **query)
    assert cards(page) == [wanted.pk]
    assert page.select_one("input[name=query]")["value"] == "gold"


def test_counts_are_links(reader):
    row(status=Status.COMPLETE)
    row(status=Status.COMPLETE)
    row(status=Status.ERROR)
    page = reader.get("/history/")
    complete = next(link for link in page.select("a") if link.get_text(" ").split() == ["Complete", "2"])
    assert len(cards(reader.get(complete["href"]))) == 2


def test_an_empty_history_and_an_empty_answer_say_different_things(reader):
    empty = reader.get("/history/").select_one("main").text
    nothing = reader.get("/history/", query="zebra").select_one("main").text
    assert empty != nothing
    assert nothing.strip()


def test_the_number_of_questions_does_not_grow_with_the_page(reader, artist, django_assert_max_num_queries):
    for _ in range(60):
        row(artist, status=Status.COMPLETE, ended_at=timezone.now())
    reader.get("/history/")
    with django_assert_max_num_queries(10):
        reader.get("/history/", limit=60)
    assert Imagine.objects.count() == 60


def test_private_pages_are_stored_nowhere(reader):
    answer = reader.ask("/history/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "HX-Request" in answer.headers["Vary"]


def labelled(page, name: str) -> dict[str, str]:
    """The links of one filter's menu: their words and where they lead."""
    menu = next(menu for menu in page.select("details.pick") if name in menu.select_one("summary").text)
    return {link.select_one(".what").text: link["href"] for link in menu.select("a")}


def told(page, name: str) -> dict[str, str]:
    """What each link of a menu promises to find."""
    menu = next(menu for menu in page.select("details.pick") if name in menu.select_one("summary").text)
    numbers = [(link.select_one(".what").text, link.select_one(".number")) for link in menu.select("a")]
    return {words: number.text for words, number in numbers if number}


def test_every_count_is_how_many_its_link_finds(reader, artist, admin_member):
    row(artist, generator="sky", status=Status.COMPLETE)
    row(artist, generator="sea", status=Status.ERROR)
    row(admin_member, generator="sea", status=Status.COMPLETE)
    row(generator="sea")
    for query in ({}, {"generator": "sea"}, {"status": "complete"}, {"query": "prompt"}, {"date": "7"}):
        page = reader.get("/history/", **query)
        promised = {}
        for name in ("enerator", "ember"):
            if any(name in summary.text for summary in page.select("summary")):
                links = labelled(page, name)
                promised |= {links[words]: number for words, number in told(page, name).items()}
        promised |= {
            link["href"]: link.select_one(".number").text
            for link in page.select(".counts a")
            if link.select(".number")
        }
        assert len(promised) > 5
        for address, number in promised.items():
            assert len(cards(reader.get(address))) == int(number), (query, address)


def test_days_carry_how_many_they_have_and_one_that_goes_on_is_marked(reader):
    for _ in range(5):
        row()
    page = reader.get("/history/", limit=2)
    assert page.select_one("h2.day").get_text(" ").split() == ["Today", "5"]
    assert not page.select("[data-goes-on]")
    following = reader.get(page.select_one("a[rel=next]")["href"])
    assert following.select("[data-goes-on]")
    assert following.select_one(".leaf")["data-leaf"] == page.select_one("a[rel=next]")["href"]


def test_days_are_the_viewers_own(reader):
    moment = timezone.now().replace(hour=12, minute=0) - timedelta(days=40)
    row(created_at=moment)
    plain = reader.get("/history/").select_one("h2.day").text
    reader.client.cookies["zone"] = "Pacific/Kiritimati"
    assert reader.get("/history/").select_one("h2.day").text != plain
    for nonsense in ("../../etc/passwd", "Nowhere/Land", "", "x" * 900, "UTC\n"):
        reader.client.cookies["zone"] = nonsense
        assert reader.get("/history/").select_one("h2.day").text == plain


def test_a_form_of_a_filter_keeps_the_others(reader, artist):
    query = {"status": "complete", "generator": "sky", "order": "ASC", "seed": "7", "favourite": "1"}
    page = reader.get("/history/", **query, **{"from": "2026-01-01", "query": "dawn"})
    sent = {field["name"]: field["value"] for field in page.select("form[role=search] input")}
    assert sent == query | {"from": "2026-01-01", "query": "dawn"}
    dates = {field["name"]: field.get("value") for field in page.select("form.between input")}
    assert dates == query | {"query": "dawn", "from": "2026-01-01", "to": ""}


def test_the_best_match_is_offered_where_there_are_words(reader):
    assert "Best match first" not in labelled(reader.get("/history/"), "Order")
    assert "Best match first" in labelled(reader.get("/history/", query="dawn"), "Order")


def test_stars_and_boards_tell_how_many_there_are(reader, viewer):
    one, two = row(), row()
    Favourite.objects.create(member=viewer, imagine=one)
    board = Board.objects.create(member=viewer, name="Coast")
    for imagine in (one, two):
        BoardEntry.objects.create(board=board, imagine=imagine)
    page = reader.get("/history/")
    assert page.select_one("a.toggle").get_text(" ").split() == ["Starred", "1"]
    assert cards(reader.get(page.select_one("a.toggle")["href"])) == [one.pk]
    assert told(page, "Board") == {"Coast": "2"}
    assert cards(reader.get(labelled(page, "Board")["Coast"])) == [two.pk, one.pk]


def test_a_page_asks_the_database_little(reader, artist, monkeypatch):
    # As in a studio where somebody has just asked as well, however slow the machine is.
    monkeypatch.setattr(changes, "MEMORY", 60)
    monkeypatch.setattr(catalogue, "FRESH_FOR", 60)
    for _ in range(30):
        row(artist, status=Status.COMPLETE, ended_at=timezone.now())
    for query in ({}, {"query": "prompt"}, {"status": "failed"}, {"order": "longest"}):
        reader.get("/history/", **query)
        with CaptureQueriesContext(connection) as asked:
            reader.get("/history/", **query)
        assert len(asked) <= 8, [query["sql"][:120] for query in asked]


def test_a_seed_and_a_family_stand_among_the_filters_and_are_taken_off(reader):
    parent = row(params={"seed": 41})
    child = row(params={"seed": 41}, parent=parent)
    row(params={"seed": 42}, parent=parent)
    page = reader.get("/history/", query="prompt seed:41", family=child.pk)
    assert set(cards(page)) == {parent.pk, child.pk}
    assert page.select_one("input[name=query]")["value"] == "prompt"
    seed, family = page.select("a.toggle.set")
    assert seed.get_text(" ").split()[:2] == ["Seed", "41"]
    assert family.get_text(" ").split()[:3] == ["Family", "of", f"#{child.pk}"]
    assert page.select_one(".filters > summary .number").text == "2 set"
    without = reader.get(seed["href"])
    assert not any("Seed" in chip.text for chip in without.select("a.toggle.set"))
    assert set(cards(reader.get(family["href"]))) == {parent.pk, child.pk}
