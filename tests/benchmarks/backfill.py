"""Reading a long history for the first time: `python -m tests.benchmarks.backfill [ROWS]` prints how it went.

A sandbox with ROWS (100,000) rows of history and one that waits. The worker's loops read it all; they are
killed on the way and started again. Measured are their memory and how old the waiting row's state got, beside
how old it gets where the waiting row is all the history there is.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.faults import databases
from tests.sandbox_process import SandboxProcess
from tests.studio_process import ROOT

# The share of pages at which the worker is killed.
KILL_AT = 0.4
# Seconds for which the waiting row is watched alone.
ALONE = 30


@dataclass
class Outcome:
    """What one back-fill came to: seconds, kB, and seconds between two readings of what is active."""

    rows: int
    stored: int = 0
    seconds: float = 0.0
    page_at_kill: int = 0
    page_after: int = 0
    early_kb: int = 0
    most_kb: int = 0
    lags: list[float] = field(default_factory=list)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    told = run(rows)
    alone, lags = sorted(run(0).lags), sorted(told.lags)
    say(f"{told.stored:,} of {told.rows + 1:,} rows here after {told.seconds:.0f} s")
    say(f"killed at page {told.page_at_kill:,}, went on at page {told.page_after:,}")
    say(f"memory {told.early_kb / 1000:.0f} MB after the first pages, {told.most_kb / 1000:.0f} MB at most")
    for name, found in (("alone", alone), ("while the history is read", lags)):
        middle, worst = found[len(found) // 2], found[-1]
        say(f"the active row, {name}: read every {middle:.2f} s, at worst after {worst:.2f} s")


def run(rows: int, *, pause: float = 0.2) -> Outcome:
    """Read a history of that many rows, with a kill on the way; `pause` is the loops' between two pages.

    Of a history of none the waiting row is watched for a while.
    """
    told = Outcome(rows)
    with tempfile.TemporaryDirectory(prefix="backfill-") as name:
        folder = Path(name)
        if rows:
            _seed(rows, name)
        place = databases.sqlite(folder)
        with SandboxProcess(data=folder) as sandbox:
            sandbox.pause()
            sandbox.add_rows([{"prompt": "The one that waits"}])
            began = time.monotonic()
            words = ("-m", "tests.soak_worker", sandbox.base_url, sandbox.key, "0", "", str(pause))
            worker = databases.start(place, *words, stderr=subprocess.DEVNULL)
            try:
                if rows:
                    _watch(told, place, worker.pid, lambda page, done_at: page >= rows / 100 * KILL_AT)
                    worker.kill()
                    worker.wait()
                    told.page_at_kill = _service(place)[0]
                    worker = databases.start(place, *words, stderr=subprocess.DEVNULL)
                    _watch(told, place, worker.pid, lambda page, done_at: done_at is not None)
                else:
                    _watch(told, place, worker.pid, lambda *_: time.monotonic() - began > ALONE)
            finally:
                worker.kill()
                worker.wait()
            told.seconds = time.monotonic() - began
        with closing(sqlite3.connect(place)) as line:
            ((told.stored,),) = line.execute("SELECT count(*) FROM imagine_imagine")
    return told


def _seed(rows: int, folder: str) -> None:
    command = [sys.executable, "-m", "imagine.sandbox", "seed", "--count", str(rows), "--data", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def _watch(told: Outcome, place: str, pid: int, is_enough: Callable[[int, str | None], bool]) -> None:
    """Look on until the page that was read last, and when all had been read, are enough."""
    read_at = None
    page, done_at, _ = _service(place)
    while not is_enough(page, done_at):
        time.sleep(0.1)
        page, done_at, refreshed_at = _service(place)
        if page and told.page_at_kill and not told.page_after:
            told.page_after = page
        told.most_kb = max(told.most_kb, kilobytes(pid))
        told.early_kb = told.early_kb or (told.most_kb if page > 2 else 0)
        if refreshed_at != read_at and refreshed_at is not None:
            if read_at is not None:
                told.lags.append((moment(refreshed_at) - moment(read_at)).total_seconds())
            read_at = refreshed_at


def _service(place: str) -> tuple[int, str | None, str | None]:
    with closing(sqlite3.connect(place, timeout=20)) as line:
        found = line.execute("SELECT backfill_page, backfill_done_at, refreshed_at FROM imagine_service")
        return found.fetchone() or (0, None, None)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def kilobytes(pid: int) -> int:
    """The most RAM that a process ever held."""
    try:
        return int(Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0])
    except (OSError, IndexError):
        return 0


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
