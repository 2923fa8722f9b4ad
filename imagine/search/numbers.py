"""A count as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass

# Matches that are told apart by state, generator and maker, and those that are counted at all.
CAP, TOTAL_CAP = 1_000, 5_000


@dataclass(frozen=True)
class Number:
    """How many; with `is_more` at least so many."""

    value: int
    is_more: bool = False
