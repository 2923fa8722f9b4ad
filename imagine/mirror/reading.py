"""Who feeds the mirror: `refresh` (the newest page and every active row), `refresh_one` (after a hint, or
because a list lacked the row), `backfill` and `next_pass` (the whole history, again and again).

A row that is missing in a list is only suspected. It is asked for by its id, and gone when that fails twice.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from imagine import changes
from imagine.blockade.client import Blockade
from imagine.blockade.errors import NotFound
from imagine.blockade.records import HistoryPage
from imagine.claims import first_free
from imagine.mirror.storing import follow, store_all
from imagine.models import Command, Imagine, Service

log = logging.getLogger(__name__)

PAGE = 100
# Active rows that fell off the newest page are asked for one by one, this many a round.
SINGLES = 5
# How many pages of rows that nobody here had seen are read in one round; the back-fill finds the rest.
NEW_PAGES = 20
# A list that suddenly lacks many rows is more likely a fault of the list: a few at a time are looked at.
SUSPECTS = 20
# Between the two looks that make a missing row a gone one.
SECOND_LOOK = timedelta(seconds=2)
REREAD_LEASE = timedelta(seconds=60)


def refresh(blockade: Blockade) -> None:
    """Read the newest page and every active row; raises BlockadeError.

    One call as a rule, whatever the number of viewers and rows.
    """
    asked_at = timezone.now()
    seen: set[int] = set()
    number, more = 0, True
    while more:
        page = blockade.history(limit=PAGE, page=number)
        known = store_all(page.imagines)
        seen |= {record.id for record in page.imagines}
        number += 1
        # Nothing known on a full page: more was made since the last look than a page holds.
        more = not known and _goes_on(page) and number < NEW_PAGES and _has_history()
    _suspect_missing(page, seen, asked_at)
    active = Imagine.objects.at_blockade()
    _saw(active.filter(blockade_id__in=seen), asked_at)
    unseen = active.exclude(refreshed_at__gte=asked_at).order_by(F("refreshed_at").asc(nulls_first=True))
    for imagine in unseen[:SINGLES]:
        refresh_one(blockade, imagine)
    Service.objects.update_or_create(pk="blockade", defaults={"refreshed_at": asked_at})


def _has_history() -> bool:
    return Service.objects.filter(pk="blockade", backfill_done_at__isnull=False).exists()


def _goes_on(page: HistoryPage) -> bool:
    """Whether there may be another page; a full page and an empty one are believed over `has_more`."""
    rows = len(page.imagines) + page.unreadable
    return rows >= PAGE or (page.has_more and rows > 0)


def _saw(rows: QuerySet[Imagine], at: datetime) -> None:
    """Note that these rows were there at that moment. No visible change, so no revision."""
    older = rows.filter(Q(refreshed_at=None) | Q(refreshed_at__lt=at))
    older.update(refreshed_at=at, missing_count=0)


def _suspect_missing(page: HistoryPage, seen: set[int], asked_at: datetime) -> None:
    """Rows that should stand on this page, the newest one read, and do not: have each looked at by its id."""
    moments = [record.created_at for record in page.imagines]
    if page.unreadable or not all(moments):
        return
    there = Imagine.objects.filter(blockade_id__isnull=False, gone_at=None, reread_at=None)
    missing = there.exclude(refreshed_at__gte=asked_at).exclude(blockade_id__in=seen)
    if _goes_on(page):
        missing = missing.filter(accepted_at__gt=min(moment for moment in moments if moment))
    # Active rows are asked for by their id every round anyway.
    missing = missing.filter(ended_at__isnull=False).order_by("-accepted_at")
    _suspect(list(missing.values_list("pk", flat=True)[:SUSPECTS]))


def _suspect(keys: list[int]) -> None:
    if keys:
        log.info("%d rows were missing in the history, each is looked at", len(keys))
        Imagine.objects.filter(pk__in=keys, reread_at=None).update(reread_at=timezone.now())


def refresh_one(blockade: Blockade, imagine: Imagine) -> None:
    """Re-read one row by its id. Missing twice in a row means gone; once may be a hiccup."""
    if imagine.blockade_id is None:
        return
    row = Imagine.objects.filter(pk=imagine.pk)
    now = timezone.now()
    try:
        record = blockade.imagine(imagine.blockade_id)
    except NotFound:
        row.update(missing_count=F("missing_count") + 1, refreshed_at=now, reread_at=now + SECOND_LOOK)
        if changes.change(row.filter(missing_count__gte=2, gone_at=None), gone_at=now):
            log.info("Imagine %s is gone at Blockade", imagine.pk)
        row.exclude(gone_at=None).update(reread_at=None)
        imagine.refresh_from_db(fields=["gone_at", "missing_count", "reread_at"])
        return
    follow(imagine, record)
    row.update(refreshed_at=now, missing_count=0)
    # A hint that came while we were reading knows more than what we read.
    row.exclude(reread_at__gt=now, reread_at__lte=timezone.now()).update(reread_at=None)
    _stop_stopping(imagine)


def _stop_stopping(imagine: Imagine) -> None:
    """A row that goes on although its cancel was carried out must not say "stopping" for ever."""
    if not imagine.is_stopping:
        return
    mine = Q(imagine=imagine.pk) | Q(imagine=None)
    if not Command.objects.filter(mine, done_at=None).exclude(kind=Command.Kind.DELETE).exists():
        changes.change_one(imagine, cancel_requested_at=None)


def claim_reread() -> Imagine | None:
    """Take the row that was hinted at or missed last; another worker takes it over if this one dies."""
    now = timezone.now()
    due = Imagine.objects.filter(reread_at__lte=now, blockade_id__isnull=False, gone_at=None)
    return first_free(due.order_by("-reread_at"), reread_at=now + REREAD_LEASE)


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
    more = _goes_on(page)
    # The condition keeps two workers from counting the same page twice.
    Service.objects.filter(pk="blockade", backfill_page=service.backfill_page).update(
        backfill_page=service.backfill_page + 1,
        backfill_rows=F("backfill_rows") + len(page.imagines),
        backfill_done_at=None if more else timezone.now(),
    )
    return more


def next_pass(blockade: Blockade) -> bool:
    """Read one more page of a pass over the whole history; False when this page ended the pass.

    A pass finds what changed or was deleted where no newest page shows it: a row it did not see is suspected.
    """
    service, _ = Service.objects.get_or_create(pk="blockade")
    began = service.pass_began_at
    if began is None:
        began = timezone.now()
        Service.objects.filter(pk="blockade").update(pass_began_at=began, pass_page=0)
        service.pass_page = 0
    page = blockade.history(limit=PAGE, page=service.pass_page, order="ASC")
    store_all(tuple(reversed(page.imagines)))
    ids = [record.id for record in page.imagines]
    _saw(Imagine.objects.filter(blockade_id__in=ids), timezone.now())
    if _goes_on(page):
        mine = Service.objects.filter(pk="blockade", pass_began_at=began, pass_page=service.pass_page)
        mine.update(pass_page=service.pass_page + 1)
        return True
    there = Imagine.objects.filter(blockade_id__isnull=False, gone_at=None, reread_at=None)
    unseen = there.filter(Q(refreshed_at=None) | Q(refreshed_at__lt=began))
    _suspect(list(unseen.order_by("pk").values_list("pk", flat=True)[: PAGE * 10]))
    Service.objects.filter(pk="blockade").update(pass_began_at=None, pass_page=0, pass_done_at=timezone.now())
    return False
