"""Words, phrases and exclusions, filters, orders and counts: as one plain reading of the rows has them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagine.models import Board, BoardEntry, Favourite, Imagine, Status
from imagine.search import CAP, Search, counting, figures, finding
from imagine.search.folding import fold
from tests.making import row

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
VOCABULARY = (
    "dawn",
    "dawning",
    "Dawn-sky",
    "sky",
    "ox",
    "oxen",
    "a",
    "ÉTUDE",
    "etude",
    "山水",
    "山",
    "fog",
    "the",
)


def search(query: str, viewer: int = 0) -> Search:
    return Search.from_query(QueryDict(query), viewer=viewer)


def found(words: str, **more: object) -> list[int]:
    return [imagine.pk for imagine in Search(query=words, limit=100, **more).page().imagines]


def walk(first: Search) -> list[int]:
    met: list[int] = []
    page = first.page()
    while True:
        met += [imagine.pk for imagine in page.imagines]
        if page.older is None:
            return met
        page = first.with_(after=page.older).page()


def walk_back(first: Search) -> list[int]:
    """The same pages from the last to the first."""
    page = first.page()
    while page.older is not None:
        page = first.with_(after=page.older).page()
    met = [imagine.pk for imagine in page.imagines]
    while page.newer is not None:
        page = first.with_(before=page.newer).page()
        met = [imagine.pk for imagine in page.imagines] + met
    return met


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("dawn", "The DAWNING of it"),
        ("dawn sky", "a sky before dawn"),
        ('"dawn sky"', "a Dawn, sky of gold"),
        ("dawn-sky", "the dawn skyline"),
        ("ox", "an ox."),
        ("etude", "Étude in blue"),
        ("éTUDE", "etude"),
        ("水", "山水画"),
        ("山水", "山水画"),
        ("straße", "STRASSE"),
        ("-fog", "clear"),
        ("sky -fog", "sky"),
        ('sky -"low fog"', "sky, fog low"),
        ("ﬁne", "fine sand"),
        ("8k", "in 8K"),
        ('"unended phrase', "an unended phrase"),
        ("it's", "it’s late"),
    ],
)
def test_words_are_found(words, text):
    one = row(prompt=text)
    assert found(words) == [one.pk]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("awn", "dawn"),
        ("ox", "oxen"),
        ('"dawn"', "dawning"),
        ('"dawn sky"', "sky dawn"),
        ('"dawn sky"', "dawn skyline"),
        ("dawn sky", "dawn"),
        ("-dawn", "dawning"),
        ('-"a dawn"', "a dawn"),
        ("sky -fog", "sky and foggy"),
        ("!!!", "!!!"),
        ("%", "100 %"),
        ("d_wn", "dawn"),
    ],
)
def test_words_are_not_found(words, text):
    row(prompt=text)
    assert found(words) == []


def test_titles_and_negative_texts_are_searched_and_no_phrase_goes_across():
    titled = row(prompt="a lake", title="Dawn chorus")
    without = row(prompt="a hill", params={"negative_text": "chorus of people"})
    assert found("chorus") == [without.pk, titled.pk]
    assert found('"lake dawn"') == []
    assert found("people -lake") == [without.pk]
    assert found("-people") == [titled.pk]


def test_a_number_goes_with_words_and_filters():
    one, other = row(prompt="dawn", blockade_id=77), row(prompt="dawn")
    assert found("dawn #77") == [one.pk]
    assert found("dawn -#77") == [other.pk]
    assert found("fog #77") == []
    assert found(f"#{one.pk} #{other.pk}") == []


@pytest.mark.parametrize("is_starred", [False, True])
def test_the_best_match_comes_first_and_every_page_goes_on_there(viewer, is_starred):
    left_out = row(prompt="x", params={"negative_text": "red dawn"}).pk
    phrase = row(prompt="a red dawn at sea").pk
    whole = row(prompt="dawn, red and gold").pk
    begun = row(prompt="dawning in reddish hues").pk
    later = row(prompt="red dawn").pk
    wanted = [later, phrase, whole, begun, left_out]
    Favourite.objects.bulk_create(Favourite(member=viewer, imagine_id=pk) for pk in wanted)
    mine = {"favourite": is_starred, "viewer": viewer.pk}
    for limit in (1, 2, 3, 10):
        asked = Search(query="red dawn", order="relevance", limit=limit, **mine)
        assert walk(asked) == wanted
        assert walk_back(asked) == wanted


def test_the_longest_in_the_making_come_first():
    taken = [5, 0, None, 30, 30, 2, None]
    rows = [
        row(processing_at=START, ended_at=START + timedelta(seconds=seconds) if seconds is not None else None)
        for seconds in taken
    ]
    wanted = [rows[n].pk for n in (4, 3, 0, 5, 1, 6, 2)]
    for limit in (1, 2, 3, 50):
        asked = Search(order="longest", limit=limit)
        assert walk(asked) == wanted
        assert walk_back(asked) == wanted
        assert walk(Search(order="longest", limit=limit, status="pending", query="prompt")) == wanted


def test_days_are_the_viewers(settings):
    settings.TIME_ZONE = "Asia/Kathmandu"
    late = row(created_at=datetime(2026, 2, 28, 18, 14, tzinfo=UTC)).pk
    early = row(created_at=datetime(2026, 2, 28, 18, 15, tzinfo=UTC)).pk
    assert walk(search("from=2026-03-01")) == [early]
    assert walk(search("to=2026-02-28")) == [late]
    assert figures(search("from=2026-03-01")).total.value == 1
    assert figures(search("from=2026-02-28&to=2026-03-01")).total.value == 2
    assert figures(search("from=2026-02-20&to=2026-02-28")).total.value == 1


def test_stars_and_boards_are_whose_they_are(artist, admin_member):
    one, two = row(), row()
    Favourite.objects.create(member=artist, imagine=one)
    own = Board.objects.create(member=artist, name="own")
    shared = Board.objects.create(member=artist, name="all", is_shared=True)
    BoardEntry.objects.create(board=own, imagine=one)
    BoardEntry.objects.create(board=shared, imagine=two)
    assert walk(search("favourite=1", artist.pk)) == [one.pk]
    assert walk(search("favourite=1", admin_member.pk)) == []
    assert walk(search(f"board={own.pk}", artist.pk)) == [one.pk]
    assert walk(search(f"board={own.pk}", admin_member.pk)) == []
    assert walk(search(f"board={shared.pk}", admin_member.pk)) == [two.pk]
    assert figures(search(f"board={shared.pk}", artist.pk)).total.value == 1


def test_a_seed_finds_what_was_made_with_it():
    one = row(params={"seed": 41})
    row(params={"seed": 42})
    assert walk(search("seed=41")) == [one.pk]
    assert search("seed=41&query=prompt").count().value == 1


def test_many_matches_are_counted_up_to_the_cap(monkeypatch):
    monkeypatch.setattr(counting, "CAP", 3)
    monkeypatch.setattr(counting, "TOTAL_CAP", 4)
    for number in range(6):
        row(prompt="dawn", status=Status.COMPLETE if number else Status.ERROR)
    assert CAP == 1000
    assert figures(search("query=dawn")).total == counting.Number(4, is_more=True)
    assert figures(search("query=dawn")).by_status is None
    assert figures(search("query=dawn&status=failed")).total == counting.Number(1)
    assert search("query=dawn").count(5) == counting.Number(5, is_more=True)
    assert search("query=dawn").count(6) == counting.Number(6)
    assert search("").count().value == 6


def test_what_is_common_and_what_is_rare_together_are_found(monkeypatch):
    monkeypatch.setattr(finding, "NEAR", 3)
    rare = row(prompt="dawn over the sea", generator="old").pk
    for _ in range(12):
        row(prompt="dawn")
        row(prompt="sea")
    assert found("dawn sea") == [rare]
    assert found("dawn", generator="old") == [rare]
    assert found("dawn sea", order="longest") == [rare]
    assert found("-dawn", generator="sky") == found("sea", generator="sky")
    assert walk(Search(query="dawn", limit=4)) == walk(Search(query="dawn", limit=100))


# What follows is one plain reading of the rows, and every search must agree with it.
WORDS = st.sampled_from(VOCABULARY)
TEXTS = st.lists(WORDS, max_size=5).map(" ".join)
ROWS = st.lists(
    st.tuples(TEXTS, TEXTS, TEXTS, st.sampled_from(["complete", "error", "held"]), st.sampled_from("ab")),
    max_size=8,
)
PIECES = st.tuples(st.sampled_from(["", "-"]), st.one_of(WORDS, TEXTS.map('"{}"'.format)))
QUERIES = st.lists(PIECES.map("".join), max_size=3).map(" ".join)


def agrees(imagine: Imagine, query: str) -> bool:
    """Whether a row matches, said as plainly as can be."""
    texts = [fold(text) for text in (imagine.prompt, imagine.title, imagine.params.get("negative_text", ""))]
    pieces = re.findall(r'(-?)(?:"([^"]*)"|(\S+))', query)
    pieces = [(minus, fold(quoted or bare), bool(quoted)) for minus, quoted, bare in pieces]
    pieces = [piece for piece in pieces if piece[1]]
    if not pieces and query.strip():
        return False
    for minus, words, is_quoted in pieces:
        last = words.split()[-1]
        is_whole = is_quoted or len(last) < 3
        needle = words if is_whole else words.rstrip()
        if any(needle in text for text in texts) is (minus == "-"):
            return False
    return True


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ROWS, QUERIES, st.sampled_from(["", "failed", "complete"]), st.sampled_from(["", "a"]))
def test_every_search_agrees_with_a_plain_reading(rows, query, status, generator):
    Imagine.objects.all().delete()
    # Rows that are written behind the studio's back have no revision, by which figures are remembered.
    cache.clear()
    Imagine.objects.bulk_create(
        Imagine(
            prompt=prompt,
            title=title,
            params={"negative_text": without},
            status=state,
            generator=made_by,
            created_at=START + timedelta(minutes=n),
        )
        for n, (prompt, title, without, state, made_by) in enumerate(rows)
    )
    asked = Search(query=query, status=status, generator=generator, limit=3)
    wanted = [
        imagine.pk
        for imagine in Imagine.objects.order_by("-created_at")
        if agrees(imagine, query)
        and (not asked.statuses or imagine.status in asked.statuses)
        and generator in ("", imagine.generator)
    ]
    assert walk(asked) == wanted
    assert walk_back(asked) == wanted
    assert walk(asked.with_(order="ASC")) == wanted[::-1]
    assert sorted(walk(asked.with_(order="relevance"))) == sorted(wanted)
    assert sorted(walk(asked.with_(order="longest"))) == sorted(wanted)
    assert set(asked.rows().values_list("pk", flat=True)) == set(wanted)
    assert (
        asked.count().value
        == figures(asked).total.value
        == asked.newer_than(finding.Cursor(0))
        == len(wanted)
    )
