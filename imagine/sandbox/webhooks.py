"""Telling the address given with a request about every change of its status.

The flat record is posted as JSON. What is not taken with a 2xx is tried again after growing waits; redirects
are not followed. Undelivered ones lie in the database and survive a restart.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from . import answers
from .live import Live
from .statistics import Statistics
from .store import Imagine, Store

LONGEST_SLEEP = 1.0
SENDERS = 4
ANSWER_READ = 65_536


class Webhooks:
    def __init__(self, store: Store, live: Live, statistics: Statistics):
        self._store = store
        self._live = live
        self._statistics = statistics
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._busy: set[int] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        # How this sandbox misbehaves on purpose: see `misbehave`.
        self._manners: dict[str, Any] = {}

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        self._wake.set()

    def misbehave(self, manners: Mapping[str, Any]) -> None:
        """`repeat`: how often each is sent; `disorder`: seconds of random delay; `lose`: share never sent."""
        self._manners = dict(manners)

    def announce(self, imagine: Imagine) -> None:
        """Write down that this state is to be told. Call it in the transaction that made the change."""
        if not imagine.webhook_url or random.random() < self._manners.get("lose", 0):  # noqa: S311 (no secret)
            return
        position = self._store.queue_position(imagine)
        body = json.dumps(answers.record(imagine, position, imagine.origin))
        for _ in range(int(self._manners.get("repeat", 1))):
            late = random.uniform(0, float(self._manners.get("disorder", 0)))  # noqa: S311 (no secret)
            self._store.execute(
                "INSERT INTO deliveries (imagine_id, url, body, due_at) VALUES (?, ?, ?, ?)",
                [imagine.id, imagine.webhook_url, body, time.time() + late],
            )
        self._wake.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            self._wake.wait(self._send_due(time.time()))

    def _send_due(self, now: float) -> float:
        """Hand over what is due, one at a time for each imagine; the seconds until more is."""
        rows = self._store.execute("SELECT * FROM deliveries ORDER BY due_at, id LIMIT 200")
        pause = LONGEST_SLEEP
        for row in rows:
            if row["due_at"] > now:
                return min(pause, float(row["due_at"]) - now)
            with self._lock:
                if len(self._busy) >= SENDERS or self._stopped.is_set():
                    return pause
                if row["imagine_id"] in self._busy:
                    continue
                self._busy.add(row["imagine_id"])
            threading.Thread(target=self._deliver, args=[dict(row)], daemon=True).start()
        return pause

    def _deliver(self, row: dict[str, Any]) -> None:
        try:
            taken = self._post(row["url"], row["body"].encode())
            if not self._stopped.is_set():
                self._settle(row, taken)
        finally:
            with self._lock:
                self._busy.discard(row["imagine_id"])
            self._wake.set()

    def _settle(self, row: dict[str, Any], taken: bool) -> None:
        waits = self._live.settings.webhook_waits
        attempts = row["attempts"] + 1
        self._statistics.webhook("delivered" if taken else "failed")
        if taken or attempts > len(waits):
            self._store.execute("DELETE FROM deliveries WHERE id = ?", [row["id"]])
            return
        due = time.time() + waits[attempts - 1] * self._live.settings.time_scale
        self._store.execute(
            "UPDATE deliveries SET attempts = ?, due_at = ? WHERE id = ?", [attempts, due, row["id"]]
        )

    def _post(self, url: str, body: bytes) -> bool:
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Content-Type": "application/json", "User-Agent": "blockade-sandbox"}
        try:
            with closing(
                kind(parts.hostname or "", parts.port, timeout=self._live.settings.webhook_timeout)
            ) as line:
                line.request("POST", target, body, headers)
                answer = line.getresponse()
                answer.read(ANSWER_READ)
                return 200 <= answer.status < 300
        except (OSError, http.client.HTTPException, ValueError):
            return False
