"""How fast the line at Blockade moves: measured while somebody waited, and counted for charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import fmean

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from imagine.models import Imagine, Status

# Fewer measurements than this say nothing; more rows than that are long past.
FEWEST, MOST = 5, 120
MEMORY = 10
# A longer standstill was an outage, and says nothing of the line.
LONGEST_GAP = 600.0
SOME_DAY = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Pace:
    """Seconds from one start to the next while others waited, and how many were made at once."""

    seconds: float
    at_once: int

    def wait(self, ahead: int, being_made: int) -> float:
        """Seconds until the one with so many before it starts."""
        free = max(0, self.at_once - being_made)
        return max(0, ahead + 1 - free) * self.seconds


@dataclass(frozen=True)
class Bucket:
    """How many images were finished from `start` until the next bucket starts."""

    start: datetime
    count: int


@dataclass(frozen=True)
class Span:
    """A stretch of time that a chart shows, and how it is cut."""

    word: str
    label: str
    length: timedelta
    step: timedelta


SPANS = (
    Span("hour", "last hour", timedelta(hours=1), timedelta(minutes=2, seconds=30)),
    Span("day", "last day", timedelta(days=1), timedelta(hours=1)),
)


def pace() -> Pace | None:
    """How the line moves; None while fewer than five starts followed a wait. Remembered for ten seconds."""
    found: Pace | str | None = cache.get("pace")
    if found is None:
        found = _measured() or "none"
        cache.set("pace", found, MEMORY)
    return found if isinstance(found, Pace) else None


def _measured() -> Pace | None:
    there = Imagine.objects.filter(blockade_id__isnull=False, gone_at=None, accepted_at__isnull=False)
    newest = there.order_by(F("accepted_at").desc())[:MOST]
    times = newest.values_list("accepted_at", "dispatched_at", "processing_at", "ended_at")
    starts = sorted(_starts(times))
    gaps = [
        (later[0] - earlier[0]).total_seconds()
        for earlier, later in pairwise(starts)
        if later[1] < earlier[0]
    ]
    gaps = [gap for gap in gaps if gap <= LONGEST_GAP]
    if len(gaps) < FEWEST:
        return None
    return Pace(fmean(gaps), _most_at_once([(start, end) for start, _, end in starts]))


def _starts(
    times: Iterable[tuple[datetime | None, ...]],
) -> Iterator[tuple[datetime, datetime, datetime]]:
    """(started, accepted, ended) of every row that started; what is still being made ends some day."""
    for accepted, dispatched, processing, ended in times:
        started = dispatched or processing
        if accepted and started and (ended is None or ended >= started):
            yield started, accepted, ended or SOME_DAY


def _most_at_once(spells: list[tuple[datetime, datetime]]) -> int:
    steps = sorted([(start, 1) for start, _ in spells] + [(end, -1) for _, end in spells])
    now = most = 0
    for _, step in steps:
        now += step
        most = max(most, now)
    return max(most, 1)


def span(word: str) -> Span:
    """The stretch of time behind a word of the address; the shortest for any other word."""
    return next((span for span in SPANS if span.word == word), SPANS[0])


def made(span: Span) -> list[Bucket]:
    """What was finished in a span, oldest bucket first; the last one is still filling."""
    key = f"made:{span.word}"
    found: list[Bucket] | None = cache.get(key)
    if found is None:
        found = _counted(span, timezone.now())
        cache.set(key, found, MEMORY)
    return found


def _counted(span: Span, now: datetime) -> list[Bucket]:
    size = span.step.total_seconds()
    last = datetime.fromtimestamp(now.timestamp() // size * size, tz=now.tzinfo)
    number = int(span.length / span.step)
    first = last - span.step * (number - 1)
    counts = [0] * number
    done = Imagine.objects.filter(status=Status.COMPLETE, ended_at__gte=first)
    # Rows are found by their age: the index on status has it, and nothing takes longer than a day to make.
    recent = done.filter(created_at__gte=first - timedelta(days=1))
    for ended in recent.values_list("ended_at", flat=True):
        if ended is not None:
            counts[min(number - 1, max(0, int((ended - first) / span.step)))] += 1
    return [Bucket(first + span.step * index, count) for index, count in enumerate(counts)]
