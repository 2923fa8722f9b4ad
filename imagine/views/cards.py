"""What a card, row or detail says about an imagine to the member who looks at it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from imagine import catalogue
from imagine.models import Imagine, Status
from imagine.permissions import may_change, may_create
from imagine.timings import Usual, usual

# A bar that reaches its end before the picture is there would be a lie.
BAR_AT_MOST = 97


class Dressed(Imagine):
    """An imagine with the words and permissions of one page; `dress` makes them."""

    who: str
    generator_label: str
    place: int | None
    usual: Usual | None
    seconds: int | None
    share: int | None
    late: bool
    may_cancel: bool
    may_delete: bool
    may_retry: bool
    can_remix: bool
    stopped_words: str

    class Meta:
        proxy = True


def dress(imagines: Iterable[Imagine], request: HttpRequest) -> list[Dressed]:
    """Add to each row what the pages show; asks the database once for all of them."""
    rows = list(imagines)
    labels = {entry.key: entry.label for entry in catalogue.entries()}
    held = _places_in_outbox() if any(row.status == Status.HELD for row in rows) else {}
    now = timezone.now()
    return [_dressed(row, request, labels, held, now) for row in rows]


def _places_in_outbox() -> dict[int, int]:
    held = Imagine.objects.open().filter(status=Status.HELD).order_by("pk").values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(held, start=1)}


def _dressed(
    row: Imagine, request: HttpRequest, labels: dict[str, str], held: dict[int, int], now: datetime
) -> Dressed:
    row.__class__ = Dressed
    dressed: Dressed = row  # type: ignore[assignment]  # a proxy: the same table, more words
    mine = row.member_id is not None and row.member_id == request.user.pk
    dressed.who = "You" if mine else row.member.display_name if row.member else "Elsewhere"
    dressed.generator_label = labels.get(row.generator) or row.generator or "Another tool"
    dressed.place = _place(row, held)
    _time(dressed, now)
    may = may_change(request, row)
    dressed.may_cancel = may and row.can_be_cancelled and row.cancel_requested_at is None
    dressed.may_delete = may and row.trashed_at is None and row.status != Status.SENDING
    dressed.may_retry = may_create(request) and _can_be_sent_again(row)
    dressed.can_remix = may_create(request) and row.generator in labels
    dressed.stopped_words = _stopped_words(row)
    return dressed


def _place(row: Imagine, held: dict[int, int]) -> int | None:
    if row.status == Status.HELD:
        return held.get(row.pk)
    # Blockade says 0 or 1 on rows that are long out of the line.
    return row.queue_position if row.status == Status.PENDING and row.queue_position else None


def _time(row: Dressed, now: datetime) -> None:
    making = row.status in (Status.DISPATCHED, Status.PROCESSING) and row.started_at
    row.usual = usual(row.generator) if row.is_active else None
    row.seconds = max(0, int((now - making).total_seconds())) if making else None
    row.share, row.late = None, False
    if row.usual and row.seconds is not None:
        row.late = row.seconds > row.usual.p90
        row.share = min(BAR_AT_MOST, round(100 * row.seconds / row.usual.p90))


def _can_be_sent_again(row: Imagine) -> bool:
    if row.made_elsewhere:
        return False
    return row.status in (Status.ABORT, Status.ERROR, Status.REFUSED) or bool(row.verdict)


def _stopped_words(row: Imagine) -> str:
    if row.status != Status.ABORT or row.cancelled_by is None:
        return ""
    when = "while it was made" if row.processing_at else "before it started"
    return f"by {row.cancelled_by.display_name}, {when}"
