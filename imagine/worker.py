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

from django.db import close_old_connections, connections, transaction
from django.utils import timezone

from imagine import archive, catalogue, commands, mirror, outbox, upstream
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
FAILURE_PAUSE = 2.0

_wake = threading.Event()


def wake() -> None:
    """Have this process's worker look at once, as soon as the current transaction is committed."""
    transaction.on_commit(_wake.set)


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


def refresh_catalogue() -> bool:
    """Ask for the generators; False when none can be used, the last good ones stay. Raises BlockadeError."""
    with upstream.watched() as blockade:
        return catalogue.refresh(blockade)


def run_until_idle(rounds: int = 200) -> None:
    """Do everything that is due now, in this thread: for commands and tests that wait for the outcome."""
    for _ in range(rounds):
        busy = [send_next(), carry_out_next(), reconcile_next(), archive_next()]
        if not any(busy):
            return


def _mirror_step() -> float:
    """Read Blockade's history if it is time; returns the seconds until the next thought of it.

    The time of the last reading is in the database, so any number of workers together read as often as one.
    """
    lag = mirror_lag()
    if lag is not None and lag < _interval():
        return LOOK
    refresh()
    if Service.objects.filter(pk="blockade", backfill_done_at=None).exists():
        backfill_next()
    return LOOK


def _interval() -> timedelta:
    if not Imagine.objects.at_blockade().exists():
        return CALM
    return BUSY_WITH_ROOM if upstream.has_room() else BUSY


def _row_step() -> float:
    return 0 if any([send_next(), carry_out_next(), reconcile_next()]) else LOOK


def _archive_step() -> float:
    return 0 if archive_next() else LOOK * 2


def _catalogue_step() -> float:
    return CATALOGUE_EVERY.total_seconds() if refresh_catalogue() else CATALOGUE_RETRY


@dataclass
class Worker:
    """Running loops; `stop()` lets each finish its step and waits for it."""

    senders: int = 2
    stopping: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Start the loops; returns at once."""
        loops: list[tuple[str, Callable[[], float], threading.Event | None]] = [
            *((f"rows-{number}", _row_step, _wake) for number in range(self.senders)),
            ("mirror", _mirror_step, None),
            ("archive", _archive_step, None),
            ("catalogue", _catalogue_step, None),
        ]
        for name, step, bell in loops:
            thread = threading.Thread(
                target=self._loop, args=(step, bell), name=f"worker-{name}", daemon=True
            )
            self.threads.append(thread)
            thread.start()

    def stop(self, timeout: float = 10) -> None:
        """Ask the loops to end and wait; what is cut off in the middle is found by its lease later."""
        self.stopping.set()
        _wake.set()
        deadline = time.monotonic() + timeout
        for thread in self.threads:
            thread.join(max(0, deadline - time.monotonic()))

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
