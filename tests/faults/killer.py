"""Ends this process by SIGKILL at the n-th boundary: a statement, a commit, a byte's way out or in."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connection

from imagine.blockade import wire

PIECES = 2


class Killer:
    """Counts boundaries once installed; `at` is the one that kills, 0 for none."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0
        self.first_on_the_line = 0

    def tick(self) -> None:
        """One boundary has been reached."""
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Watch this thread's database connection and every HTTP connection of this process."""
        connection.ensure_connection()
        connection.execute_wrappers.append(self._statement)
        commit = connection._commit
        connection._commit = lambda: self._after(commit)
        killer = self

        class Connection(wire.TimedConnection):
            def _new_conn(self) -> Any:
                return killer._around(super()._new_conn)

            def send(self, data: Any) -> None:
                killer._around(lambda: super(Connection, self).send(data))

        class Reader(wire._TimedReader):
            reads = 0

            def readinto(self, buffer: Any) -> int:
                # The first piece is an answer that begins; how many more there are is the network's whim.
                self.reads += 1
                read = super().readinto
                return killer._around(lambda: read(buffer)) if self.reads <= PIECES else read(buffer)

        wire.TimedPool.ConnectionCls = Connection
        wire._TimedReader = Reader

    def _statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # What lies before a statement is what lay after the one before it.
        return self._after(lambda: execute(sql, params, many, context))

    def _around(self, action: Callable[[], Any]) -> Any:
        self.tick()
        self.first_on_the_line = self.first_on_the_line or self.count
        return self._after(action)

    def _after(self, action: Callable[[], Any]) -> Any:
        try:
            return action()
        finally:
            self.tick()
