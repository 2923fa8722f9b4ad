"""What the bar over a selection has to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from imagine.selection import AT_MOST
from imagine.templatetags.words import thousands

register = template.Library()


@dataclass(frozen=True)
class Reach:
    """How many one act on all that match is about; in words "all 12", "the newest 5,000 of 12,840"."""

    number: int
    words: str

    @property
    def offer(self) -> str:
        """What selects them."""
        return f"Select {self.words} that match"

    @property
    def done(self) -> str:
        """What is said once they are."""
        return f"{self.words[0].upper()}{self.words[1:]} selected"


@register.simple_tag
def reach(total: Any) -> Reach:
    """How far "all that match" goes: `total` is a number, one of `search` that may be "at least", or None."""
    value = int(getattr(total, "value", total) or 0)
    is_more = bool(getattr(total, "is_more", False))
    if value > AT_MOST or is_more:
        number = min(value, AT_MOST)
        return Reach(number, f"the newest {thousands(number)} of {thousands(value)}{'+' if is_more else ''}")
    return Reach(value, f"all {thousands(value)}")
