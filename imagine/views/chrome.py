"""What every page shows around its content: who is here, how Blockade is, how much is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from imagine import permissions, upstream
from imagine.models import Imagine

THEMES = ("dark", "light")


@dataclass(frozen=True)
class May:
    """What the member behind a request may do, for templates."""

    create: bool
    administer: bool


@dataclass(frozen=True)
class ServiceWords:
    """How Blockade is, in words for the top bar and the banner."""

    is_failing: bool
    failing_since: datetime | None
    as_of: datetime | None
    problem: str
    is_sandbox: bool
    disk_full_since: datetime | None
    backfill: str | None


def service_words() -> ServiceWords:
    """Read the one row that the worker keeps about Blockade."""
    known = upstream.service()
    reading = known.backfill_rows and not known.backfill_done_at
    return ServiceWords(
        is_failing=known.failing_since is not None,
        failing_since=known.failing_since,
        as_of=known.refreshed_at or known.last_answer_at,
        problem=known.problem,
        is_sandbox=settings.IMAGINE_SANDBOX,
        disk_full_since=known.disk_full_since,
        backfill=f"Reading the history, {known.backfill_rows:,} so far" if reading else None,
    )


def open_count() -> int:
    """How many of everybody's imagines can still change."""
    return Imagine.objects.visible().open().count()


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page; says nothing of the studio to people who are not signed in."""
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {"theme": theme if theme in THEMES else ""}
    user = getattr(request, "user", None)
    if not permissions.is_member(user):
        return context
    return context | {
        "member": user,
        "role": permissions.role_in(request),
        "may": May(permissions.may_create(request), permissions.may_administer(request)),
        "unread": user.unread_count,
        "queue_count": open_count(),
        "service": service_words(),
    }
