"""Asked to end in the middle of everything, and started again."""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.faults import databases
from tests.sandbox_process import SandboxProcess
from tests.studio_process import StudioProcess

ROWS = 24
# Nothing may be stuck for longer after a restart.
STUCK_AT_MOST = timedelta(minutes=2)
ENDS = {"complete", "abort", "error"}
LEASES = (
    ("imagine_imagine", "lease_until"),
    ("imagine_slot", "lease_until"),
    ("imagine_service", "reading_until"),
)


def test_a_loaded_studio_that_is_asked_to_end_leaves_nothing_stuck_and_nothing_paid_twice(tmp_path):
    with SandboxProcess("--time-scale", "0.1") as blockade:
        environ = {"BLOCKADE_URL": blockade.base_url, "BLOCKADE_API_KEY": blockade.key, "IMAGINE_DEMO": "1"}
        studio = StudioProcess(tmp_path / "data", environ=environ)
        place = tmp_path / "data" / "studio.sqlite3"
        studio.start()
        # Two submissions are accepted without a word, and everything else is on its way, when it has to end.
        blockade.fault("generate", "silence_after", times=2, skip=3, seconds=60)
        databases.run(str(place), "-m", "tests.faults.held", str(ROWS))
        waits_until(lambda: blockade.statistics()["accepted_count"] == 5)
        assert count(place, "sent_at IS NULL")
        began = time.monotonic()
        assert studio.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < 15
        assert count(place, "status = 'sending'") == 2
        held_for = [lease - datetime.now(UTC) for lease in leases(place)]
        assert max(held_for) < STUCK_AT_MOST
        time_passes(place)
        with studio:
            waits_until(lambda: count(place, f"status IN {tuple(ENDS)}") == ROWS)
        statistics = blockade.statistics()
        assert (statistics["accepted_count"], statistics["accepted_again"]) == (ROWS, [])


def waits_until(is_so: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.1)


def ask(place: Path, question: str, change: bool = False) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(place, timeout=20)) as line:
        found = line.execute(question).fetchall()
        if change:
            line.commit()
        return found


def count(place: Path, condition: str) -> int:
    ((found,),) = ask(
        place, f"SELECT count(*) FROM imagine_imagine WHERE member_id IS NOT NULL AND {condition}"
    )
    return int(found)


def leases(place: Path) -> list[datetime]:
    """Until when each thing is held by the process that has ended."""
    held = [
        moment
        for table, column in LEASES
        for (moment,) in ask(place, f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
    ]
    return [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in held]


def time_passes(place: Path) -> None:
    """The leases have run out."""
    for table, column in LEASES:
        past = "2020-01-01 00:00:00"
        ask(place, f"UPDATE {table} SET {column} = '{past}' WHERE {column} IS NOT NULL", change=True)
