"""The clock: moves rows from pending to their end, as the service's own queue does.

Everything it needs to know lies in the database, so a sandbox that was killed goes on where it stopped.
"""

from __future__ import annotations

import random
import threading
import time
import traceback
from concurrent.futures import Future
from typing import Any

from .live import Live
from .painting import NotPainted, PaintingRoom
from .store import ACTIVE, NEVER, TERMINAL, Imagine, Store
from .webhooks import Webhooks

# How long the clock sleeps at most, in case something changed that nobody told it about.
LONGEST_SLEEP = 0.5
RETRY_PICTURE = 0.05

FAILURES = (
    "The model ran out of memory while imagining. Please try again.",
    "No worker became free in time. Please try again later.",
    "The image did not pass the final check and was discarded.",
    "An unexpected error occurred during generation.",
)


class Queue:
    def __init__(self, store: Store, live: Live, painting: PaintingRoom, webhooks: Webhooks):
        self._store = store
        self._live = live
        self._painting = painting
        self._webhooks = webhooks
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._paused = threading.Event()
        self._pictures: dict[int, Future[float]] = {}
        self._thread = threading.Thread(target=self._run, name="queue", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def pause(self) -> None:
        self._paused.set()

    def resume(self) -> None:
        self._paused.clear()
        self._wake.set()

    def enter(self, imagine: Imagine) -> Imagine:
        """Take a new row into the queue: its end is drawn now, so that it survives a restart."""
        pending = self._seconds(*self._live.settings.pending_seconds)
        fate = imagine.fate if imagine.fate != "complete" else self._fate()
        row = Imagine(**{**imagine.__dict__, "fate": fate, "due_at": imagine.created_at + pending})
        with self._store.transaction():
            stored = self._store.add(row)
            self._webhooks.announce(stored)
        self._wake.set()
        return stored

    def cancel(self, imagine_id: int) -> Imagine | None:
        """None when the row had already ended, or is not there."""
        return self._move(imagine_id, ACTIVE, "abort", completed_at=time.time())

    def cancel_pending(self) -> int:
        """How many rows were waiting and now never will be made."""
        with self._store.transaction():
            waiting = self._store.active("pending")
            moved = [self._move(row.id, ("pending",), "abort", completed_at=time.time()) for row in waiting]
        return sum(row is not None for row in moved)

    def settle(self, imagine_id: int, status: str, **changes: Any) -> Imagine | None:
        """Put a row into `status` at once, whatever its own is, and leave it there.

        The times it should have had are filled in; `changes` are columns. None when there is no such row.
        """
        now = time.time()
        times = {
            "dispatched": ["dispatched_at"],
            "processing": ["dispatched_at", "processing_at"],
            "pending": [],
        }.get(status, ["dispatched_at", "processing_at", "completed_at"])
        # A row may move on by itself while it is looked at.
        while (row := self._store.get(imagine_id)) is not None:
            stamps = {name: now for name in times if getattr(row, name) is None}
            settled = self._move(imagine_id, (row.status,), status, **{**stamps, "due_at": NEVER, **changes})
            if settled is not None:
                return settled
        return None

    def forget(self) -> None:
        """No row of before is waited for any more."""
        self._pictures.clear()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            try:
                pause = LONGEST_SLEEP if self._paused.is_set() else self._step(time.time())
            except Exception:
                # Whatever it was, the rows are still there; a clock that stands still would help nobody.
                traceback.print_exc()
                pause = LONGEST_SLEEP
            self._wake.wait(pause)

    def _step(self, now: float) -> float:
        """Move everything that is due; the seconds until something else is."""
        due = [self._finish(row, now) for row in self._store.moving("processing")]
        due += [self._process(row, now) for row in self._store.moving("dispatched")]
        busy = len(self._store.moving("dispatched")) + len(self._store.moving("processing"))
        free = max(0, self._live.settings.concurrency - busy)
        for row in self._store.moving("pending", free):
            due.append(self._dispatch(row, now))
            if row.due_at > now:
                # Nobody overtakes, though their own wait be over.
                break
        return min([LONGEST_SLEEP, *(max(0.001, moment - now) for moment in due)])

    def _dispatch(self, row: Imagine, now: float) -> float:
        if row.due_at > now:
            return row.due_at
        due = now + self._seconds(*self._live.settings.dispatched_seconds)
        self._move(row.id, ("pending",), "dispatched", dispatched_at=now, due_at=due)
        return due

    def _process(self, row: Imagine, now: float) -> float:
        if row.due_at > now:
            return row.due_at
        due = now + self._service_seconds()
        self._move(row.id, ("dispatched",), "processing", processing_at=now, due_at=due)
        self._paint(row)
        return due

    def _finish(self, row: Imagine, now: float) -> float:
        """End a row whose time has come and whose picture is there; a slow picture takes longer."""
        if row.fate != "complete":
            if row.due_at > now:
                return row.due_at
            text = random.choice(FAILURES) if row.fate == "error" else None  # noqa: S311 (no secret)
            self._move(row.id, ("processing",), row.fate, completed_at=now, error_message=text)
            return now
        picture = self._paint(row)
        if row.due_at > now or not picture.done():
            return max(row.due_at, now + RETRY_PICTURE)
        self._pictures.pop(row.id, None)
        if picture.cancelled():
            return now
        problem = picture.exception()
        if problem is None:
            self._move(row.id, ("processing",), "complete", completed_at=now)
        elif isinstance(problem, NotPainted):
            self._move(row.id, ("processing",), "error", completed_at=now, error_message=str(problem))
        else:
            raise problem
        return now

    def _paint(self, row: Imagine) -> Future[float]:
        if row.id not in self._pictures:
            picture = self._painting.paint(row.picture, row.painting)
            self._pictures[row.id] = picture
            picture.add_done_callback(lambda _: self._wake.set())
        return self._pictures[row.id]

    def _move(
        self, imagine_id: int, only_from: tuple[str, ...], status: str, **changes: Any
    ) -> Imagine | None:
        with self._store.transaction():
            changes.setdefault("updated_at", time.time())
            moved = self._store.change(imagine_id, only_from, status=status, **changes)
            if moved is not None:
                self._webhooks.announce(moved)
        if status in TERMINAL:
            self._pictures.pop(imagine_id, None)
        self._wake.set()
        return moved

    def _fate(self) -> str:
        settings = self._live.settings
        draw = random.random()  # noqa: S311 (no secret)
        if draw < settings.error_rate:
            return "error"
        return "abort" if draw < settings.error_rate + settings.abort_rate else "complete"

    def _service_seconds(self) -> float:
        settings = self._live.settings
        drawn = settings.service_median * random.lognormvariate(0, settings.service_spread)
        lowest, highest = settings.service_bounds
        return min(max(drawn, lowest), highest) * settings.time_scale

    def _seconds(self, shortest: float, longest: float) -> float:
        return random.uniform(shortest, longest) * self._live.settings.time_scale  # noqa: S311 (no secret)
