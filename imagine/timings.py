"""How long a generator usually takes, measured from what it made for us; never a number from nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import quantiles

from django.core.cache import cache

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


def usual(generator: str) -> Usual | None:
    """What is usual for a generator; None under five finished imagines. Remembered for half a minute."""
    key = f"usual:{generator}"
    found: Usual | str | None = cache.get(key)
    if found is None:
        found = _measured(generator) or "none"
        cache.set(key, found, MEMORY)
    return found if isinstance(found, Usual) else None


def _measured(generator: str) -> Usual | None:
    rows = Imagine.objects.filter(generator=generator, status=Status.COMPLETE).order_by("-created_at")[:MOST]
    taken = [imagine.time_taken.total_seconds() for imagine in rows if imagine.time_taken]
    if len(taken) < FEWEST:
        return None
    tenths = quantiles(taken, n=20, method="inclusive")
    return Usual(low=round(tenths[4]), high=max(round(tenths[14]), 1), p90=max(round(tenths[17]), 1))
