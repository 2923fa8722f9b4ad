"""What a card, row or detail says about an imagine to the member who looks at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from imagine import catalogue, favourites
from imagine.models import Imagine, Status
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
    def stopped_words(self) -> str:
        """By whom and when a stopped imagine was cancelled, "" where nobody here did it."""
        if self.imagine.status != Status.ABORT or self.imagine.cancelled_by is None:
            return ""
        when = "while it was made" if self.imagine.processing_at else "before it started"
        return f"by {self.imagine.cancelled_by.display_name}, {when}"


def dress(imagines: Iterable[Imagine], request: HttpRequest) -> list[Dressed]:
    """Add to each row what the pages show; asks the database once for all of them."""
    rows = list(imagines)
    labels = {entry.key: entry.label for entry in catalogue.entries()}
    held = _places_in_outbox() if any(row.status == Status.HELD for row in rows) else {}
    now, stars = timezone.now(), Stars(request, rows)
    return [_dressed(row, request, labels, held, now, stars) for row in rows]


def _places_in_outbox() -> dict[int, int]:
    held = Imagine.objects.open().filter(status=Status.HELD).order_by("pk").values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(held, start=1)}


def _dressed(
    row: Imagine,
    request: HttpRequest,
    labels: dict[str, str],
    held: dict[int, int],
    now: datetime,
    stars: Stars,
) -> Dressed:
    making_since = row.started_at if row.status in (Status.DISPATCHED, Status.PROCESSING) else None
    may = may_change(request, row)
    return Dressed(
        imagine=row,
        who=_who(row, request),
        generator_label=labels.get(row.generator) or row.generator or "Another tool",
        place=_place(row, held),
        usual=usual(row.generator) if row.is_active else None,
        seconds=max(0, int((now - making_since).total_seconds())) if making_since else None,
        may_cancel=may and row.can_be_cancelled and row.cancel_requested_at is None,
        may_delete=may and row.trashed_at is None and row.status != Status.SENDING,
        may_retry=may_create(request) and _can_be_sent_again(row),
        can_remix=may_create(request) and row.generator in labels,
        stars=stars,
    )


def _who(row: Imagine, request: HttpRequest) -> str:
    if row.member is None:
        return "Elsewhere"
    return YOU if row.member_id == request.user.pk else row.member.display_name


def _place(row: Imagine, held: dict[int, int]) -> int | None:
    if row.status == Status.HELD:
        return held.get(row.pk)
    # Blockade says 0 or 1 on rows that are long out of the line.
    return row.queue_position if row.status == Status.PENDING and row.queue_position else None


def _can_be_sent_again(row: Imagine) -> bool:
    if row.made_elsewhere:
        return False
    return row.status in (Status.ABORT, Status.ERROR, Status.REFUSED) or bool(row.verdict)
