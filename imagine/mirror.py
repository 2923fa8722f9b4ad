"""Our copy of Blockade's history: upstream records become rows, and rows never go backwards.

Three readers feed it: `refresh` (the newest page and every active row), `backfill` (the whole history,
oldest first, so that new arrivals never shift its pages) and whoever holds a single fresh record.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from imagine import changes
from imagine.blockade import records
from imagine.blockade.client import Blockade
from imagine.blockade.errors import NotFound
from imagine.forms.values import fingerprint, same_request
from imagine.models import ENDED, Imagine, Service, Status

log = logging.getLogger(__name__)

PAGE = 100
# Active rows that fell off the newest page are asked for one by one, this many a round.
SINGLES = 5
# How far upstream's clock may be off ours when a request is recognised by its time.
CLOCK_SKEW = timedelta(minutes=2)
# Blockade's life cycle runs one way. An end is past all of it, a word we do not know could be anywhere.
ORDER: dict[str, int] = {Status.PENDING: 1, Status.DISPATCHED: 2, Status.PROCESSING: 3}
UNKNOWN = 9


def store(record: records.Imagine) -> Imagine | None:
    """Bring one upstream record into the table.

    Returns the row, or None when the record looks like a submission of ours whose answer is still on its
    way: the sender will link it, and a second row must not appear meanwhile.
    """
    known = Imagine.objects.filter(blockade_id=record.id).first()
    if known is not None:
        follow(known, record)
        return known
    return _store_unknown(record)


def store_all(page: tuple[records.Imagine, ...]) -> None:
    """Store a page, oldest first so that our ids follow upstream's; one bad row never hides the others."""
    known = Imagine.objects.in_bulk([record.id for record in page], field_name="blockade_id")
    for record in reversed(page):
        try:
            with transaction.atomic():
                if record.id in known:
                    follow(known[record.id], record)
                else:
                    _store_unknown(record)
        except (DatabaseError, ValueError):
            log.exception("Imagine %s could not be stored", record.id)


def _store_unknown(record: records.Imagine) -> Imagine | None:
    ours = unanswered_like(record)
    if len(ours) == 1 and ours[0].status == Status.UNCONFIRMED:
        link(ours[0], record)
        return ours[0]
    return None if ours else _adopt(record)


def unanswered_like(record: records.Imagine) -> list[Imagine]:
    """Submissions of ours without an answer that this record could be: same generator and params, in time."""
    waiting = Imagine.objects.filter(
        status__in=(Status.SENDING, Status.UNCONFIRMED),
        blockade_id=None,
        ended_at=None,
        gone_at=None,
        generator=record.generator,
    )
    return [
        imagine
        for imagine in waiting
        if imagine.sent_at
        and (record.created_at is None or record.created_at >= imagine.sent_at - CLOCK_SKEW)
        and same_request(imagine.params, record.params)
    ]


def link(imagine: Imagine, record: records.Imagine) -> None:
    """Make an accepted submission and its upstream record one row; works out twins found meanwhile."""
    with transaction.atomic():
        twin = Imagine.objects.filter(blockade_id=record.id).exclude(pk=imagine.pk).first()
        if twin is not None and not twin.made_elsewhere:
            log.error("Imagine #%s is linked to #%s already", record.id, twin.pk)
            return
        if twin is not None:
            twin.delete()
        changed = changes.change(
            Imagine.objects.filter(pk=imagine.pk, blockade_id=None),
            blockade_id=record.id,
            lease_until=None,
            verdict="",
            accepted_at=record.created_at or timezone.now(),
            refreshed_at=timezone.now(),
            **_upstream_fields(record),
        )
    if changed:
        imagine.refresh_from_db()
        log.info("Linked imagine %s to Blockade's %s", imagine.pk, record.id)


def follow(imagine: Imagine, record: records.Imagine) -> bool:
    """Bring a known row up to date; True when something visible changed. Never back from an end."""
    if imagine.status in ENDED and record.status != imagine.status:
        return False
    if ORDER.get(imagine.status, 0) > ORDER.get(record.status, UNKNOWN):
        return False
    fields = _upstream_fields(record, imagine)
    changed = {name: value for name, value in fields.items() if getattr(imagine, name) != value}
    if not changed.keys() - {"raw"}:
        return False
    # The condition keeps two readers from undoing each other: an end written meanwhile stays.
    done = bool(changes.change(Imagine.objects.filter(pk=imagine.pk, status=imagine.status), **changed))
    for name, value in changed.items():
        setattr(imagine, name, value)
    return done


def _adopt(record: records.Imagine) -> Imagine | None:
    """A row for an imagine made elsewhere on the same key."""
    try:
        with transaction.atomic():
            return Imagine.objects.create(
                member=None,
                generator=record.generator,
                params=record.params,
                fingerprint=fingerprint(record.generator, record.params),
                blockade_id=record.id,
                created_at=record.created_at or timezone.now(),
                accepted_at=record.created_at,
                refreshed_at=timezone.now(),
                revision=changes.next_revision(),
                **_upstream_fields(record),
            )
    except IntegrityError:
        log.info("Imagine %s was stored by somebody else meanwhile", record.id)
        return Imagine.objects.filter(blockade_id=record.id).first()


def _upstream_fields(record: records.Imagine, known: Imagine | None = None) -> dict[str, Any]:
    """What a row takes over from a record. `params` of ours stay: they are what was asked for."""
    fields: dict[str, Any] = {
        "status": record.status,
        "queue_position": None if record.status in ENDED else record.queue_position,
        "obfuscated_id": record.obfuscated_id,
        "file_url": record.file_url,
        "thumb_url": record.thumb_url,
        "title": record.title,
        "error_message": record.error_message,
        "dispatched_at": record.dispatched_at,
        "processing_at": record.processing_at,
        "ended_at": None,
        "gone_at": None,
        "raw": record.raw,
    }
    if record.prompt:
        fields["prompt"] = record.prompt
    if record.status in ENDED:
        seen = known.ended_at if known else None
        fields["ended_at"] = record.completed_at or seen or record.updated_at or timezone.now()
    if record.status == Status.COMPLETE and record.file_url != (known.file_url if known else ""):
        fields["archive_due_at"] = timezone.now()
    return fields


def refresh(blockade: Blockade) -> None:
    """Read the newest page and every active row; raises BlockadeError.

    One call as a rule, whatever the number of viewers and rows.
    """
    asked_at = timezone.now()
    page = blockade.history(limit=PAGE)
    store_all(page.imagines)
    active = Imagine.objects.at_blockade()
    active.filter(blockade_id__in=[record.id for record in page.imagines]).update(
        refreshed_at=asked_at, missing_count=0
    )
    unseen = active.exclude(refreshed_at__gte=asked_at).order_by(F("refreshed_at").asc(nulls_first=True))
    for imagine in unseen[:SINGLES]:
        refresh_one(blockade, imagine)
    Service.objects.update_or_create(pk="blockade", defaults={"refreshed_at": asked_at})


def refresh_one(blockade: Blockade, imagine: Imagine) -> None:
    """Re-read one row by its id. Missing twice in a row means gone; once may be a hiccup."""
    if imagine.blockade_id is None:
        return
    row = Imagine.objects.filter(pk=imagine.pk)
    try:
        record = blockade.imagine(imagine.blockade_id)
    except NotFound:
        row.update(missing_count=F("missing_count") + 1, refreshed_at=timezone.now())
        changes.change(row.filter(missing_count__gte=2, gone_at=None), gone_at=timezone.now())
        return
    follow(imagine, record)
    row.update(refreshed_at=timezone.now(), missing_count=0)


def backfill(blockade: Blockade) -> bool:
    """Read one more page of the whole history; False when there is nothing left to read.

    Pages are read oldest first: rows made meanwhile appear at the end and shift nothing. The page number
    is kept in the database, so an interrupted back-fill goes on where it was.
    """
    service, _ = Service.objects.get_or_create(pk="blockade")
    if service.backfill_done_at:
        return False
    page = blockade.history(limit=PAGE, page=service.backfill_page, order="ASC")
    store_all(tuple(reversed(page.imagines)))
    # `has_more` is not believed against an empty page, or the reading would never end.
    more = page.has_more and bool(page.imagines or page.unreadable)
    Service.objects.filter(pk="blockade").update(
        backfill_page=service.backfill_page + 1,
        backfill_rows=service.backfill_rows + len(page.imagines),
        backfill_done_at=None if more else timezone.now(),
    )
    return more
