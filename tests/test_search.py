"""One query object, from an address to a page of rows and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from imagine.models import Imagine, Status
from imagine.search import OLDEST, Cursor, Search, figures
from tests.making import row

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def twelve():
    """Twelve rows, two to a minute, so that times alone do not order them."""
    return [row(created_at=START + timedelta(minutes=n // 2)) for n in range(12)]


def search(query: str) -> Search:
    return Search.from_query(QueryDict(query))


def walk(first: Search) -> list[int]:
    """Every row met on the way from page to page."""
    met: list[int] = []
    page = first.page()
    while True:
        met += [imagine.pk for imagine in page.imagines]
        if page.older is None:
            return met
        page = first.with_(after=page.older).page()


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 12, 50])
def test_pages_meet_every_row_once(twelve, limit):
    newest_first = [imagine.pk for imagine in reversed(twelve)]
    assert walk(Search(limit=limit)) == newest_first
    assert walk(Search(limit=limit, order=OLDEST)) == newest_first[::-1]


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_the_way_back_meets_the_same_pages(twelve, limit):
    first = Search(limit=limit)
    page, pages = first.page(), []
    while page.older:
        pages.append([imagine.pk for imagine in page.imagines])
        page = first.with_(after=page.older).page()
    back = []
    while page.newer:
        page = first.with_(before=page.newer).page()
        back.append([imagine.pk for imagine in page.imagines])
    assert back == pages[::-1]
    assert page.newer is None


def test_an_arrival_does_not_shift_the_next_page(twelve):
    first = Search(limit=4)
    page = first.page()
    row(created_at=START + timedelta(hours=1))
    following = first.with_(after=page.older).page()
    assert [imagine.pk for imagine in following.imagines] == [imagine.pk for imagine in twelve[7:3:-1]]


@pytest.mark.parametrize(
    "query",
    [
        "status=complete&generator=sky&query=red+dunes&member=mara&order=ASC&limit=10",
        "imagine_id=48221",
        "after=845000000000000",
        "before=21.845000000000000&status=waiting&order=longest",
        "date=7&board=4&seed=9&favourite=1&family=12",
        "seed=-9",
        "from=2026-01-02&to=2026-02-01&query=%22a+dawn%22+-fog&order=relevance",
    ],
)
def test_every_view_is_an_address(query):
    asked = search(query)
    assert search(asked.url_query()) == asked


@pytest.mark.parametrize(
    "query",
    [
        "limit=0&after=nonsense&before=1-2-3",
        "imagine_id=abc&limit=-5",
        "order=sideways&limit=99999",
        "after=99999999999999999999",
        "after=9223372036854775808",
        "query=%22%22+-+%23+-%22%22&order=relevance",
        "from=2026-02-31&to=9999-12-31&date=tomorrow",
        "from=0001-01-01&member=%00&generator=%00&status=%00",
        "query=%27+OR+1%3D1+--+%28+%29+%2A+NEAR+AND",
        "board=99999999999999999999&seed=1e5&favourite=yes&family=-1",
        "family=999999999999999999&seed=-&query=seed%3A+seed%3Ax+seed%3A%D9%A3",
        "query=%00&imagine_id=%D9%A3",
        "limit=%C2%B2",
    ],
)
def test_an_address_that_makes_no_sense_is_no_error(query, twelve):
    assert isinstance(search(query).page().imagines, list)


def test_groups_of_states_are_one_word():
    for status in Status:
        row(status=status)
    assert {imagine.status for imagine in search("status=failed").rows()} == {"error", "refused"}
    assert {imagine.status for imagine in search("status=waiting").rows()} == {"held", "sending", "pending"}
    assert search("status=all").rows().count() == len(Status)


def test_words_are_looked_for_in_prompts_and_titles(artist):
    dunes = row(prompt="Gold dunes at dusk")
    titled = row(prompt="A lake", title="Imagination of DUNES")
    row(prompt="A forest")
    assert set(search("query=dunes").rows()) == {dunes, titled}
    assert list(search("query=dunes+dusk").rows()) == [dunes]


def test_a_number_is_ours_or_blockades(artist):
    ours = row(blockade_id=48221)
    row(blockade_id=48222)
    assert list(search("imagine_id=48221").rows()) == [ours]
    assert list(search(f"imagine_id={ours.pk}").rows()) == [ours]
    assert list(search("query=%2348221").rows()) == [ours]


@pytest.mark.parametrize(
    ("typed", "words", "seed"),
    [
        ("seed:41", "", 41),
        ("dawn SEED:-41 sky", "dawn sky", -41),
        ("seed:1 seed:41", "", 41),
        ('a "seed:41 of  doubt"', 'a "seed:41 of  doubt"', None),
        ("-seed:41", "-seed:41", None),
        ("seed:", "seed:", None),
        ("poppyseed:41", "poppyseed:41", None),
    ],
)
def test_a_seed_that_is_typed_is_a_filter_and_no_word(typed, words, seed):
    asked = Search.from_query({"query": typed})
    assert (asked.query, asked.seed) == (words, seed)


def test_a_seed_is_found_by_typing_it_whatever_filter_was_there():
    one = row(prompt="A dawn", params={"seed": -41})
    row(prompt="A lake", params={"seed": -41})
    row(prompt="A dawn", params={"seed": 42})
    asked = search("query=dawn+seed:-41&seed=42")
    assert list(asked.rows()) == [one]
    assert [imagine.pk for imagine in asked.page().imagines] == [one.pk]
    assert figures(asked).total.value == asked.newer_than(Cursor(0)) == 1


def test_a_family_is_an_imagine_with_what_it_came_from_and_what_came_of_it():
    grandparent = row()
    parent = row(parent=grandparent)
    sibling, middle = row(parent=parent), row(parent=parent)
    children = [row(parent=middle) for _ in range(3)]
    row(parent=children[0])
    row(parent=middle, trashed_at=START)
    family = {parent.pk, middle.pk, *(child.pk for child in children)}
    asked = search(f"family={middle.pk}&limit=2")
    assert set(walk(asked)) == family
    assert asked.count().value == figures(asked).total.value == len(family)
    assert set(walk(search(f"family={sibling.pk}"))) == {parent.pk, sibling.pk}
    assert walk(search(f"family={middle.pk}&query=nothing")) == []


def test_members_and_elsewhere(artist, admin_member):
    mine, theirs, elsewhere = row(artist), row(admin_member), row()
    assert list(search(f"member={artist.username}").rows()) == [mine]
    assert list(search("member=elsewhere").rows()) == [elsewhere]
    assert theirs in search("").rows()


def test_the_trash_is_not_listed():
    row(trashed_at=START)
    assert search("").page().imagines == []


def test_counts_are_under_the_other_filters(artist):
    row(artist, status=Status.COMPLETE)
    row(artist, status=Status.ABORT)
    row(status=Status.COMPLETE)
    asked = search(f"member={artist.username}&status=abort")
    assert figures(asked).by_status == {"complete": 1, "abort": 1}
    assert figures(asked).by_maker == {artist.pk: 1}


def test_only_later_rows_are_new(twelve):
    place = Cursor.of(twelve[5])
    row(created_at=START - timedelta(days=1))
    assert Search().newer_than(place) == 6
    assert Imagine.objects.count() == 13
