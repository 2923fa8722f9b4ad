"""One upstream record becomes one row; rows never go backwards, and one bad record never hides the others."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from imagine import changes
from imagine.blockade import records
from imagine.forms.values import fingerprint, same_request
from imagine.models import ENDED, Command, Imagine, Status, Verdict

log = logging.getLogger(__name__)

# How far upstream's clock may be off ours when a request is recognised by its time.
CLOCK_SKEW = timedelta(minutes=2)
# Blockade's life cycle runs one way. An end is past all of it, a word we do not know could be anywhere.
ORDER: dict[str, int] = {Status.PENDING: 1, Status.DISPATCHED: 2, Status.PROCESSING: 3}
UNKNOWN = 9
LARGEST_PLACE = 2**31 - 1
# What a record can do to a database that was not made for it; none of it may cost another record.
BAD_RECORD = (DatabaseError, ValueError, OverflowError, TypeError)


def store(record: records.Imagine) -> Imagine | None:
    """Bring one upstream record into the table.

    Returns the row, or None when the record may be a submission of ours whose answer never came: then the
    sender links it, or the search for unconfirmed ones decides, and a second row must not appear meanwhile.
    """
    waiting = unanswered()
    known = Imagine.objects.filter(blockade_id=record.id).first()
    if known is not None:
        follow(known, record)
        return known
    return None if _is_waited_for(record, waiting) else adopt(record)


def store_all(page: Iterable[records.Imagine]) -> int:
    """Store a page given newest first, so that our ids follow upstream's; returns how many were known."""
    by_id = {record.id: record for record in page}
    # In this order: what is linked between the two questions is found by one of them.
    waiting = unanswered()
    known = Imagine.objects.in_bulk(list(by_id), field_name="blockade_id")
    strangers = []
    for record in reversed(by_id.values()):
        try:
            if record.id in known:
                follow(known[record.id], record)
            elif not _is_waited_for(record, waiting):
                strangers.append(record)
        except BAD_RECORD:
            log.exception("Imagine %s could not be followed", record.id)
    _adopt_all(strangers)
    return len(known)


def unanswered() -> list[Imagine]:
    """Submissions of ours that may be at Blockade without our knowing their id."""
    waiting = (Status.SENDING, Status.UNCONFIRMED)
    return list(Imagine.objects.filter(status__in=waiting, blockade_id=None, ended_at=None, gone_at=None))


def unanswered_like(record: records.Imagine) -> list[Imagine]:
    """Submissions of ours without an answer that this record could be."""
    return [imagine for imagine in unanswered() if fits(imagine, record)]


def fits(imagine: Imagine, record: records.Imagine) -> bool:
    """Whether a record could be this submission: same generator and params, not older than the sending."""
    return (
        imagine.generator == record.generator
        and imagine.sent_at is not None
        and record.id not in imagine.declined
        and (record.created_at is None or record.created_at >= imagine.sent_at - CLOCK_SKEW)
        and same_request(imagine.params, record.params)
    )


def _is_waited_for(record: records.Imagine, waiting: Sequence[Imagine]) -> bool:
    ours = [imagine for imagine in waiting if fits(imagine, record)]
    for imagine in ours:
        if imagine.status == Status.UNCONFIRMED and record.id not in imagine.candidates:
            _look_again(imagine, record)
    return bool(ours)


def _look_again(imagine: Imagine, record: records.Imagine) -> None:
    """A record turned up that may be an unconfirmed submission, however late: have it looked at."""
    imagine.candidates = [*imagine.candidates, record.id]
    row = Imagine.objects.filter(pk=imagine.pk, status=Status.UNCONFIRMED)
    changes.change(row, candidates=imagine.candidates, verdict="", due_at=timezone.now())


def link(imagine: Imagine, record: records.Imagine) -> bool:
    """Make a submission and its upstream record one row, and a twin read meanwhile with them.

    False when the record belongs to another submission, or this one has its record already.
    """
    with transaction.atomic():
        twin = Imagine.objects.filter(blockade_id=record.id).exclude(pk=imagine.pk).first()
        if twin is not None and not twin.made_elsewhere:
            log.error("Imagine #%s is linked to #%s already", record.id, twin.pk)
            return False
        if twin is not None:
            twin.delete()
        changed = changes.change(
            Imagine.objects.filter(
                pk=imagine.pk, blockade_id=None, status__in=(Status.SENDING, Status.UNCONFIRMED)
            ),
            blockade_id=record.id,
            lease_until=None,
            due_at=None,
            verdict="",
            candidates=[],
            hinted_id=None,
            accepted_at=record.created_at or timezone.now(),
            refreshed_at=timezone.now(),
            **_upstream_fields(record),
        )
        if not changed:
            # Back to how it was, the twin included.
            transaction.set_rollback(True)
            return False
        imagine.refresh_from_db()
        _delete_if_trashed(imagine)
    log.info("Imagine %s is Blockade's %s", imagine.pk, record.id)
    return True


def _delete_if_trashed(imagine: Imagine) -> None:
    """What was thrown away before anybody knew its id is deleted at Blockade as well."""
    deletes = Command.objects.filter(imagine=imagine, kind=Command.Kind.DELETE)
    if imagine.trashed_at is not None and not deletes.exists():
        Command.objects.create(kind=Command.Kind.DELETE, imagine=imagine)


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
    if done:
        for name, value in changed.items():
            setattr(imagine, name, value)
    return done


def adopt(record: records.Imagine) -> Imagine | None:
    """The row for an imagine made elsewhere on the same key."""
    try:
        with transaction.atomic():
            row = _new_row(record, changes.next_revision())
            row.save(force_insert=True)
            return row
    except IntegrityError:
        log.info("Imagine %s was stored by somebody else meanwhile", record.id)
        return Imagine.objects.filter(blockade_id=record.id).first()


def _adopt_all(strangers: Sequence[records.Imagine]) -> None:
    """Insert many at once; where one of them is bad, each by itself."""
    if not strangers:
        return
    try:
        with transaction.atomic():
            revision = changes.next_revision()
            Imagine.objects.bulk_create([_new_row(record, revision) for record in strangers])
    except BAD_RECORD:
        for record in strangers:
            try:
                adopt(record)
            except BAD_RECORD:
                log.exception("Imagine %s could not be stored", record.id)


def _new_row(record: records.Imagine, revision: int) -> Imagine:
    return Imagine(
        member=None,
        generator=record.generator[:200],
        params=record.params,
        fingerprint=fingerprint(record.generator, record.params),
        blockade_id=record.id,
        created_at=record.created_at or timezone.now(),
        accepted_at=record.created_at,
        refreshed_at=timezone.now(),
        revision=revision,
        **_upstream_fields(record),
    )


def _upstream_fields(record: records.Imagine, known: Imagine | None = None) -> dict[str, Any]:
    """What a row takes over from a record. `params` of ours stay: they are what was asked for."""
    place = record.queue_position
    fields: dict[str, Any] = {
        # PostgreSQL holds its columns to their length, and a row must not be lost over a long word.
        "status": record.status[:40],
        "queue_position": None if record.status in ENDED or abs(place or 0) > LARGEST_PLACE else place,
        "obfuscated_id": record.obfuscated_id[:200],
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


def offer(imagine: Imagine, found: Sequence[records.Imagine]) -> None:
    """More than one record could be this submission: keep them as rows and leave the choice to a person."""
    known = set(
        Imagine.objects.filter(blockade_id__in=[record.id for record in found]).values_list(
            "blockade_id", flat=True
        )
    )
    with transaction.atomic():
        for record in found:
            if record.id not in known:
                adopt(record)
        row = Imagine.objects.filter(pk=imagine.pk, status=Status.UNCONFIRMED)
        ids = sorted(record.id for record in found)
        changes.change(row, verdict=Verdict.SEVERAL, candidates=ids, due_at=None)
    imagine.refresh_from_db()
