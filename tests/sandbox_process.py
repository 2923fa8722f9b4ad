"""The real sandbox program for tests: on a free port, with its control room, in a folder of its own."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
START_LIMIT, STOP_LIMIT = 20, 10


class SandboxProcess:
    """Start with `with SandboxProcess() as sandbox:`; it ends with the block, or with this process.

    Lives of imagines take about a tenth of a second and pictures are small unless `arguments` say otherwise,
    such as `SandboxProcess("--time-scale", "1", "--width", "1024")`. A `data` folder of yours is kept.
    """

    def __init__(
        self, *arguments: str, key: str = "sandbox", data: Path | None = None, controls: bool = True
    ):
        self.key = key
        self.base_url = ""
        self._arguments = arguments
        self._port = 0
        self._controls = controls
        self._folder = None if data else tempfile.TemporaryDirectory(prefix="sandbox-")
        self.data = data or Path(self._folder.name if self._folder else "")
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> SandboxProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._folder is not None:
            self._folder.cleanup()

    def start(self) -> None:
        """Start, or start again after `stop` or `kill`, on the same data and port."""
        command = [sys.executable, "-W", "error", "-m", "imagine.sandbox", "serve"]
        command += ["--port", str(self._port), "--data", str(self.data), "--key", self.key]
        command += ["--time-scale", "0.02", "--width", "256", "--error-rate", "0", "--abort-rate", "0"]
        command += ["--rate-limit", "100000", "--until-stdin-closes", *self._arguments]
        command += ["--test-controls"] if self._controls else []
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith("Sandbox ready on "), f"the sandbox said {line!r} and ended"
        self.base_url = line.split()[-1]
        self._port = int(urlsplit(self.base_url).port or 0)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`, where pictures begin."""
        return self.base_url.removesuffix("/api/v1")

    def stop(self) -> int:
        """Ask it to end, as Ctrl+C does; its exit code."""
        return self._end("terminate")

    def kill(self) -> int:
        """End it as a power cut would."""
        return self._end("kill")

    def _end(self, how: str) -> int:
        process = self._process
        if process is None:
            return 0
        getattr(process, how)()
        try:
            code = process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process = None
        return code

    def control(self, method: str, name: str, body: Any = None) -> Any:
        """Ask the control room; see `imagine/sandbox/control.py` for what it knows."""
        address = urlsplit(self.base_url)
        line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        try:
            line.request(method, f"/control/{name}", None if body is None else json.dumps(body))
            answer = line.getresponse()
            text = answer.read()
        finally:
            line.close()
        assert answer.status == 200, f"{method} {name}: {answer.status} {text[:500]!r}"
        return json.loads(text)

    def reset(self) -> None:
        """As freshly started: no rows, no faults, no statistics. Ids go on counting."""
        self.control("POST", "reset")

    def statistics(self) -> dict[str, Any]:
        found: dict[str, Any] = self.control("GET", "statistics")
        return found

    def fault(self, endpoint: str, fault: str, **options: Any) -> None:
        """Order one for the next call of an endpoint: `sandbox.fault("generate", "reset_after", times=2)`."""
        self.control("POST", "faults", {"endpoint": endpoint, "fault": fault, **options})

    def clear_faults(self) -> None:
        self.control("DELETE", "faults")

    def add_rows(self, rows: list[dict[str, Any]]) -> list[int]:
        """Rows as if made elsewhere (see `imagine/sandbox/rows.py`); their ids, in the same order."""
        found: list[int] = self.control("POST", "rows", {"rows": rows})["ids"]
        return found

    def rows(self) -> list[dict[str, Any]]:
        """Every row as the sandbox stores it, the newest first."""
        found: list[dict[str, Any]] = self.control("GET", "rows")
        return found

    def settle(self, imagine_id: int, status: str, **columns: Any) -> None:
        """Put a row into a status at once and hold it there."""
        self.control("POST", "settle", {"id": imagine_id, "status": status, **columns})

    def pause(self) -> None:
        """Stop the clock: whatever is pending stays pending."""
        self.control("POST", "pause")

    def resume(self) -> None:
        self.control("POST", "resume")

    def settings(self, **changes: Any) -> None:
        """Change running settings until the next reset, such as `concurrency=1`."""
        self.control("POST", "settings", changes)

    def generators(self, generators: list[Any]) -> None:
        """Offer these generators instead, until the next reset."""
        self.control("POST", "generators", generators)
