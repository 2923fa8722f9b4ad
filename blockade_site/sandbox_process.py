"""The sandbox as a child of `start`: it comes with us, goes with us, and is restarted when it dies."""

from __future__ import annotations

import logging
import re
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
        port = self._known_port()
        while not self._stopping.is_set():
            port = self._run(port)
            if not self._stopping.wait(PAUSE if port else 0):
                log.warning("The sandbox ended and is started again")

    def _run(self, port: int) -> int:
        """Run it until it ends; returns the port to take next time."""
        process = self._launch(port)
        answered = 0
        for line in process.stdout or ():
            if found := READY.search(line):
                answered = int(found["port"])
                self._port_file.write_text(found["port"])
                self._when_ready(found["url"])
                self._outcome.put(True)
        process.wait()
        _close(process.stdin)
        _close(process.stdout)
        if not answered and not port:
            self._outcome.put(False)
            self._stopping.wait(PAUSE)
        # It never answered on the port of last time: somebody else has it.
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

    def _known_port(self) -> int:
        try:
            port = int(self._port_file.read_text())
        except (OSError, ValueError):
            return 0
        return port if 1024 <= port <= 65535 else 0


def _close(pipe: IO[str] | None) -> None:
    if pipe:
        pipe.close()
