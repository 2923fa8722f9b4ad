"""How long a generator usually takes, measured from what it made for us; never a number from nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import quantiles

from django.core.cache import cache
from django.db.models import Q

from imagine.models import Imagine, Status

# Fewer measurements than this say nothing; more than that are long past.
FEWEST, MOST = 5, 60
MEMORY = 30


@dataclass(frozen=True)
class Usual:
    """Seconds of making: half of all lie between `low` and `high`, nine of ten end by `p90`."""

    low: int
    high: int
    p90: int


@dataclass(frozen=True)
class Spread:
    """How long one generator's making took, in seconds, over `count` measurements."""

    p10: float
    p25: float
    median: float
    p75: float
    p90: float
    count: int

    @property
    def usual(self) -> Usual:
        """The same in whole seconds, for words; a range never ends at nothing."""
        return Usual(low=round(self.p25), high=max(round(self.p75), 1), p90=max(round(self.p90), 1))


def usual(generator: str) -> Usual | None:
    """What is usual for a generator; None under five finished imagines."""
    found = spread(generator)
    return found.usual if found else None


def spread(generator: str) -> Spread | None:
    """How a generator's times spread; None under five finished imagines. Remembered for half a minute."""
    key = f"spread:{generator}"
    found: Spread | str | None = cache.get(key)
    if found is None:
        found = _measured(generator) or "none"
        cache.set(key, found, MEMORY)
    return found if isinstance(found, Spread) else None


def _measured(generator: str) -> Spread | None:
    # Without a start a row tells of its waiting as well.
    started = Q(processing_at__isnull=False) | Q(dispatched_at__isnull=False)
    done = Imagine.objects.filter(started, generator=generator, status=Status.COMPLETE)
    rows = done.order_by("-created_at")[:MOST]
    taken = [imagine.time_taken.total_seconds() for imagine in rows if imagine.time_taken]
    if len(taken) < FEWEST:
        return None
    marks = quantiles(taken, n=20, method="inclusive")
    return Spread(p10=marks[1], p25=marks[4], median=marks[9], p75=marks[14], p90=marks[17], count=len(taken))
