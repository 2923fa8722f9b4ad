"""From asking to accepted, at most once.

    held ── claim ──▶ sending ── answer with an id ─▶ linked (Blockade's own states from here)
      ▲                 │ ├───── a definite no ─────▶ refused
      └─ nothing sent ──┘ └───── anything else ─────▶ unconfirmed ── found in the history ─▶ linked
                                                          └─ not found in ten minutes ─▶ "was not accepted"

The claim is committed before the first byte leaves, and a claim is followed by one HTTP attempt, ever.
Blockade knows no idempotency key: a second POST is a second paid image.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Min
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from imagine import audit, changes, mirror, upstream
from imagine.blockade import records
from imagine.blockade.client import Blockade
from imagine.blockade.errors import BlockadeError, Refused, Throttled, Unreachable
from imagine.forms.values import fingerprint
from imagine.models import Counter, Imagine, Member, Status, Verdict

log = logging.getLogger(__name__)

# Longer than the whole-call deadline of a POST: a lease that ran out belonged to a process that died.
LEASE = timedelta(seconds=45)
LOOK_EVERY = timedelta(seconds=5)
LOOK_FOR = timedelta(minutes=10)
RETRY_AFTER = timedelta(seconds=3)
RETRY_AT_MOST = timedelta(minutes=1)


class IntentReused(Exception):
    """The same form was sent again with other content; `imagine` is what it made the first time."""

    def __init__(self, imagine: Imagine) -> None:
        super().__init__("This form was sent before, with other settings.")
        self.imagine = imagine


def ask(
    member: Member,
    generator: str,
    params: Mapping[str, Any],
    *,
    intent: uuid.UUID,
    drawn: frozenset[str] = frozenset(),
    files: Mapping[str, UploadedFile[Any]] | None = None,
    parent: Imagine | None = None,
) -> tuple[Imagine, bool]:
    """Put a request into the outbox; returns the row and whether it is new.

    The same intent asked again gives the same row back. Params in `drawn` are numbers we drew ourselves,
    so they do not count as a difference. Raises IntentReused for other content.
    """
    known = Imagine.objects.filter(intent=intent, take=0).first()
    if known is None:
        try:
            with transaction.atomic():
                imagine = _create(member, generator, params, intent, parent)
                for key, file in (files or {}).items():
                    imagine.attachments.create(
                        key=key, file=file, name=file.name or key, content_type=file.content_type or ""
                    )
                audit.record("asked", member=member, imagine=imagine)
        except IntegrityError:
            # Two clicks arrived at the same moment and the other one was first.
            known = Imagine.objects.get(intent=intent, take=0)
        else:
            return imagine, True
    if not _same_content(known, member, generator, params, drawn):
        raise IntentReused(known)
    return known, False


def _create(
    member: Member, generator: str, params: Mapping[str, Any], intent: uuid.UUID, parent: Imagine | None
) -> Imagine:
    return Imagine.objects.create(
        intent=intent,
        member=member,
        generator=generator,
        params=dict(params),
        fingerprint=fingerprint(generator, params),
        prompt=str(params.get("prompt", "")),
        parent=parent,
        status=Status.HELD,
        due_at=timezone.now(),
        revision=changes.next_revision(),
    )


def _same_content(
    known: Imagine, member: Member, generator: str, params: Mapping[str, Any], drawn: frozenset[str]
) -> bool:
    def kept(values: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in values.items() if key not in drawn}

    same_sender = known.member_id == member.pk and known.generator == generator
    return same_sender and kept(known.params) == kept(params)


def ask_again(imagine: Imagine, member: Member) -> Imagine:
    """A new request with the very settings of an ended one; asked twice, it is the same new one."""
    intent = uuid.uuid5(imagine.intent, f"again {imagine.take}")
    again, _ = ask(member, imagine.generator, imagine.params, intent=intent, parent=imagine)
    return again


def claim() -> Imagine | None:
    """Take the next held row for sending, or None when there is none due or no room in flight.

    Members take turns: whoever sent longest ago goes first. The outbox's counter row is locked first, so
    that two workers never fill the same place in flight.
    """
    now = timezone.now()
    # An idle outbox is only read: taking the lock is a write, and idle loops look several times a second.
    if not Imagine.objects.open().filter(status=Status.HELD, due_at__lte=now).exists():
        return None
    with transaction.atomic():
        if not Counter.objects.filter(name="outbox").update(value=F("value") + 1):
            Counter.objects.get_or_create(name="outbox")
        if Imagine.objects.in_flight().count() >= settings.IMAGINE_IN_FLIGHT:
            return None
        first = _next_in_turn(now)
        if first is None:
            return None
        rows = Imagine.objects.filter(pk=first, status=Status.HELD, cancel_requested_at=None)
        claimed = changes.change(
            rows, status=Status.SENDING, sent_at=now, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
    return Imagine.objects.get(pk=first) if claimed else None


def _next_in_turn(now: datetime) -> int | None:
    due = Imagine.objects.open().filter(status=Status.HELD, due_at__lte=now, cancel_requested_at=None)
    heads = dict(due.values_list("member").annotate(Min("pk")).order_by())
    recent = Imagine.objects.filter(member__in=heads, sent_at__gte=now - timedelta(hours=1))
    last_sent = dict(recent.values_list("member").annotate(Max("sent_at")).order_by())
    never = now - timedelta(days=1)
    return min(heads.items(), key=lambda head: (last_sent.get(head[0], never), head[1]))[1] if heads else None


def send(imagine: Imagine) -> None:
    """Send one claimed row and settle what came of it. Never raises for Blockade's sake."""
    try:
        with upstream.watched() as blockade:
            record = _post(blockade, imagine)
    except Throttled as error:
        _back_to_held(imagine, error.until)
    except Unreachable:
        wait = min(RETRY_AFTER * 2 ** min(imagine.attempts, 10), RETRY_AT_MOST)
        _back_to_held(imagine, timezone.now() + wait)
    except Refused as error:
        _settle(imagine, status=Status.REFUSED, error_message=error.for_people, ended_at=timezone.now())
    except BlockadeError:
        _settle(imagine, status=Status.UNCONFIRMED, due_at=timezone.now())
    else:
        mirror.link(imagine, record)


@dataclass(frozen=True)
class _Outgoing:
    """A kept file in the form in which the border sends files."""

    name: str
    content_type: str
    file: FieldFile

    def read(self) -> bytes:
        with self.file.open("rb") as opened:
            content: bytes = opened.read()
        return content


def _post(blockade: Blockade, imagine: Imagine) -> records.Imagine:
    kept = imagine.attachments.all()
    files = {one.key: _Outgoing(one.name, one.content_type, one.file) for one in kept}
    return blockade.generate(imagine.generator, imagine.params, files=files)


def _back_to_held(imagine: Imagine, due_at: datetime) -> None:
    _settle(imagine, status=Status.HELD, due_at=due_at, sent_at=None)


def _settle(imagine: Imagine, **fields: Any) -> None:
    """Leave `sending`; does nothing when the row was linked or given up meanwhile."""
    rows = Imagine.objects.filter(pk=imagine.pk, status=Status.SENDING, lease_until=imagine.lease_until)
    if changes.change(rows, lease_until=None, **fields):
        log.info("Imagine %s: %s", imagine.pk, fields["status"])


def give_up_dead_claims() -> int:
    """Rows whose sender died in the middle become unconfirmed; nobody knows what left. Returns how many."""
    dead = Imagine.objects.open().filter(status=Status.SENDING, lease_until__lt=timezone.now())
    if not dead.exists():
        return 0
    return changes.change(dead, status=Status.UNCONFIRMED, lease_until=None, due_at=timezone.now())


def reconcile(imagine: Imagine) -> None:
    """Look for an unconfirmed submission in Blockade's history; links it when exactly one row fits.

    Raises BlockadeError while Blockade cannot be asked; the row then simply stays due.
    """
    if imagine.sent_at is None:
        return
    with upstream.watched() as blockade:
        page = blockade.history(limit=mirror.PAGE, generator=imagine.generator)
    ids = [record.id for record in page.imagines]
    ours = Imagine.objects.filter(blockade_id__in=ids, member__isnull=False)
    known = set(ours.values_list("blockade_id", flat=True))
    fitting = [
        record
        for record in page.imagines
        if record.id not in known and any(row.pk == imagine.pk for row in mirror.unanswered_like(record))
    ]
    if len(fitting) == 1:
        mirror.link(imagine, fitting[0])
        return
    looked_long_enough = timezone.now() > imagine.sent_at + LOOK_FOR
    if fitting:
        changes.change_one(imagine, verdict=Verdict.SEVERAL, due_at=None)
    elif looked_long_enough:
        changes.change_one(imagine, verdict=Verdict.ABSENT, due_at=None)
    else:
        Imagine.objects.filter(pk=imagine.pk).update(due_at=timezone.now() + LOOK_EVERY)


def due_for_reconciling() -> list[Imagine]:
    """Unconfirmed rows whose next look is due, oldest first."""
    rows = Imagine.objects.open().filter(status=Status.UNCONFIRMED, due_at__lte=timezone.now())
    return list(rows.order_by("due_at")[:10])
