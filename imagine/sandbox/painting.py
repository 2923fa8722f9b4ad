"""From an imagine to its picture: what to paint, and the processes that do it.

Painting takes seconds of pure computing, so it happens in long-lived processes of its own
(`paint_worker.py`); this one only talks to them, in lines of JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .settings import Settings
from .uploads import is_file
from .validation import known_params

PAINTING_LIMIT = 600.0
USUAL_WIDTH = 2048


class NotPainted(Exception):
    """The picture could not be made; the text is fit for `error_message`."""


def job(settings: Settings, generator: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """What the painter is asked for. The same job always gives the same picture."""
    known = known_params(generator.get("params"))
    files = [name for name, param in known.items() if is_file(param)]
    start = next((params[name] for name in files if params.get(name)), "")
    size = params.get("size")
    # A sandbox with small pictures keeps the proportions between the sizes on offer.
    width = size * settings.picture_width // USUAL_WIDTH if isinstance(size, int) else settings.picture_width
    own = {"prompt", "negative_text", "seed", *files}
    untouched = {name for name, value in params.items() if value == known.get(name, {}).get("default_value")}
    return {
        "prompt": str(params.get("prompt", "")),
        "negative_text": str(params.get("negative_text", "")),
        "seed": params.get("seed") if isinstance(params.get("seed"), int) else 0,
        "width": min(width, 4 * settings.picture_width),
        "start_image": start,
        # An untouched dial steers nothing: what the prompt says goes first.
        "settings": {name: value for name, value in params.items() if name not in own | untouched},
    }


def picture_name(what: Mapping[str, Any]) -> str:
    """A readable name that is the same for the same job, so that nothing is painted twice."""
    words = re.findall(r"[a-z0-9]+", str(what["prompt"]).lower())
    digest = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:16]
    return f"{'_'.join(words)[:60].strip('_') or 'untitled'}__{digest}.jpg"


@dataclass(order=True)
class _Task:
    urgency: int
    number: int
    what: dict[str, Any] = field(compare=False)
    done: Future[float] = field(compare=False)


class PaintingRoom:
    """Painters and the line before them. Start it once; `close` ends their processes."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._line: queue.PriorityQueue[_Task] = queue.PriorityQueue()
        self._under_way: dict[str, Future[float]] = {}
        self._lock = threading.Lock()
        self._number = 0
        self._painters = [_Painter() for _ in range(settings.painters)]
        self._threads = [threading.Thread(target=self._work, args=[p], daemon=True) for p in self._painters]

    def start(self) -> None:
        for folder in (self._settings.pictures, self._settings.thumbs):
            folder.mkdir(parents=True, exist_ok=True)
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        for painter in self._painters:
            painter.close()

    def processes(self) -> list[int]:
        """The ids of the painting processes that have been started."""
        return [painter.pid for painter in self._painters if painter.pid]

    def paint(self, name: str, what: Mapping[str, Any], *, urgent: bool = True) -> Future[float]:
        """Seconds it took, once the picture `name` and its thumbnail are on disk; or NotPainted."""
        with self._lock:
            if name in self._under_way:
                return self._under_way[name]
            done: Future[float] = Future()
            if self.picture(name).exists() and self.thumb(name).exists():
                done.set_result(0.0)
                return done
            self._under_way[name] = done
            self._number += 1
            self._line.put(_Task(0 if urgent else 1, self._number, self._order(name, what), done))
            return done

    def forget(self) -> None:
        """Leave unpainted what nobody has begun to paint."""
        with self._lock:
            for name in [name for name, done in self._under_way.items() if done.cancel()]:
                del self._under_way[name]

    def picture(self, name: str) -> Path:
        return self._settings.pictures / name

    def thumb(self, name: str) -> Path:
        return self._settings.thumbs / f"thumb_{name}"

    def _order(self, name: str, what: Mapping[str, Any]) -> dict[str, Any]:
        start = str(what.get("start_image") or "")
        return {
            **what,
            "name": name,
            "start_image": str(self._settings.uploads / Path(start).name) if start else "",
            "picture": str(self.picture(name)),
            "thumb": str(self.thumb(name)),
            "thumb_size": [self._settings.thumb_width, self._settings.thumb_height],
        }

    def _work(self, painter: _Painter) -> None:
        painter.warm_up()
        while True:
            task = self._line.get()
            if not task.done.set_running_or_notify_cancel():
                continue
            try:
                task.done.set_result(painter.paint(task.what))
            except NotPainted as problem:
                task.done.set_exception(problem)
            with self._lock:
                self._under_way.pop(task.what["name"], None)


class _Painter:
    """One painting process, started when needed and started again when it dies."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._closed = False

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def warm_up(self) -> None:
        """Start the process before the first order, because loading numpy takes a moment."""
        if not self._closed:
            self._running()

    def paint(self, order: dict[str, Any]) -> float:
        for last_try in (False, True):
            answer = self._ask(order)
            if answer is not None:
                if "error" in answer:
                    raise NotPainted(answer["error"])
                return float(answer["seconds"])
            if last_try or self._closed:
                break
        raise NotPainted("The painter stopped in the middle of this picture")

    def close(self) -> None:
        self._closed = True
        self._end()

    def _end(self) -> None:
        process = self._process
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _ask(self, order: dict[str, Any]) -> dict[str, Any] | None:
        """The painter's answer, or None when it died before giving one."""
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the painter was started without pipes")
        timer = threading.Timer(PAINTING_LIMIT, process.kill)
        timer.start()
        try:
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):
            line = ""
        finally:
            timer.cancel()
        if not line.endswith("\n"):
            self._end()
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or (self._process.poll() is not None and not self._closed):
            self._end()
            root = Path(__file__).resolve().parents[2]
            self._process = subprocess.Popen(
                [sys.executable, "-m", "imagine.sandbox.paint_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={
                    **os.environ,
                    "PYTHONPATH": str(root),
                    "OMP_NUM_THREADS": "1",
                    "OPENBLAS_NUM_THREADS": "1",
                },
                start_new_session=True,
            )
        return self._process
