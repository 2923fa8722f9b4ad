"""When an imagine should end, said once it is accepted, kept, and held against what really happened."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from statistics import quantiles

from django.db import DatabaseError
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from imagine import throughput, timings
from imagine.models import ENDED, Imagine, Prediction, Status

log = logging.getLogger(__name__)

# What was predicted longer ago says little of today's line.
RECENT = 200
# Fewer than this are no measure of how true predictions are.
FEWEST = 5


@dataclass(frozen=True)
class Coverage:
    """How true predictions were: of `count`, the parts that ended in the middle half and by the late mark."""

    generator: str
    count: int
    in_middle: float
    by_late: float


def make(imagine: Imagine) -> Prediction | None:
    """Say when a just accepted imagine should end; None where too little was measured. Never raises."""
    try:
        return _make(imagine)
    except DatabaseError:
        log.warning("No prediction for imagine %s could be kept", imagine.pk, exc_info=True)
        return None


def _make(imagine: Imagine) -> Prediction | None:
    marks, wait = _marks(imagine.generator), wait_at_blockade(imagine)
    if marks is None or wait is None:
        return None
    now = timezone.now()
    low, high, late = (now + timedelta(seconds=max(0.0, wait + seconds)) for seconds in marks)
    found, _ = Prediction.objects.get_or_create(
        imagine=imagine,
        defaults={
            "generator": imagine.generator,
            "made_at": now,
            "wait": wait,
            "low_at": low,
            "high_at": high,
            "late_at": late,
        },
    )
    return found


def _marks(generator: str) -> tuple[float, float, float] | None:
    """Seconds after the expected start by which a quarter, three quarters and nine tenths have ended.

    Taken from how earlier predictions turned out, so that whatever the wait is wrong by is in the range;
    before there are enough of those, from the making alone.
    """
    ended = Prediction.objects.filter(generator=generator, ended_at__isnull=False).order_by("-ended_at")
    rows = ended.values_list("made_at", "ended_at", "wait")[: timings.MOST]
    rest = [(end - made).total_seconds() - wait for made, end, wait in rows if end is not None]
    if len(rest) >= FEWEST:
        marks = quantiles(rest, n=20, method="inclusive")
        return marks[4], marks[14], marks[17]
    spread = timings.spread(generator)
    return (spread.p25, spread.p75, spread.p90) if spread else None


def wait_at_blockade(imagine: Imagine) -> float | None:
    """Seconds until a just accepted imagine starts; None where the line was never measured."""
    if imagine.status != Status.PENDING:
        return 0.0
    others = Imagine.objects.at_blockade().exclude(pk=imagine.pk)
    ahead = others.filter(status=Status.PENDING, accepted_at__lte=imagine.accepted_at or timezone.now())
    before = ahead.count()
    being_made = others.filter(status__in=(Status.DISPATCHED, Status.PROCESSING)).count()
    if not before and not being_made:
        return 0.0
    pace = throughput.pace()
    return pace.wait(before, being_made) if pace else None


def settle() -> int:
    """Write down when predicted imagines ended, and forget those that were never finished; how many ended."""
    open_ = Prediction.objects.filter(ended_at=None)
    unfinished = Q(imagine__status__in=[status for status in ENDED if status != Status.COMPLETE])
    open_.filter(unfinished | Q(imagine__gone_at__isnull=False)).delete()
    done = open_.filter(imagine__status=Status.COMPLETE, imagine__ended_at__isnull=False)
    if not done.exists():
        return 0
    ended = Imagine.objects.filter(pk=OuterRef("imagine")).values("ended_at")
    return done.update(ended_at=Subquery(ended))


def coverage() -> list[Coverage]:
    """How true the newest predictions of each generator were, the one with most of them first."""
    generators = Prediction.objects.filter(ended_at__isnull=False).values_list("generator").distinct()
    found = [_coverage_of(generator) for (generator,) in generators.order_by()]
    known = [coverage for coverage in found if coverage.count >= FEWEST]
    return sorted(known, key=lambda coverage: -coverage.count)


def _coverage_of(generator: str) -> Coverage:
    rows = Prediction.objects.filter(generator=generator, ended_at__isnull=False)
    newest = rows.order_by("-ended_at").values("pk")[:RECENT]
    recent: QuerySet[Prediction] = rows.filter(pk__in=list(newest.values_list("pk", flat=True)))
    count = recent.count()
    middle = recent.filter(ended_at__gte=F("low_at"), ended_at__lte=F("high_at")).count()
    late = recent.filter(ended_at__lte=F("late_at")).count()
    return Coverage(generator, count, middle / count, late / count)
