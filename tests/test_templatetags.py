"""What pages say of times, durations, places and statuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from imagine.models import Imagine, Status
from imagine.templatetags import studio, words
from imagine.timings import Usual
from imagine.views.cards import Dressed, Stars

GAP = "\u202f"
USUAL = Usual(low=18, high=25, p90=31)


def dressed(status: str = Status.PENDING, usual: Usual | None = USUAL, seconds: int | None = None) -> Dressed:
    return Dressed(
        imagine=Imagine(pk=7, status=status),
        who="You",
        generator_label="Panorama 3",
        place=None,
        usual=usual,
        seconds=seconds,
        may_cancel=False,
        may_delete=False,
        may_retry=False,
        can_remix=False,
        stars=Stars(HttpRequest(), []),
    )


def rendered(text: str, **context: Any) -> str:
    return Template("{% load studio words %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0_s"),
        (-3, "0_s"),
        (20.6, "21_s"),
        (59, "59_s"),
        (60, "1_min"),
        (119, "1_min"),
        (3600, "1_h"),
        (90_000, "1_d"),
        (timedelta(seconds=31), "31_s"),
    ],
)
def test_a_duration_is_said_in_its_largest_unit(seconds: float | timedelta, said: str) -> None:
    assert words.duration(seconds) == said.replace("_", GAP)


def test_an_unknown_duration_says_nothing() -> None:
    assert words.duration(None) == ""


@pytest.mark.parametrize(
    ("usual", "said"),
    [
        (Usual(18, 25, 31), "18–25_s"),
        (Usual(20, 20, 21), "20_s"),
        (Usual(75, 130, 200), "1–2_min"),
        (Usual(40, 70, 90), "40–70_s"),
        (None, ""),
    ],
)
def test_what_is_usual_is_a_range_in_one_unit(usual: Usual | None, said: str) -> None:
    assert words.stretch(usual) == said.replace("_", GAP)


def test_places_in_a_line_have_their_endings() -> None:
    places = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1203]
    assert [words.ordinal(place) for place in places] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th", "1,203rd",
    ]  # fmt: skip


def test_seeds_are_grouped_by_three_and_other_values_left_alone() -> None:
    assert words.grouped(1604882117) == "1_604_882_117".replace("_", GAP)
    assert words.grouped("-12345") == f"-12{GAP}345"
    assert words.grouped("7f3a") == "7f3a"


@pytest.mark.parametrize(
    ("imagine", "said"),
    [
        (dressed(usual=None), ""),
        (dressed(), "takes 18–25_s"),
        (dressed(Status.PROCESSING, seconds=10), "about 15_s left"),
        (dressed(Status.PROCESSING, seconds=25), "any moment"),
        (dressed(Status.PROCESSING, seconds=32), "longer than usual"),
        (dressed(Status.UNCONFIRMED), ""),
    ],
)
def test_a_queue_says_when_to_expect_a_picture(imagine: Dressed, said: str) -> None:
    assert words.expected(imagine) == said.replace("_", GAP)


def test_a_moment_carries_its_full_time_for_the_browser() -> None:
    time = BeautifulSoup(
        words.when(datetime(2026, 3, 3, 11, 41, 12, tzinfo=UTC), "second"), "html.parser"
    ).time
    assert time is not None
    assert time["datetime"] == "2026-03-03T11:41:12+00:00"
    assert time["data-as"] == "second"
    assert time.text == "11:41:12"


def test_a_missing_moment_says_nothing() -> None:
    assert words.when(None) == ""


def test_days_are_named_while_they_are_near() -> None:
    noon = timezone.localtime().replace(hour=12, minute=5)
    assert words.STYLES["moment"](noon) == "12:05 today"
    assert words.STYLES["moment"](noon - timedelta(days=1)) == "12:05 yesterday"
    assert words.STYLES["moment"](datetime(2019, 3, 3, 12, 5, tzinfo=UTC)) == "3 March 2019, 12:05"


def test_ages_turn_into_times_when_these_say_more() -> None:
    now = timezone.now()
    assert words.STYLES["ago"](now) == "just now"
    assert words.STYLES["ago"](now - timedelta(minutes=4)) == f"4{GAP}min ago"
    assert words.STYLES["ago"](datetime(2019, 3, 3, 12, 5, tzinfo=UTC)) == "3 March 2019, 12:05"


def test_every_status_has_a_word_and_a_symbol_of_the_sprite() -> None:
    sprite = (settings.BASE_DIR / "static/imagine/sprite.svg").read_text()
    for status in Status.values:
        mark = studio.mark_of(status)
        assert mark.word == Status(status).label
        assert f'id="i-{mark.symbol}"' in sprite


def test_a_status_nobody_knows_is_shown_as_it_is() -> None:
    mark = studio.mark_of("warming_up")
    assert (mark.word, mark.symbol, mark.hue) == ("Warming up", "s-wait", "waiting")


def test_an_open_imagine_that_is_being_cancelled_says_so() -> None:
    asked = Imagine(status=Status.PENDING, cancel_requested_at=timezone.now())
    ended = Imagine(status=Status.ABORT, cancel_requested_at=timezone.now(), ended_at=timezone.now())
    assert "Stopping" in studio.status_mark(asked)
    assert "Stopped" in studio.status_mark(ended)


def test_an_imagine_deleted_upstream_before_its_end_is_gone() -> None:
    assert "Gone" in studio.status_mark(Imagine(status=Status.PENDING, gone_at=timezone.now()))
    finished = Imagine(status=Status.COMPLETE, gone_at=timezone.now(), ended_at=timezone.now())
    assert "Complete" in studio.status_mark(finished)


def test_a_hidden_word_is_still_there_for_screen_readers() -> None:
    mark = BeautifulSoup(studio.status_mark(Imagine(status=Status.COMPLETE), "hidden"), "html.parser")
    word = mark.select_one(".status.done > .visually-hidden")
    assert word is not None
    assert word.text == "Complete"


def test_the_imagine_furthest_on_is_the_nearest() -> None:
    held, pending, making = dressed(Status.HELD), dressed(Status.PENDING), dressed(Status.PROCESSING)
    done = Dressed(**{**vars(dressed()), "imagine": Imagine(status=Status.COMPLETE, ended_at=timezone.now())})
    assert studio.nearest_active([done, held, pending, making]) is making
    assert studio.nearest_active([done, held, pending]) is pending
    assert studio.nearest_active([done]) is None


def test_a_page_keeps_asking_until_the_picture_is_there() -> None:
    now = timezone.now()
    assert studio.still_moves(Imagine(status=Status.PENDING))
    assert studio.still_moves(Imagine(status=Status.COMPLETE, ended_at=now, archive_due_at=now))
    assert not studio.still_moves(Imagine(status=Status.COMPLETE, ended_at=now, picture="pictures/a.jpg"))
    assert not studio.still_moves(Imagine(status=Status.COMPLETE, ended_at=now, archive_problem="Too large."))


def test_a_part_made_for_htmx_knows_the_page_it_goes_to() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/history/?status=error"}
    request = RequestFactory().get("/history/changes/?seen=4", headers=headers)
    request.htmx = HtmxDetails(request)
    assert rendered("{% here %}", request=request) == "/history/?status=error"


def test_a_page_knows_its_own_address() -> None:
    request = RequestFactory().get("/history/?status=error")
    request.htmx = HtmxDetails(request)
    assert rendered("{% here %}", request=request) == "/history/?status=error"


def test_a_message_tells_where_it_can_be_undone() -> None:
    assert studio.after("undo /imagines/7/restore/", "undo ") == "/imagines/7/restore/"
    assert studio.after("info", "undo ") == ""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0.4, "a moment"),
        (8, "about 10_s"),
        (22, "about 20_s"),
        (44, "about 40_s"),
        (75, "1–2_min"),
        (600, "8–13_min"),
        (7200, "1–3_h"),
    ],
)
def test_what_is_to_come_is_said_no_finer_than_it_is_known(seconds: float | None, said: str) -> None:
    assert words.soon(seconds) == said.replace("_", GAP)
