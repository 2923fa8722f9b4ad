"""The poll: only what changed, to each what is theirs, and as cheap for hundreds of pages as for one."""

from __future__ import annotations

import pytest
from django.utils import timezone

from imagine import changes
from imagine.models import Favourite, Imagine, Member, Status
from tests.making import row
from tests.pages import Visitor

pytestmark = pytest.mark.django_db


def cards(page) -> list[int]:
    return [int(tag["data-imagine"]) for tag in page.select("[data-imagine]")]


@pytest.fixture
def reader(viewer):
    return Visitor(viewer)


@pytest.fixture
def move(django_capture_on_commit_callbacks):
    """Changes a row and commits, as the worker does."""

    def move(imagine: Imagine, **fields: object) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            changes.change_one(imagine, **fields)

    return move


def test_a_poll_without_news_is_empty_and_costs_one_question(reader, django_assert_max_num_queries):
    row()
    seen = changes.current_revision()
    reader.ask("/history/changes/", seen=seen)
    with django_assert_max_num_queries(1):
        answer = reader.ask("/history/changes/", seen=seen, ids="1,2,3", htmx=True)
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_poll_brings_only_the_cards_that_moved(reader, move):
    moved, still = row(), row()
    seen = changes.current_revision()
    move(moved, status=Status.PROCESSING)
    page = reader.get("/history/changes/", htmx=True, seen=seen, ids=f"{moved.pk},{still.pk}")
    assert cards(page) == [moved.pk]
    card = page.select_one(f"[data-imagine='{moved.pk}']")
    assert card["data-status"] == "processing"
    assert card["hx-swap-oob"]


@pytest.mark.parametrize("shape", ["card", "tile", "row", "../../secret"])
def test_a_poll_answers_in_the_shape_of_the_page(reader, move, shape):
    moved = row()
    seen = changes.current_revision()
    move(moved, status=Status.COMPLETE, ended_at=timezone.now())
    page = reader.get("/history/changes/", htmx=True, seen=seen, ids=str(moved.pk), shape=shape)
    assert moved.pk in cards(page)


def test_a_detail_page_is_told_to_read_itself_anew(reader, move):
    moved = row()
    seen = changes.current_revision()
    move(moved, status=Status.PROCESSING)
    page = reader.get("/history/changes/", htmx=True, seen=seen, ids=str(moved.pk), shape="detail")
    again = page.select_one(f"[hx-target='#detail-{moved.pk}']")
    assert again["hx-trigger"] == "load"


def test_arrivals_are_announced_not_pushed(reader, move):
    row()
    newest = reader.get("/history/").select_one("[data-newest]")["data-newest"]
    seen = changes.current_revision()
    arrived = row()
    move(arrived, title="new")
    page = reader.get("/history/changes/", htmx=True, seen=seen, ids="", newest=newest, shape="tile")
    assert cards(page) == []
    assert "1 new" in page.text


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999999999999", "١"])
def test_a_poll_with_nonsense_is_no_error(reader, move, seen):
    moved = row()
    move(moved, status=Status.PROCESSING)
    assert reader.ask("/history/changes/", seen=seen, ids="a,,١,7", htmx=True).status_code == 200


def test_a_session_that_ended_leads_the_whole_page_to_the_door(reader):
    reader.client.logout()
    answer = reader.ask("/history/changes/", seen="1", htmx=True)
    assert answer.headers["HX-Redirect"].startswith("/accounts/sign-in/?next=")


def test_a_deactivated_member_is_out_at_the_next_poll(reader, viewer):
    assert reader.ask("/history/changes/", seen="0", htmx=True).status_code in (200, 204)
    Member.objects.filter(pk=viewer.pk).update(is_active=False)
    assert "HX-Redirect" in reader.ask("/history/changes/", seen="0", htmx=True).headers


@pytest.fixture
def moving(artist, move):
    """An imagine of the artist that moved, and what a poll of a page that shows it asks."""
    moved = row(artist, status=Status.PROCESSING)
    seen = changes.current_revision()
    move(moved, title="moved")
    return moved, {"seen": seen, "ids": str(moved.pk), "shape": "tile"}


def poll(member: Member, query: dict[str, object]):
    return Visitor(member).get("/history/changes/", htmx=True, **query)


def test_news_of_which_a_page_shows_nothing_cost_one_question_too(
    viewer, make_member, move, django_assert_max_num_queries
):
    seen = changes.current_revision()
    move(row(), title="elsewhere")
    readers = [Visitor(member) for member in (viewer, make_member("second"))]
    query = {"seen": seen, "ids": "", "shape": "tile", "newest": "1"}
    first = readers[0].ask("/history/changes/", htmx=True, **query)
    with django_assert_max_num_queries(1):
        second = readers[1].ask("/history/changes/", htmx=True, **query)
    assert (first.status_code, first.content) == (200, second.content)


def test_the_second_to_see_a_tile_gets_the_text_of_the_first(viewer, make_member, moving, monkeypatch):
    moved, query = moving
    clock = timezone.now().timestamp()
    monkeypatch.setattr("imagine.views.poll.time.time", lambda: clock)
    assert cards(poll(viewer, query)) == [moved.pk]
    Imagine.objects.filter(pk=moved.pk).update(title="changed behind every back")
    assert poll(make_member("second"), query) == poll(viewer, query)


def test_what_others_got_before_is_never_given_to_the_owner_or_an_admin(viewer, artist, admin_member, moving):
    moved, query = moving
    for member in (viewer, artist, admin_member, viewer):
        tile = poll(member, query).select_one(f"#imagine-{moved.pk}")
        assert tile.has_attr("data-mine") is (member == artist)
    Imagine.objects.filter(pk=moved.pk).update(status=Status.PENDING, blockade_id=5)
    everybody = (viewer, artist, admin_member)
    buttons = [poll(member, query).select_one("[id^=cancel-]") for member in everybody]
    assert [button is not None for button in buttons] == [False, True, True]


def test_a_star_is_seen_by_whose_it_is_alone(viewer, make_member, moving, move):
    moved, query = moving
    move(moved, status=Status.COMPLETE, ended_at=timezone.now(), picture="made")
    fan = make_member("fan")
    Favourite.objects.create(member=fan, imagine=moved)
    stars = [poll(member, query).select_one(f"#star-{moved.pk}") for member in (viewer, fan, viewer)]
    assert [star["aria-pressed"] for star in stars] == ["false", "true", "false"]


def test_a_role_that_is_taken_away_acts_on_the_next_poll(artist, moving):
    _, query = moving
    reader = Visitor(artist)
    reader.get("/history/changes/", htmx=True, **query)
    artist.groups.clear()
    assert reader.ask("/history/changes/", htmx=True, **query).status_code == 403


def test_a_notice_rings_the_bell_of_its_member_alone(viewer, artist, move):
    imagine = row(artist, status=Status.PROCESSING)
    seen = changes.current_revision()
    move(imagine, status=Status.ERROR, ended_at=timezone.now())
    query = {"seen": seen, "ids": "", "shape": "tile"}
    bells = [poll(member, query).select_one("#bell")["data-unread"] for member in (artist, viewer, artist)]
    assert bells == ["1", "0", "1"]


def test_a_page_that_slept_through_more_than_is_kept_in_mind_finds_its_own(viewer, moving, monkeypatch):
    moved, query = moving
    row()
    monkeypatch.setattr("imagine.views.poll.MOVED_AT_MOST", 0)
    assert cards(poll(viewer, query)) == [moved.pk]
