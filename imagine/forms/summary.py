"""What stands beside a closed "More": what is set in there, in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .choices import shortened
from .fields import Asked, OneOf

if TYPE_CHECKING:
    from .form import ParamBound

# Up to so many settings all are told, beyond it only those that were changed; and of these so many.
ALL_TOLD, MOST_TOLD = 4, 3
LONGEST = 24


def summary(bounds: Sequence[ParamBound]) -> str:
    """The settings of `bounds` as "Strength 65, 6K, no sketch", at best those that are not as they come."""
    changed = [bound for bound in bounds if bound.is_changed or bound.image]
    if len(bounds) <= ALL_TOLD:
        return ", ".join(filter(None, (_told(bound) for bound in bounds)))
    if not changed:
        return f"{len(bounds)} settings"
    told = list(filter(None, (_told(bound) for bound in changed)))
    rest = len(changed) - MOST_TOLD
    return ", ".join(told[:MOST_TOLD]) + (f" and {rest} more" if rest > 0 else "")


def _told(bound: ParamBound) -> str:
    field, value = bound.field, bound.value()
    if field.kind == "file":
        return _file(bound, value)
    if field.kind == "bool":
        return _noun(field) if value else f"no {_lower(_noun(field))}"
    if isinstance(field, OneOf):
        return _chosen(field, value)
    text = str(value or "").strip()
    return f"{_noun(field)} {shortened(text, LONGEST)}" if text else ""


def _file(bound: ParamBound, value: object) -> str:
    if bound.image:
        return shortened(bound.image.name, LONGEST)
    return f"{_noun(bound.field)} from an address" if value else f"no {_lower(_noun(bound.field))}"


def _chosen(field: OneOf, value: object) -> str:
    texts = value if isinstance(value, list) else [value or ""]
    choices = [field.choices.called(str(text)) for text in texts]
    labels = [shortened(choice.label, LONGEST) for choice in choices if choice is not None]
    return " + ".join(labels[:2]) + (f" + {len(labels) - 2}" if len(labels) > 2 else "")


def _noun(field: Asked) -> str:
    return shortened(str(field.label), LONGEST)


def _lower(noun: str) -> str:
    """In the middle of a sentence; what is written in capitals stays so."""
    return noun if noun[1:2].isupper() else noun[:1].lower() + noun[1:]
