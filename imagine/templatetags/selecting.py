"""What the bar over a selection has to know."""

from __future__ import annotations

from django import template

from imagine.selection import AT_MOST

register = template.Library()


@register.simple_tag
def selection_cap() -> int:
    """How many one act may be about."""
    return AT_MOST
