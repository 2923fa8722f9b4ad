"""Who did what to which imagine, when and why. Lines are only ever added: the table refuses anything else.

`what` is a short verb phrase. What is done to people names them in the details: {"whom": user name}.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from imagine import chat
from imagine.models import Event, Imagine, Member


def record(
    what: str, *, member: Member | None, imagine: Imagine | None = None, why: str = "", **details: Any
) -> Event:
    """Add one line to the audit; `member` is None for what a command or the worker did."""
    line = _line(what, member, imagine, why, details)
    line.save(force_insert=True)
    chat.hear_of_action(what, who=member.display_name if member else "", why=why, details=details)
    return line


def record_each(
    what: str, imagines: Iterable[Imagine], *, member: Member | None, why: str = "", **details: Any
) -> None:
    """Add one line for each imagine of what was done to several in one go: each tells its own story."""
    Event.objects.bulk_create(_line(what, member, one, why, details) for one in imagines)


def _line(
    what: str, member: Member | None, imagine: Imagine | None, why: str, details: dict[str, Any]
) -> Event:
    who = member.username if member else ""
    return Event(what=what, member=member, who=who, imagine=imagine, why=why, details=details)
