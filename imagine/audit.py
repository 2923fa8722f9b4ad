"""Who did what to which imagine, when and why. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from imagine.models import Event, Imagine, Member


def record(
    what: str, *, member: Member | None, imagine: Imagine | None = None, why: str = "", **details: Any
) -> Event:
    """Add one line to the audit. `what` is a short verb phrase such as "cancel asked"."""
    return Event.objects.create(what=what, member=member, imagine=imagine, why=why, details=details)


def record_each(
    what: str, imagines: Iterable[Imagine], *, member: Member | None, why: str = "", **details: Any
) -> None:
    """Add one line for each imagine of what was done to several in one go: each tells its own story."""
    lines = (Event(what=what, member=member, imagine=one, why=why, details=details) for one in imagines)
    Event.objects.bulk_create(lines)
