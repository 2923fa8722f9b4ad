"""Two small charts beside the outbox, as numbers that a template draws: pace, and how long images take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from imagine import catalogue, throughput, timings
from imagine.line_filter import Filter
from imagine.timings import Spread

# The drawing's own units; the style sheet says how large they are on the page.
WIDTH, BASE, TALLEST = 264.0, 38.0, 34.0
LABEL_WIDTH = 92.0
GENERATORS_AT_MOST = 3
ROW_HEIGHT = 18.0


@dataclass(frozen=True)
class Bar:
    """One bar of the pace, and its line in the table."""

    x: float
    y: float
    width: float
    height: float
    start: datetime
    count: int
    is_now: bool


@dataclass(frozen=True)
class Box:
    """One generator's times: nine of ten in the whisker, half in the box, the median as a mark."""

    label: str
    spread: Spread
    y: float
    x10: float
    x25: float
    x50: float
    x75: float
    x90: float

    @property
    def mid(self) -> float:
        """Where the whisker runs."""
        return self.y + 4

    @property
    def width(self) -> float:
        """Of the box; wide enough to be seen."""
        return max(2.0, round(self.x75 - self.x25, 1))


def charts(request: HttpRequest, asked: Filter) -> dict[str, Any]:
    """Both charts for a page, with the other spans of time as links."""
    span = throughput.span(request.GET.get("pace", ""))
    bars = _bars(throughput.made(span))
    boxes = _boxes()
    return {
        "span": span,
        "other_spans": [(other, _span_url(asked, other)) for other in throughput.SPANS if other != span],
        "bars": bars,
        "made_count": sum(bar.count for bar in bars),
        "boxes": boxes,
        "longest": max((box.spread.p90 for box in boxes), default=0.0),
        "label_width": LABEL_WIDTH,
    }


def _span_url(asked: Filter, span: throughput.Span) -> str:
    query = asked.url_query()
    if span == throughput.SPANS[0]:
        return f"{reverse('queue')}?{query}"
    return f"{reverse('queue')}?{query}{'&' if query else ''}{urlencode({'pace': span.word})}"


def _bars(buckets: list[throughput.Bucket]) -> list[Bar]:
    most = max((bucket.count for bucket in buckets), default=0) or 1
    step = WIDTH / len(buckets)
    bars = []
    for index, bucket in enumerate(buckets):
        # An empty stretch is a stroke on the ground, so that one sees that it was counted.
        height = round(max(1.0, TALLEST * bucket.count / most), 1)
        is_now = index == len(buckets) - 1
        bar = Bar(
            round(index * step, 1), round(BASE - height, 1), round(step * 0.62, 1), height,
            bucket.start, bucket.count, is_now,
        )  # fmt: skip
        bars.append(bar)
    return bars


def _boxes() -> list[Box]:
    found = [(entry.label, timings.spread(entry.key)) for entry in catalogue.entries()]
    known = [(label, spread) for label, spread in found if spread is not None]
    known = sorted(known, key=lambda pair: -pair[1].count)[:GENERATORS_AT_MOST]
    longest = max((spread.p90 for _, spread in known), default=0.0) or 1.0

    def x(seconds: float) -> float:
        return round(LABEL_WIDTH + (WIDTH - LABEL_WIDTH) * seconds / longest, 1)

    return [
        Box(
            label, spread, 2 + index * ROW_HEIGHT,
            x(spread.p10), x(spread.p25), x(spread.median), x(spread.p75), x(spread.p90),
        )
        for index, (label, spread) in enumerate(known)
    ]  # fmt: skip
