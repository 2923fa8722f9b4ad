"""So many calls a minute: told in two headers, and enforced."""

from __future__ import annotations

import threading
import time

from werkzeug.wrappers import Response

from .live import Live
from .problems import Problem

WINDOW = 60.0


class Rates:
    def __init__(self, live: Live):
        self._live = live
        self._lock = threading.Lock()
        self._started = 0.0
        self._used = 0

    def clear(self) -> None:
        with self._lock:
            self._used = 0

    def count(self) -> None:
        """One call more; Problem 429 when the minute's calls are used up."""
        with self._lock:
            if time.monotonic() - self._started > WINDOW:
                self._started, self._used = time.monotonic(), 0
            self._used += 1
        if self._live.settings.rate_limit and self._used > self._live.settings.rate_limit:
            raise Problem(429, "Too many requests. Please slow down.")

    def tell(self, response: Response) -> None:
        """Put the headers on an answer; `Retry-After` too when it was one too many."""
        limit = self._live.settings.rate_limit
        if not limit:
            return
        response.headers.setdefault("X-RateLimit-Limit", str(limit))
        response.headers.setdefault("X-RateLimit-Remaining", str(max(0, limit - self._used)))
        if response.status_code == 429:
            left = max(1, round(self._started + WINDOW - time.monotonic()))
            response.headers.setdefault("Retry-After", str(left))
