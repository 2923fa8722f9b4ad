"""What a card, row or detail says about an imagine to the member who looks at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from imagine import cancels, catalogue, favourites, lineup
from imagine.lineup import Outlook
from imagine.models import Command, Imagine, Status
from imagine.permissions import may_change, may_create, member_of
from imagine.timings import Usual, usual

# A bar that reaches its end before the picture is there would be a lie.
BAR_AT_MOST = 97
YOU = "You"


class Stars:
    """The member's stars on the rows of one page: one query, and only where something asks."""

    def __init__(self, request: HttpRequest, rows: list[Imagine]) -> None:
        self._request = request
        self._rows = rows

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers of the rows with a star."""
        return favourites.starred(member_of(self._request), (row.pk for row in self._rows))


@dataclass(frozen=True)
class Dressed:
    """An imagine as one member sees it: everything the row has, and what depends on who looks and when.

    `seconds`, `share` (0 to 97 of the usual time) and `usual` are None where nothing was measured.
    """

    imagine: Imagine
    who: str
    generator_label: str
    place: int | None
    usual: Usual | None
    seconds: int | None
    may_cancel: bool
    may_delete: bool
    may_retry: bool
    can_remix: bool
    stars: Stars
    outlook: Outlook = field(default_factory=Outlook)
    # The cancel that is about to leave and that this member may still take back.
    stopping: Command | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.imagine, name)

    @property
    def is_mine(self) -> bool:
        """Whether the member who looks asked for it."""
        return self.who == YOU

    @property
    def is_favourite(self) -> bool:
        """Whether the member who looks has starred it."""
        return self.imagine.pk in self.stars.numbers

    @property
    def late(self) -> bool:
        """Whether nine of ten would be done by now."""
        return self.usual is not None and self.seconds is not None and self.seconds > self.usual.p90

    @property
    def share(self) -> int | None:
        """How far the bar is: the part of the usual time that has passed, never a guess at progress."""
        if self.usual is None or self.seconds is None:
            return None
        return min(BAR_AT_MOST, round(100 * self.seconds / self.usual.p90))

    @property
    def stops_in(self) -> int:
        """Seconds until the cancel of it leaves and cannot be taken back any more."""
        left = cancels.leaves_at(self.stopping) - timezone.now() if self.stopping else timedelta()
        return max(0, ceil(left.total_seconds()))

    @property
    def stopped_words(self) -> str:
        """By whom and when a stopped imagine was cancelled, "" where nobody here did it."""
        if self.imagine.status != Status.ABORT or self.imagine.cancelled_by is None:
            return ""
        when = "while it was made" if self.imagine.processing_at else "before it started"
        return f"by {self.imagine.cancelled_by.display_name}, {when}"


@dataclass(frozen=True)
class _Around:
    """What `dress` learns once for all rows."""

    labels: dict[str, str]
    outlooks: dict[int, Outlook]
    stopping: dict[int, Command]
    now: datetime
    stars: Stars


def dress(
    imagines: Iterable[Imagine], request: HttpRequest, line: lineup.Lineup | None = None
) -> list[Dressed]:
    """Add to each row what the pages show; asks the database once for all of them.

    A page that has read the line already gives it along.
    """
    rows = list(imagines)
    waiting = [row.pk for row in rows if row.status in (Status.HELD, Status.PENDING) and row.is_active]
    if waiting and line is None:
        line = lineup.known(waiting)
    stopping = [row.pk for row in rows if row.is_stopping]
    around = _Around(
        labels={entry.key: entry.label for entry in catalogue.entries()},
        outlooks=line.outlooks(waiting) if line else {},
        stopping=cancels.batches_of(stopping) if stopping else {},
        now=timezone.now(),
        stars=Stars(request, rows),
    )
    return [_dressed(row, request, around) for row in rows]


def _dressed(row: Imagine, request: HttpRequest, around: _Around) -> Dressed:
    making_since = row.started_at if row.status in (Status.DISPATCHED, Status.PROCESSING) else None
    may = may_change(request, row)
    outlook = around.outlooks.get(row.pk, Outlook())
    return Dressed(
        imagine=row,
        who=_who(row, request),
        generator_label=around.labels.get(row.generator) or row.generator or "Another tool",
        place=outlook.place,
        usual=usual(row.generator) if row.is_active else None,
        seconds=max(0, int((around.now - making_since).total_seconds())) if making_since else None,
        may_cancel=may and row.can_be_cancelled and row.cancel_requested_at is None,
        may_delete=may and row.trashed_at is None and row.status != Status.SENDING,
        may_retry=may_create(request) and _can_be_sent_again(row),
        can_remix=may_create(request) and row.generator in around.labels,
        stars=around.stars,
        outlook=outlook,
        stopping=around.stopping.get(row.pk) if may else None,
    )


def _who(row: Imagine, request: HttpRequest) -> str:
    if row.member is None:
        return "Elsewhere"
    return YOU if row.member_id == request.user.pk else row.member.display_name


def _can_be_sent_again(row: Imagine) -> bool:
    if row.made_elsewhere:
        return False
    return row.status in (Status.ABORT, Status.ERROR, Status.REFUSED) or bool(row.verdict)
