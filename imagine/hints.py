"""What Blockade says at our webhook addresses: hints, never facts.

A hint is only noted in memory, so that a valid, an unknown and a spent address cost the same and answer the
same. One thread then marks the rows that were meant, many at a time, and the worker reads them anew from the
API. A hint lost with its process is no loss: what it told of is read a little later all the same.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict

from django.db import DatabaseError, connections
from django.utils import timezone

from imagine import metrics
from imagine.models import Imagine, Status

log = logging.getLogger(__name__)

# Hints waiting at once; beyond that the oldest are forgotten.
MOST = 10_000
# Hints marked in one statement, and seconds between two rounds.
BATCH, PAUSE = 500, 0.1


class Inbox:
    """Hints by their token, the newest for each; `note` is safe and quick in any thread."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, int | None] = OrderedDict()
        self._lock = threading.Lock()
        self._bell = threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, token: str, blockade_id: int | None) -> None:
        """Keep a hint for the next round."""
        with self._lock:
            self._waiting[token] = blockade_id
            self._waiting.move_to_end(token)
            if len(self._waiting) > MOST:
                self._waiting.popitem(last=False)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="hints", daemon=True)
                self._thread.start()
        self._bell.set()

    def settle(self) -> int:
        """Mark the rows that waiting hints are for; returns how many there were."""
        with self._lock:
            tokens = [self._waiting.popitem() for _ in range(min(BATCH, len(self._waiting)))]
        return _mark(dict(tokens)) if tokens else 0

    def _run(self) -> None:
        while True:
            self._bell.wait()
            self._bell.clear()
            try:
                while self._waiting:
                    self.settle()
            except DatabaseError:
                log.warning("Hints are lost, the database does not answer", exc_info=True)
            finally:
                connections.close_all()
            threading.Event().wait(PAUSE)


def _mark(hints: dict[str, int | None]) -> int:
    now = timezone.now()
    open_ = Imagine.objects.filter(hook__in=list(hints), ended_at=None, gone_at=None).exclude(hook="")
    # Looked up first: a flood of addresses that nobody has must not take turns with whoever writes.
    meant = open_.filter(pk__in=list(open_.values_list("pk", flat=True)))
    known = meant.filter(blockade_id__isnull=False).update(reread_at=now)
    lost = 0
    for row in meant.filter(blockade_id=None, status=Status.UNCONFIRMED):
        mine = Imagine.objects.filter(pk=row.pk, status=Status.UNCONFIRMED)
        lost += mine.update(hinted_id=hints[row.hook], due_at=now, verdict="")
    metrics.count("hints_total", known + lost, outcome="used")
    metrics.count("hints_total", len(hints) - known - lost, outcome="unused")
    if known or lost:
        # Not at the top: the worker needs every other room.
        from imagine.worker import wake

        wake()
    return known + lost


inbox = Inbox()
