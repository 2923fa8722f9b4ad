"""Somebody who reads pages all through the soak, and counts those that fail while their server is up."""

from __future__ import annotations

import http.client
import threading
import time
from itertools import cycle
from typing import Any

PAGES = ("/history/", "/queue/", "/history/changes/?seen=0&shape=tile&ids=1", "/readyz")
PAUSE = 0.1
# Of all processes of a soak, so that each knows who is signed in.
SECRET_KEY = "soaked " * 10


class Reader:
    """`sign_in`, then `run` in a thread until `over`.

    `life` is the server's; whoever kills it counts it up before its end and after its start.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.over = threading.Event()
        self.life = 0
        self.failures: list[str] = []
        self._cookie = ""
        self._took: list[float] = []

    def sign_in(self, member: Any) -> None:
        """Read as this member from here on."""
        from django.test import Client

        from imagine.permissions import VIEWER, ensure_groups, set_role

        ensure_groups()
        set_role(member, VIEWER)
        client = Client()
        client.force_login(member)
        self._cookie = f"sessionid={client.cookies['sessionid'].value}"

    def run(self) -> None:
        """Read one page after the other."""
        answered = -1
        for page in cycle(PAGES):
            if self.over.wait(PAUSE):
                return
            life, began = self.life, time.perf_counter()
            try:
                status = self._get(page)
            except OSError as problem:
                # Killed, or not up yet; from the first answer of a life on it has to go on.
                if life == self.life == answered:
                    self.failures.append(f"{page}: {problem!r}")
                continue
            answered = life
            self._took.append(time.perf_counter() - began)
            if status not in (200, 204):
                self.failures.append(f"{page}: {status}")

    def _get(self, page: str) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("GET", page, headers={"Cookie": self._cookie})
            answer = line.getresponse()
            answer.read()
            return answer.status
        except http.client.HTTPException as problem:
            raise OSError(repr(problem)) from problem
        finally:
            line.close()

    @property
    def count(self) -> int:
        """How many pages came."""
        return len(self._took)

    @property
    def most_took(self) -> float:
        """Seconds within which nine in ten came."""
        return sorted(self._took)[self.count * 9 // 10] if self._took else 0.0
