"""Fields for numbers: within their ends, on their steps, or a seed that may be left to us."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from imagine.blockade.metadata import Param

from .fields import Asked

LONGEST_NUMBER = 40
LARGEST = 2**63 - 1
# The range of a seed where metadata does not tell, as in the vendor's own documentation.
FIRST_SEED, LAST_SEED = 1, 2_147_483_647

_WHOLE = re.compile(r"[+-]?[0-9]{1,19}(\.0*)?")
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True)
class Bounds:
    """The numbers a param takes, both ends included; None where there is no end."""

    low: float | int | None = None
    high: float | int | None = None
    step: float | int | None = None

    def words(self, whole: bool) -> str:
        """The bounds as a sentence for people."""
        noun = "A whole number" if whole else "A number"
        steps = "" if self.step in (None, 1) else f" In steps of {self.step:,}."
        if self.low is not None and self.high is not None:
            return f"{noun} from {self.low:,} to {self.high:,}.{steps}"
        if self.low is not None:
            return f"{noun}, {self.low:,} or more.{steps}"
        if self.high is not None:
            return f"{noun}, {self.high:,} at most.{steps}"
        return f"{noun}.{steps}"

    def hold(self, value: float | int) -> bool:
        """Whether `value` lies within the ends and on a step counted from the low end, else from 0."""
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            return False
        if not self.step:
            return True
        try:
            steps = (Decimal(repr(value)) - Decimal(repr(self.low or 0))) / Decimal(repr(self.step))
            return abs(steps - steps.to_integral_value()) < Decimal("1e-6")
        except DecimalException:
            return True


def seeds(param: Param, bounds: Bounds) -> tuple[int, int] | None:
    """The first and last number to draw for a param, both within its bounds and its random range.

    A random range outside of the bounds counts for nothing. Never the 0 that stands for "random"; None where
    no number is left to draw, so that the param is no seed.
    """
    for ends in ((param.random_min, param.random_max), (None, None)):
        low = max(int(number) for number in (FIRST_SEED, ends[0], bounds.low) if number is not None)
        highs = [int(number) for number in (ends[1], bounds.high) if number is not None]
        high = min(highs, default=max(LAST_SEED, low))
        if low <= high:
            return low, high
    return None


class Number(Asked):
    """A number, whole or not, within its bounds. A seed may also be left empty or 0: then we draw it."""

    nothing = None
    whole = False
    bounds = Bounds()

    def to_python(self, value: Any) -> int | float | None:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        if len(text) > LONGEST_NUMBER or not (_WHOLE if self.whole else _DECIMAL).fullmatch(text):
            raise self.refuse(self.words())
        number = int(text.split(".")[0]) if self.whole else float(text)
        if not math.isfinite(number) or (self.whole and abs(number) > LARGEST):
            raise self.refuse(self.words())
        return number

    def validate(self, value: int | float | None) -> None:
        if self.is_seed and not value:
            return
        super().validate(value)
        if value is not None and not self.bounds.hold(value):
            raise self.refuse(self.words())

    def shown(self, value: object) -> object:
        """A fraction that is none stands without its point."""
        is_plain = isinstance(value, float) and value.is_integer() and abs(value) < LARGEST
        return super().shown(int(value) if is_plain else value)  # type: ignore[call-overload]  # a float, then

    def words(self) -> str:
        """What this field takes, as its error says it."""
        rest = " Leave it empty for a new one each time." if self.is_seed else ""
        return self.bounds.words(self.whole) + rest
