"""The process that talks to Blockade: a few loops, each taking the next due row and doing one step.

Embedded, the loops are threads beside the web server; `manage.py worker` runs the same loops alone. All
that they know lies in the rows, so any number of them may run and any of them may die.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import close_old_connections, connections, transaction
from django.db.models import Q
from django.utils import timezone

from imagine import (
    archive,
    catalogue,
    chat_sending,
    commands,
    kept_files,
    metrics,
    mirror,
    outbox,
    predictions,
    upstream,
)
from imagine.blockade.errors import BlockadeError
from imagine.models import Imagine, Service

log = logging.getLogger(__name__)

# Seconds between looks for due rows when nobody wakes the loop; in-process submissions wake it at once.
LOOK = 0.25
# Between reads of Blockade's history while something is active: the shorter where its
# rate-limit headers show room. While nothing is, the history is read for what other tools made.
BUSY, BUSY_WITH_ROOM = timedelta(seconds=2.5), timedelta(seconds=1)
CALM = timedelta(seconds=15)
CATALOGUE_EVERY = timedelta(minutes=5)
CATALOGUE_RETRY = 5.0
TIDY_EVERY = 3600.0
FAILURE_PAUSE = 2.0
# The first reading of the whole history makes room for active rows; later passes over it have time.
BACKFILL_PAUSE, PASS_EVERY = 0.2, 15.0
# Seconds between two additions to the sums that operators watch.
COUNT_EVERY = 5.0
# Seconds between looks for lines to the chat, where nobody counts them.
CHAT_LOOK = 2.0
# A reading of the history that takes longer than this was cut off.
READING_LEASE = timedelta(seconds=60)

# One for each loop that can be woken, or the first to wake would take the others' call away.
_bells: list[threading.Event] = []


def wake() -> None:
    """Have this process's worker look at once, as soon as the current transaction is committed."""
    transaction.on_commit(_ring)


def _ring() -> None:
    for bell in _bells:
        bell.set()


def send_next() -> bool:
    """Send one held imagine, or settle one whose sender died; False when there was nothing to do."""
    outbox.give_up_dead_claims()
    claimed = outbox.claim()
    if claimed is None:
        return False
    outbox.send(claimed)
    return True


def carry_out_next() -> bool:
    """Carry out one cancel or delete; False when none is due."""
    command = commands.claim()
    if command is None:
        return False
    commands.carry_out(command)
    return True


def reconcile_next() -> bool:
    """Look once for every unconfirmed imagine that is due; False when none is."""
    rows = outbox.due_for_reconciling()
    for imagine in rows:
        outbox.reconcile(imagine)
    return bool(rows)


def reread_next() -> bool:
    """Ask for one row by its id, after a hint or because a list lacked it; False when none is due."""
    imagine = mirror.claim_reread()
    if imagine is None:
        return False
    with upstream.watched() as blockade:
        mirror.refresh_one(blockade, imagine)
    return True


def archive_next() -> bool:
    """Fetch one finished picture; False when none is due."""
    return archive.fetch_next()


def refresh() -> None:
    """Bring the mirror up to date once; raises BlockadeError."""
    with upstream.watched() as blockade:
        mirror.refresh(blockade)


def backfill_next() -> bool:
    """Read one more page of the whole history; False when all of it was read."""
    with upstream.watched() as blockade:
        return mirror.backfill(blockade)


def pass_next() -> bool:
    """Read one more page of the next pass over the whole history; False when it ended the pass."""
    with upstream.watched() as blockade:
        return mirror.next_pass(blockade)


def refresh_catalogue() -> bool:
    """Ask for the generators; False when none can be used, the last good ones stay. Raises BlockadeError."""
    with upstream.watched() as blockade:
        return catalogue.refresh(blockade)


def chat_next() -> bool:
    """Send one line to the team's chat; False when none is due."""
    return chat_sending.send_next()


def run_until_idle(rounds: int = 200) -> None:
    """Do everything that is due now, in this thread: for commands and tests that wait for the outcome."""
    for _ in range(rounds):
        busy = [send_next(), carry_out_next(), reconcile_next(), reread_next(), archive_next()]
        if not any(busy):
            return


def _mirror_step() -> float:
    """Read Blockade's history if it is time; returns the seconds until the next thought of it.

    The time of the last reading and who is at it lie in the database, so that any number of workers together
    read as often as one.
    """
    lag = mirror_lag()
    if lag is not None and lag < _interval():
        return LOOK
    if not _may_read():
        return LOOK
    try:
        refresh()
    finally:
        Service.objects.filter(pk="blockade").update(reading_until=None)
    return LOOK


def _may_read() -> bool:
    now = timezone.now()
    Service.objects.get_or_create(pk="blockade")
    free = Service.objects.filter(Q(reading_until=None) | Q(reading_until__lt=now), pk="blockade")
    return bool(free.update(reading_until=now + READING_LEASE))


def _history_step() -> float:
    if backfill_next():
        return BACKFILL_PAUSE
    pass_next()
    return PASS_EVERY


def _interval() -> timedelta:
    if not Imagine.objects.at_blockade().exists():
        return CALM
    return BUSY_WITH_ROOM if upstream.has_room() else BUSY


def _send_step() -> float:
    return 0 if send_next() else LOOK


def _follow_step() -> float:
    return 0 if any([carry_out_next(), reconcile_next(), reread_next()]) else LOOK


def _count_step() -> float:
    metrics.flush()
    predictions.settle()
    return COUNT_EVERY


def _archive_step() -> float:
    return 0 if archive_next() else LOOK * 2


def _chat_step() -> float:
    return 0 if chat_next() else CHAT_LOOK


def _catalogue_step() -> float:
    return CATALOGUE_EVERY.total_seconds() if refresh_catalogue() else CATALOGUE_RETRY


def tidy() -> None:
    """Forget what has run out: files that were chosen and never sent, and sessions."""
    kept_files.forget_old()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def _tidy_step() -> float:
    tidy()
    return TIDY_EVERY


@dataclass
class Worker:
    """Running loops; `stop()` lets each finish its step and waits for it."""

    senders: int = 2
    stopping: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    bells: list[threading.Event] = field(default_factory=list)

    def start(self) -> None:
        """Start the loops; returns at once."""

        def bell() -> threading.Event:
            _bells.append(threading.Event())
            self.bells.append(_bells[-1])
            return _bells[-1]

        loops: list[tuple[str, Callable[[], float], threading.Event | None]] = [
            *((f"send-{number}", _send_step, bell()) for number in range(self.senders)),
            ("follow", _follow_step, bell()),
            ("mirror", _mirror_step, None),
            ("history", _history_step, None),
            ("count", _count_step, None),
            ("archive", _archive_step, None),
            ("catalogue", _catalogue_step, None),
            ("tidy", _tidy_step, None),
            *([("chat", _chat_step, None)] if settings.CHAT_WEBHOOK_URL else []),
        ]
        for name, step, ring in loops:
            thread = threading.Thread(
                target=self._loop, args=(step, ring), name=f"worker-{name}", daemon=True
            )
            self.threads.append(thread)
            thread.start()

    def stop(self, timeout: float = 10) -> None:
        """Ask the loops to end and wait; what is cut off in the middle is found by its lease later."""
        self.stopping.set()
        _ring()
        deadline = time.monotonic() + timeout
        for thread in self.threads:
            thread.join(max(0, deadline - time.monotonic()))
        for bell in self.bells:
            _bells.remove(bell)
        self.bells.clear()

    def _loop(self, step: Callable[[], float], bell: threading.Event | None) -> None:
        while not self.stopping.is_set():
            close_old_connections()
            try:
                pause = step()
            except BlockadeError as error:
                log.info("Blockade: %s", error)
                pause = FAILURE_PAUSE
            except Exception:
                # A loop that dies would stop the studio in silence; the row it held is found by its lease.
                log.exception("A worker step failed")
                pause = FAILURE_PAUSE
            if pause:
                self._rest(pause, bell)
        connections.close_all()

    def _rest(self, pause: float, bell: threading.Event | None) -> None:
        if bell is None:
            self.stopping.wait(pause)
        elif bell.wait(pause):
            bell.clear()


def start_embedded() -> Worker:
    """Start the loops beside a web server in this process."""
    worker = Worker()
    worker.start()
    return worker


def mirror_lag() -> timedelta | None:
    """How long ago the history was read last; None before the first time."""
    known = upstream.service().refreshed_at
    return timezone.now() - known if known else None
