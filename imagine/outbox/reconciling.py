"""What became of a submission whose answer nobody could read.

It is looked for in Blockade's history and by whatever Blockade said at its own secret address. One record
that fits is linked, several are left to a person, none after ten minutes means that it was not accepted. A
second POST is never the answer.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from imagine import audit, changes, mirror, upstream
from imagine.blockade import records
from imagine.blockade.client import Blockade
from imagine.blockade.errors import Garbled, NotFound
from imagine.claims import first_free
from imagine.models import Imagine, Member, Status, Verdict

log = logging.getLogger(__name__)

LOOK_EVERY, LOOK_AT_MOST = timedelta(seconds=5), timedelta(seconds=30)
LOOK_FOR = timedelta(minutes=10)
# A look that did not come back to the time of sending within so many pages proves nothing.
PAGES = 50


def due_for_reconciling() -> list[Imagine]:
    """The unconfirmed row whose next look is due first, taken for this caller; none or one.

    Of several taken at once the last would be due again, and taken by others, before its turn came.
    """
    due = Imagine.objects.open().filter(status=Status.UNCONFIRMED, due_at__lte=timezone.now())
    row = first_free(due.order_by("due_at"), due_at=timezone.now() + LOOK_EVERY)
    return [row] if row else []


def reconcile(imagine: Imagine) -> None:
    """Look once for an unconfirmed submission.

    Raises BlockadeError while Blockade cannot be asked; the row then simply becomes due again.
    """
    if imagine.sent_at is None:
        return
    with upstream.watched() as blockade:
        proven = _hinted(blockade, imagine)
        found, is_complete = ([proven], True) if proven else _look(blockade, imagine)
    if len(found) == 1:
        if not mirror.link(imagine, found[0]):
            log.warning("Imagine %s was settled by somebody else meanwhile", imagine.pk)
    elif found:
        mirror.offer(imagine, found)
    elif is_complete and timezone.now() > imagine.sent_at + LOOK_FOR:
        _settle(imagine, verdict=Verdict.ABSENT, candidates=[], due_at=None)
    else:
        waited = timezone.now() - imagine.sent_at
        wait = min(max(waited / 4, LOOK_EVERY), LOOK_AT_MOST)
        Imagine.objects.filter(pk=imagine.pk, hinted_id=imagine.hinted_id).update(
            due_at=timezone.now() + wait, hinted_id=None
        )


def _settle(imagine: Imagine, **fields: object) -> bool:
    rows = Imagine.objects.filter(pk=imagine.pk, status=Status.UNCONFIRMED, blockade_id=None)
    return bool(changes.change(rows, **fields))


def _hinted(blockade: Blockade, imagine: Imagine) -> records.Imagine | None:
    """The record that Blockade named at this row's own address, read anew; None unless it fits."""
    return _read(blockade, imagine, imagine.hinted_id) if imagine.hinted_id else None


def _read(blockade: Blockade, imagine: Imagine, blockade_id: int) -> records.Imagine | None:
    try:
        record = blockade.imagine(blockade_id)
    except (NotFound, Garbled, ValueError):
        return None
    return record if _is_free(record.id) and mirror.fits(imagine, record) else None


def _is_free(blockade_id: int) -> bool:
    return not Imagine.objects.filter(blockade_id=blockade_id, member__isnull=False).exists()


def _look(blockade: Blockade, imagine: Imagine) -> tuple[list[records.Imagine], bool]:
    """Every record that could be this submission, and whether the history was read back to its sending."""
    oldest = (imagine.sent_at or imagine.created_at) - mirror.CLOCK_SKEW
    found: dict[int, records.Imagine] = {}
    is_complete = False
    for number in range(PAGES):
        page = blockade.history(limit=mirror.PAGE, page=number, generator=imagine.generator)
        found |= {record.id: record for record in page.imagines if mirror.fits(imagine, record)}
        if any(record.created_at and record.created_at < oldest for record in page.imagines) or not (
            page.has_more or len(page.imagines) + page.unreadable >= mirror.PAGE
        ):
            is_complete = not page.unreadable
            break
        if not page.imagines:
            break
    for blockade_id in imagine.candidates:
        # The mirror saw it; the filtered history need not show it.
        if blockade_id not in found and (record := _read(blockade, imagine, blockade_id)):
            found[record.id] = record
    return [record for record in found.values() if _is_free(record.id)], is_complete


def choose(imagine: Imagine, blockade_id: int, member: Member) -> bool:
    """A person says which of several records this submission is; False when that is not on offer any more."""
    twin = Imagine.objects.filter(blockade_id=blockade_id, member=None).first()
    if imagine.verdict != Verdict.SEVERAL or blockade_id not in imagine.candidates or twin is None:
        return False
    with transaction.atomic():
        if not mirror.link(imagine, records.Imagine.from_json(twin.raw)):
            return False
        audit.record("chosen among several", member=member, imagine=imagine, blockade_id=blockade_id)
    return True


def decline(imagine: Imagine, member: Member) -> bool:
    """A person says that none of several records is this submission; False when nothing was on offer."""
    with transaction.atomic():
        rows = Imagine.objects.filter(pk=imagine.pk, verdict=Verdict.SEVERAL)
        declined = sorted({*imagine.declined, *imagine.candidates})
        if not changes.change(rows, verdict=Verdict.ABSENT, declined=declined, candidates=[]):
            return False
        audit.record("none of several", member=member, imagine=imagine, declined=imagine.candidates)
    imagine.refresh_from_db()
    return True
