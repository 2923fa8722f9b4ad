"""The sandbox as a child of `start`: it comes with us, goes with us, and is restarted when it dies."""

from __future__ import annotations

import logging
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

log = logging.getLogger("imagine.sandbox_process")

ROOT = Path(__file__).resolve().parent.parent
KEY = "sandbox"
READY = re.compile(r"Sandbox ready on (?P<url>http://\S+:(?P<port>\d+)\S*)")
# Seconds until it must answer, to finish when asked to, and between two tries to have it back.
STARTUP, FAREWELL, PAUSE = 30, 3, 1
# Tries without an answer until we say that it cannot be started; the first may meet one that is just ending.
TRIES = 3


class SandboxProcess:
    """One sandbox on loopback with its data in `folder`, on the same port every time where that is free.

    The addresses of its pictures hold the port, so yesterday's stay true. `when_ready` gets its base address
    each time it begins to answer. It ends when our end of its standard input closes, which happens even when
    this process is killed.
    """

    def __init__(self, folder: Path, when_ready: Callable[[str], None]) -> None:
        self._folder = folder
        self._when_ready = when_ready
        self._port_file = folder / "port"
        self._process: subprocess.Popen[str] | None = None
        self._stopping = threading.Event()
        # True when it answers for the first time, False when it cannot be started.
        self._outcome: SimpleQueue[bool] = SimpleQueue()
        self._guard = threading.Thread(target=self._keep_alive, name="sandbox-guard", daemon=True)

    def start(self) -> None:
        """Start it; returns at once."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._guard.start()

    def wait(self) -> None:
        """Wait until it answers for the first time. OSError when it does not."""
        try:
            answers = self._outcome.get(timeout=STARTUP)
        except Empty:
            answers = False
        if not answers:
            raise OSError("The sandbox did not start; what it said is above.")

    def stop(self) -> None:
        """End it, and wait for that a moment."""
        self._stopping.set()
        process = self._process
        if process is None:
            return
        _close(process.stdin)
        try:
            process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _keep_alive(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            failures = 0 if self._run() else failures + 1
            if failures == TRIES:
                self._outcome.put(False)
            if not self._stopping.wait(PAUSE):
                log.warning("The sandbox ended and is started again")

    def _run(self) -> bool:
        """Run it until it ends; returns whether it ever answered."""
        process = self._launch(self._port_of_last_time())
        answered = False
        for line in process.stdout or ():
            if found := READY.search(line):
                answered = True
                self._port_file.write_text(found["port"])
                self._when_ready(found["url"])
                self._outcome.put(True)
        process.wait()
        _close(process.stdin)
        _close(process.stdout)
        return answered

    def _launch(self, port: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "imagine.sandbox", "serve", "--until-stdin-closes"]
        command += ["--port", str(port), "--key", KEY, "--data", str(self._folder)]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl+C in the terminal is for us; we end it in our own order.
            start_new_session=True,
        )
        return self._process

    def _port_of_last_time(self) -> int:
        """The port it had, once whoever holds it lets go; 0 when somebody else keeps it."""
        try:
            port = int(self._port_file.read_text())
        except (OSError, ValueError):
            return 0
        for _ in range(10):
            if _is_free(port):
                return port
            # The sandbox of a start that was killed just now is still on its way out.
            self._stopping.wait(0.1)
        return 0


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except (OSError, OverflowError):
        return False
    return True


def _close(pipe: IO[str] | None) -> None:
    if pipe:
        pipe.close()
