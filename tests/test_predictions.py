"""Estimates are measured, none where too little was, and held against what really happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from imagine import lineup, predictions, throughput, timings
from imagine.models import Imagine, Prediction, Status
from tests.making import row

pytestmark = pytest.mark.django_db


def made(seconds: list[int], artist, *, gap: int = 10) -> None:
    """Images that took so long, all accepted at once, one started every `gap` seconds."""
    accepted = timezone.now() - timedelta(hours=1)
    for number, took in enumerate(seconds):
        start = accepted + timedelta(seconds=1 + gap * number)
        row(
            artist,
            status=Status.COMPLETE,
            blockade_id=1000 + number,
            created_at=accepted,
            accepted_at=accepted,
            dispatched_at=start,
            processing_at=start,
            ended_at=start + timedelta(seconds=took),
        )
    cache.clear()


def test_half_lie_in_the_middle_and_nine_of_ten_end_by_the_mark(artist):
    made(list(range(10, 31)), artist)
    assert timings.usual("sky") == timings.Usual(low=15, high=25, p90=28)


def test_there_is_no_number_under_five_measurements(artist):
    made([20] * 4, artist)
    assert timings.usual("sky") is None
    assert throughput.pace() is None
    row(
        artist,
        status=Status.COMPLETE,
        accepted_at=timezone.now(),
        ended_at=timezone.now() + timedelta(hours=1),
    )
    cache.clear()
    # A row that never told of its start says nothing of the making.
    assert timings.usual("sky") is None


def test_the_pace_is_that_of_starts_while_others_waited(artist):
    made([20] * 8, artist, gap=10)
    pace = throughput.pace()
    assert pace == throughput.Pace(seconds=10, at_once=2)
    assert [pace.wait(ahead, 2) for ahead in (0, 1, 5)] == [10, 20, 60]
    assert pace.wait(0, 1) == 0


def test_a_line_says_when_each_should_start_and_leave(artist, settings):
    settings.IMAGINE_IN_FLIGHT = 3
    made([20] * 8, artist, gap=10)
    for number in range(2):
        row(artist, status=Status.PROCESSING, blockade_id=number + 1)
    first = row(artist, blockade_id=3, queue_position=1)
    held = row(artist, status=Status.HELD, due_at=timezone.now())
    line = lineup.read()
    found = line.outlooks([first.pk, held.pk])
    assert (found[first.pk].place, found[first.pk].starts_in) == (1, 10)
    assert (found[held.pk].place, found[held.pk].in_whole) == (1, 2)
    assert (found[held.pk].starts_in, found[held.pk].leaves_in) == (20, 10)


def predicted(artist, **fields) -> Imagine:
    accepted = timezone.now()
    return row(artist, blockade_id=Imagine.objects.count() + 1, accepted_at=accepted, **fields)


def test_a_prediction_is_kept_when_accepted_and_closed_when_made(artist):
    made(list(range(10, 31)), artist)
    imagine = predicted(artist)
    said = predictions.make(imagine)
    spread = (said.high_at - said.low_at).total_seconds()
    assert spread == pytest.approx(10)
    assert predictions.settle() == 0
    Imagine.objects.filter(pk=imagine.pk).update(status=Status.COMPLETE, ended_at=said.low_at)
    assert predictions.settle() == 1
    assert Prediction.objects.get().ended_at == said.low_at


def test_what_was_never_made_says_nothing_of_predictions(artist):
    made([20] * 6, artist)
    imagine = predicted(artist)
    predictions.make(imagine)
    Imagine.objects.filter(pk=imagine.pk).update(status=Status.ABORT, ended_at=timezone.now())
    predictions.settle()
    assert not Prediction.objects.exists()


def test_coverage_counts_what_fell_within(artist):
    now = timezone.now()
    for number in range(10):
        Prediction.objects.create(
            imagine=row(artist, status=Status.COMPLETE),
            generator="sky",
            made_at=now,
            low_at=now + timedelta(seconds=4),
            high_at=now + timedelta(seconds=7),
            late_at=now + timedelta(seconds=8),
            ended_at=now + timedelta(seconds=number),
        )
    assert predictions.coverage() == [predictions.Coverage("sky", 10, 0.4, 0.9)]


def test_predictions_learn_from_how_the_earlier_ones_turned_out(artist):
    made([20] * 6, artist)
    now = timezone.now()
    for _ in range(6):
        # Each took half a minute longer than the making itself.
        Prediction.objects.create(
            imagine=row(artist, status=Status.COMPLETE),
            generator="sky",
            made_at=now - timedelta(minutes=5),
            low_at=now,
            high_at=now,
            late_at=now,
            ended_at=now - timedelta(minutes=5) + timedelta(seconds=50),
        )
    said = predictions.make(predicted(artist))
    assert (said.low_at - said.made_at).total_seconds() == pytest.approx(50)
