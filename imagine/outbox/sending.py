"""The one attempt: claim, send, settle.

The claim is committed before the first byte leaves, and a claim is followed by one HTTP attempt, ever.
Blockade knows no idempotency key: a second POST is a second paid image.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from imagine import changes, limits, mirror, predictions, upstream
from imagine.blockade import records
from imagine.blockade.client import UPLOAD_BYTES_PER_SECOND, Blockade
from imagine.blockade.errors import BlockadeError, Refused, Throttled, Unreachable
from imagine.models import Attachment, Counter, Imagine, Status
from imagine.outbox import turns

log = logging.getLogger(__name__)

# Longer than a wait for a place, a probe and the POST itself together: a lease that ran out belonged to a
# process that died. Files add the time that they may take.
LEASE = timedelta(seconds=75)
RETRY_AFTER = timedelta(seconds=3)
RETRY_AT_MOST = timedelta(minutes=1)
# A submission without an answer takes a place in flight for so long; most of them never reached Blockade.
BENEFIT_OF_DOUBT = timedelta(minutes=1)
FILE_LOST = "A file that belongs to it could not be read here. Nothing was sent."


def claim() -> Imagine | None:
    """Take the next held row for sending, or None when there is none due or no room in flight.

    Whose turn it is, turns.py knows. The outbox's counter row is locked first, so that two workers never
    fill the same place in flight: that is why nobody skips locked rows here.
    """
    now = timezone.now()
    if not turns.is_any_due(now):
        return None
    with transaction.atomic():
        if not Counter.objects.filter(name="outbox").update(value=F("value") + 1):
            Counter.objects.get_or_create(name="outbox")
            Counter.objects.filter(name="outbox").update(value=F("value") + 1)
        if taking_room() >= limits.in_flight():
            return None
        first = turns.next_in_turn(now)
        if first is None:
            return None
        rows = Imagine.objects.filter(
            pk=first,
            status=Status.HELD,
            blockade_id=None,
            cancel_requested_at=None,
            trashed_at=None,
            hold=None,
        )
        claimed = changes.change(
            rows,
            status=Status.SENDING,
            sent_at=now,
            lease_until=now + LEASE + _time_for_files(first),
            attempts=F("attempts") + 1,
        )
    return Imagine.objects.get(pk=first) if claimed else None


def taking_room() -> int:
    """How many of the team's rows are in flight; those that were never answered count for a minute only."""
    lost = Q(status=Status.UNCONFIRMED, sent_at__lt=timezone.now() - BENEFIT_OF_DOUBT)
    return Imagine.objects.in_flight().exclude(lost).count()


def _time_for_files(pk: int) -> timedelta:
    size = sum(_size(one.file) for one in Attachment.objects.filter(imagine=pk))
    return timedelta(seconds=size / UPLOAD_BYTES_PER_SECOND)


def _size(file: Any) -> int:
    try:
        return int(file.size)
    except OSError:
        return 0


def send(imagine: Imagine) -> None:
    """Send one claimed row and settle what came of it. Never raises for Blockade's sake."""
    try:
        files = _files(imagine)
    except OSError:
        log.warning("A file of imagine %s could not be read", imagine.pk, exc_info=True)
        _settle(imagine, status=Status.REFUSED, error_message=FILE_LOST, ended_at=timezone.now())
        return
    try:
        with upstream.watched() as blockade:
            record = _post(blockade, imagine, files)
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
        _link(imagine, record)


@dataclass(frozen=True)
class _Outgoing:
    """A kept file in the form in which the border sends files."""

    name: str
    content_type: str
    content: bytes = field(repr=False)

    def read(self) -> bytes:
        return BytesIO(self.content).read()


def _files(imagine: Imagine) -> dict[str, _Outgoing]:
    """The files that go along, read before anything leaves; raises OSError for one that is not there."""
    found = {}
    for one in imagine.attachments.all():
        with one.file.open("rb") as opened:
            found[one.key] = _Outgoing(one.name, one.content_type, opened.read())
    return found


def _post(blockade: Blockade, imagine: Imagine, files: dict[str, _Outgoing]) -> records.Imagine:
    if imagine.lease_until is None or timezone.now() >= imagine.lease_until:
        # This process slept through its own claim: others hold the row for lost by now, and may act on that.
        raise Unreachable("the claim was too old to be followed by a request")
    return blockade.generate(imagine.generator, imagine.params, files=files, webhook_url=hook_url(imagine))


def hook_url(imagine: Imagine) -> str:
    """Where Blockade may tell of this imagine's changes; "" for a studio that nobody reaches from outside."""
    if not settings.PUBLIC_URL or not imagine.hook:
        return ""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('hook', args=[imagine.hook])}"


def _link(imagine: Imagine, record: records.Imagine) -> None:
    try:
        is_linked = mirror.link(imagine, record)
    except DatabaseError:
        # It is paid for and its id is known to this line alone; the row becomes unconfirmed and is looked up.
        log.exception(
            "Imagine %s was accepted as Blockade's %s, and could not be stored", imagine.pk, record.id
        )
    else:
        if is_linked:
            predictions.make(imagine)


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
    lost = changes.change(dead, status=Status.UNCONFIRMED, lease_until=None, due_at=timezone.now())
    if lost:
        log.warning("%d imagines were being sent when their sender ended: they are looked for", lost)
    return lost
