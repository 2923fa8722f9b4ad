"""What the sandbox received, for tests that must know."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

REQUESTS_KEPT = 2000


@dataclass
class Visit:
    """One call, from its first header to the end of its answer."""

    endpoint: str
    method: str
    path: str
    query: dict[str, str]
    agent: str
    at: float = field(default_factory=time.time)
    key_in: str = "nowhere"
    status: int = 0
    seconds: float = 0.0
    fault: str = ""


class Statistics:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flying: Counter[str] = Counter()
        self.clear()

    def clear(self) -> None:
        """Forget everything but the calls that are still under way."""
        with self._lock:
            self._calls: Counter[str] = Counter()
            self._statuses: Counter[str] = Counter()
            self._key_in: Counter[str] = Counter()
            self._peaks: Counter[str] = Counter()
            self._accepted: list[dict[str, Any]] = []
            self._requests: deque[Visit] = deque(maxlen=REQUESTS_KEPT)
            self._webhooks: Counter[str] = Counter()

    def begin(self, visit: Visit) -> None:
        with self._lock:
            self._calls[visit.endpoint] += 1
            self._requests.append(visit)
            # Pictures come from a storage service in real life, so they do not count as API calls.
            names = (visit.endpoint,) if visit.endpoint == "picture" else (visit.endpoint, "all")
            for name in names:
                self._flying[name] += 1
                self._peaks[name] = max(self._peaks[name], self._flying[name])

    def end(self, visit: Visit, status: int) -> None:
        """Status 0 is a call that got no answer at all."""
        with self._lock:
            visit.status, visit.seconds = status, round(time.time() - visit.at, 4)
            self._statuses[str(status)] += 1
            for name in (visit.endpoint,) if visit.endpoint == "picture" else (visit.endpoint, "all"):
                self._flying[name] -= 1

    def saw_key(self, visit: Visit, where: str) -> None:
        with self._lock:
            visit.key_in = where
            self._key_in[where] += 1

    def accepted(self, imagine_id: int, generator: str, params: dict[str, Any]) -> None:
        with self._lock:
            self._accepted.append(
                {"id": imagine_id, "generator": generator, "params": params, "at": time.time()}
            )

    def webhook(self, outcome: str) -> None:
        with self._lock:
            self._webhooks[outcome] += 1

    def _again(self) -> list[dict[str, Any]]:
        """Contents accepted more than once, with their ids: each of them would have been paid for twice."""
        ids: dict[str, list[int]] = {}
        for one in self._accepted:
            content = json.dumps([one["generator"], one["params"]], sort_keys=True)
            ids.setdefault(content, []).append(one["id"])
        return [
            {"content": json.loads(content), "ids": found} for content, found in ids.items() if len(found) > 1
        ]

    def report(self) -> dict[str, Any]:
        """Everything as plain JSON values."""
        with self._lock:
            return {
                "calls": dict(self._calls),
                "statuses": dict(self._statuses),
                "key_in": dict(self._key_in),
                "in_flight": {name: count for name, count in self._flying.items() if count},
                "in_flight_max": dict(self._peaks),
                "accepted": list(self._accepted),
                "accepted_count": len(self._accepted),
                "accepted_again": self._again(),
                "webhooks": dict(self._webhooks),
                "requests": [vars(visit) for visit in self._requests],
            }
