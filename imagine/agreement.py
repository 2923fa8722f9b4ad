"""What all workers must know together: Blockade's mood, and how many calls are under way.

Both lie in the database, which every process has in common. When the database itself does not answer, a
process goes on by what it knows alone: the outcome of a paid call must not be lost over a note
about the weather.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from imagine.blockade.errors import Unreachable
from imagine.blockade.governor import Facts
from imagine.models import SharedFacts, Slot

log = logging.getLogger(__name__)

NAME = "blockade"
# Calls under way at once, of all processes together.
AT_ONCE = 4
# A slot whose holder died comes back after this; longer than any call without large files takes.
SLOT_LEASE = timedelta(seconds=60)
SLOT_LOOK = 0.05
# Seconds a caller waits for a slot.
SLOT_PATIENCE = 20.0
# Two processes write at the same moment now and then, never so often in a row.
TRIES = 20
# "It answered" is written this often at most, and calls left are only told when they become few.
HEARTBEAT = 5.0
FEW = 40

_KNOWN = frozenset(field.name for field in fields(Facts))
# No more than these of one process look for a place in the database; the others wait here and ask nothing.
_here = threading.BoundedSemaphore(AT_ONCE)


class SharedState:
    """A GovernorState in one row of the database; see blockade/governor.py for what the facts mean."""

    def __init__(self) -> None:
        self._local = Facts()
        self._lock = threading.Lock()

    def read(self) -> Facts:
        """The facts as all processes know them."""
        try:
            row = SharedFacts.objects.filter(pk=NAME).first()
        except DatabaseError:
            return self._local
        return _facts(row) if row else self._local

    def change(self, change: Callable[[Facts], Facts]) -> Facts:
        """Replace the facts by `change(facts)` for every process, and return the new ones."""
        with self._lock:
            try:
                self._local = self._shared_change(change)
            except DatabaseError:
                log.warning("What is known of Blockade could not be shared", exc_info=True)
                self._local = change(self._local)
            return self._local

    def _shared_change(self, change: Callable[[Facts], Facts]) -> Facts:
        for _ in range(TRIES):
            row = SharedFacts.objects.filter(pk=NAME).first()
            if row is None:
                row, _ = SharedFacts.objects.get_or_create(pk=NAME)
            before = _facts(row)
            after = change(before)
            if not _worth_telling(before, after):
                return after
            mine = SharedFacts.objects.filter(pk=NAME, version=row.version)
            if mine.update(facts=asdict(after), version=row.version + 1):
                return after
        raise DatabaseError("others changed what is known of Blockade again and again")


def _facts(row: SharedFacts) -> Facts:
    # Another version of the studio may have written facts of its own.
    return Facts(**{name: value for name, value in row.facts.items() if name in _KNOWN})


def _worth_telling(before: Facts, after: Facts) -> bool:
    """Whether others have to know; a healthy service would cost two writes a call otherwise."""
    quiet = replace(
        after,
        last_answer=before.last_answer,
        remaining=before.remaining,
        window_began=before.window_began,
    )
    if quiet != before or after.last_answer - before.last_answer > HEARTBEAT:
        return True
    if after.remaining == before.remaining:
        return False
    return min(after.remaining, before.remaining) < FEW or abs(after.remaining - before.remaining) >= FEW


def moment(seconds: float) -> datetime | None:
    """A moment of the facts, which are seconds since 1970; None for never."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def taken() -> int:
    """How many calls are under way, of all processes."""
    return Slot.objects.filter(holder__isnull=False, lease_until__gte=timezone.now()).count()


@contextmanager
def slot() -> Iterator[None]:
    """Hold one of the places for a call; raises Unreachable when none becomes free in time.

    A holder that dies leaves its place taken for `SLOT_LEASE`. Without a database there is no place to keep
    count in, and the call goes on with this process's own limit alone.
    """
    deadline = time.monotonic() + SLOT_PATIENCE
    if not _here.acquire(timeout=SLOT_PATIENCE):
        raise Unreachable("all places for calls were taken")
    try:
        with _shared_slot(deadline):
            yield
    finally:
        _here.release()


@contextmanager
def _shared_slot(deadline: float) -> Iterator[None]:
    holder = uuid.uuid4()
    try:
        _take(holder, deadline)
    except DatabaseError:
        log.warning("A call is not counted, the database does not answer", exc_info=True)
    try:
        yield
    finally:
        try:
            Slot.objects.filter(holder=holder).update(holder=None, lease_until=None)
        except DatabaseError:
            log.warning("A place for calls is given back by its lease alone", exc_info=True)


def _take(holder: uuid.UUID, deadline: float) -> None:
    while not _take_one(holder):
        if time.monotonic() > deadline:
            raise Unreachable("all places for calls were taken")
        time.sleep(SLOT_LOOK)


def _take_one(holder: uuid.UUID) -> bool:
    now = timezone.now()
    free = Q(holder=None) | Q(lease_until__lt=now)
    known = list(
        Slot.objects.filter(number__lte=AT_ONCE).order_by("?").values("number", "holder", "lease_until")
    )
    if len(known) < AT_ONCE:
        Slot.objects.bulk_create([Slot(number=n + 1) for n in range(AT_ONCE)], ignore_conflicts=True)
        return False
    open_places = [one for one in known if one["holder"] is None or (one["lease_until"] or now) < now]
    for one in open_places:
        mine = Slot.objects.filter(free, number=one["number"])
        if mine.update(holder=holder, lease_until=now + SLOT_LEASE):
            return True
    return False
