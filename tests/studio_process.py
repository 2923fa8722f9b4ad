"""`manage.py start` as tests run it: the real command, on a free port, with data of its own."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Seconds until pages must answer the first time, and until everything must be gone.
START_LIMIT, STOP_LIMIT = 60, 30


class StudioProcess:
    """Start with `with StudioProcess(folder) as studio:`; ends with the block. Extra arguments go to `start`.

    `environ` is all that it is told from outside, such as `BLOCKADE_API_KEY`.
    """

    def __init__(self, data: Path, *arguments: str, environ: dict[str, str] | None = None) -> None:
        self.data = data
        self.port = 0
        self.seconds_to_ready = 0.0
        self.said: list[str] = []
        self._arguments = arguments
        self._environ = clean_environ() | (environ or {})
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> StudioProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self.end(signal.SIGTERM)

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        command = [sys.executable, str(ROOT / "manage.py"), "start", "--port", "0", "--data", str(self.data)]
        began = time.monotonic()
        with (self.data.parent / f"{self.data.name}.log").open("a") as log:
            self._process = subprocess.Popen(
                [*command, *self._arguments], stdout=subprocess.PIPE, stderr=log, text=True, env=self._environ
            )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line.rstrip())
            if line.startswith("Ready on "):
                self.port = int(line.rpartition(":")[2])
                self.seconds_to_ready = time.monotonic() - began
                return
        raise AssertionError(f"it ended without being ready: {self.errors}")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def errors(self) -> str:
        """What it wrote to stderr."""
        return (self.data.parent / f"{self.data.name}.log").read_text()

    def status(self, path: str) -> int:
        """The status of the answer to a GET."""
        return self.get(path)[0].status

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """The answer to a GET, and its body."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            return answer, answer.read()
        finally:
            line.close()

    def end(self, how: signal.Signals) -> int:
        """Send a signal and wait; returns the exit code."""
        process, self._process = self._process, None
        assert process is not None
        process.send_signal(how)
        try:
            return process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()


def refusal(*arguments: str, **environ: str) -> str:
    """Run `start` where it must not come up; returns its one line on stderr."""
    command = [sys.executable, str(ROOT / "manage.py"), "start", "--port", "0", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, env=clean_environ() | environ, timeout=START_LIMIT
    )
    assert done.returncode == 1, f"{done.returncode}: {done.stdout}{done.stderr}"
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def clean_environ() -> dict[str, str]:
    """What a process needs from outside to run at all, and nothing that steers the studio."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
