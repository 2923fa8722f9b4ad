"""What the bar over a selection has to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from imagine.selection import AT_MOST

register = template.Library()


@dataclass(frozen=True)
class Reach:
    """How many one act on all that match is about; `is_capped` when more match than that."""

    number: int
    is_capped: bool


@register.simple_tag
def reach(total: Any) -> Reach:
    """How far "all that match" goes: `total` is a number, one of `search` that may be "at least", or None."""
    value = int(getattr(total, "value", total) or 0)
    is_capped = value > AT_MOST or bool(getattr(total, "is_more", False))
    return Reach(min(value, AT_MOST), is_capped)
