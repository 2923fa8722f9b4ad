"""Reading a long history for the first time: `python -m tests.benchmarks.backfill [ROWS]` prints how it went.

A sandbox with ROWS (100,000) rows of history and one that waits. The worker's loops read it all; they are
killed on the way and started again. Measured are their memory and how old the waiting row's state got.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.faults import databases
from tests.sandbox_process import SandboxProcess
from tests.studio_process import ROOT

# The share of pages at which the worker is killed.
KILL_AT = 0.4


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
    lags = sorted(told.lags)
    say(f"{told.stored:,} of {told.rows + 1:,} rows here after {told.seconds:.0f} s")
    say(f"killed at page {told.page_at_kill:,}, went on at page {told.page_after:,}")
    say(f"memory {told.early_kb / 1000:.0f} MB after the first pages, {told.most_kb / 1000:.0f} MB at most")
    say(f"the active row was read every {lags[len(lags) // 2]:.1f} s, at worst after {lags[-1]:.1f} s")


def run(rows: int, *, pause: float = 0.2) -> Outcome:
    """Read a history of that many rows, with a kill on the way; `pause` is the loops' between two pages."""
    told = Outcome(rows)
    with tempfile.TemporaryDirectory(prefix="backfill-") as name:
        folder = Path(name)
        seed = [sys.executable, "-m", "imagine.sandbox", "seed", "--count", str(rows), "--data", name]
        subprocess.run(seed, cwd=ROOT, check=True, capture_output=True)
        place = databases.sqlite(folder)
        with SandboxProcess(data=folder) as sandbox:
            sandbox.pause()
            sandbox.add_rows([{"prompt": "The one that waits"}])
            began = time.monotonic()
            words = ("-m", "tests.soak_worker", sandbox.base_url, sandbox.key, "0", "", str(pause))
            worker = databases.start(place, *words, stderr=subprocess.DEVNULL)
            try:
                _watch(told, place, worker.pid, until=int(rows / 100 * KILL_AT))
                worker.kill()
                worker.wait()
                told.page_at_kill = _service(place)[0]
                worker = databases.start(place, *words, stderr=subprocess.DEVNULL)
                _watch(told, place, worker.pid, until=None)
            finally:
                worker.kill()
                worker.wait()
            told.seconds = time.monotonic() - began
        with closing(sqlite3.connect(place)) as line:
            ((told.stored,),) = line.execute("SELECT count(*) FROM imagine_imagine")
    return told


def _watch(told: Outcome, place: str, pid: int, until: int | None) -> None:
    """Look on until that page has been read, or everything."""
    read_at = None
    page = _service(place)[0]
    while (until is not None and page < until) or (until is None and _service(place)[1] is None):
        time.sleep(0.1)
        page, _, refreshed_at = _service(place)
        if page and until is None and not told.page_after:
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
