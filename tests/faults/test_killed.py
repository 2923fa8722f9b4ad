"""A worker that is killed, wherever it is, makes nobody pay twice and loses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from tests.faults import databases

# Behaviours of `tests/faults/killing.py`, and which boundaries a short run takes: together they take all.
# STUDIO_KILL_ALL=1 takes every boundary in each of them.
BEHAVIOURS = {
    "accepts": (0, 1),
    "refuses": (0, 1),
    "silent before accepting": (0, 3),
    "silent after accepting": (1, 3),
    "resets after accepting": (0, 2),
    "502 after accepting": (2, 3),
    "accepts, and nobody hears": (0, 2),
}
EVERYWHERE = bool(os.environ.get("STUDIO_KILL_ALL"))
ROWS, WORKERS = 400, 2


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_killing_a_worker_at_any_boundary_charges_once_and_loses_nothing(sandbox, new_database, behaviour):
    start, step = (0, 1) if EVERYWHERE else BEHAVIOURS[behaviour]
    sandbox.pause()
    place = new_database("killed")
    if place.startswith("postgres") and not EVERYWHERE:
        # The same statements as on SQLite, where each of them was a boundary: every third will do.
        step *= 3
    words = (sandbox.base_url, sandbox.key, behaviour, str(start), str(step))
    told = json.loads(databases.run(place, "-m", "tests.faults.killing", *words, timeout=600))
    accepted = sandbox.statistics()["accepted"]
    times = Counter(one["params"]["seed"] for one in accepted)
    ids = {one["params"]["seed"]: one["id"] for one in accepted}

    sys.stdout.write(
        f"{len(told['rows'])} kills, {len(times)} accepted, at most {max(times.values(), default=0)} times\n"
    )
    assert told["boundaries"] > 15, "a worker came through alive before there was anything to kill it at"
    assert [seed for seed, count in times.items() if count > 1] == []
    if behaviour == "accepts, and nobody hears":
        assert len(ids) >= len(told["rows"])
    for row in told["rows"]:
        end = (row["status"], row["verdict"], row["blockade_id"])
        if there := ids.get(row["params"]["seed"]):
            assert end == ("pending", "", there)
        else:
            assert end in (("refused", "", None), ("unconfirmed", "absent", None))


def test_two_workers_of_twenty_threads_send_four_hundred_rows_once_each(sandbox, new_database):
    sandbox.pause()
    place = new_database("crowd")
    databases.run(place, "-m", "tests.faults.held", str(ROWS))
    words = ("-m", "tests.faults.crowd", sandbox.base_url, sandbox.key)
    workers = [databases.start(place, *words, stderr=subprocess.PIPE) for _ in range(WORKERS)]
    said = [worker.communicate(timeout=200)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * WORKERS, said
    statistics = sandbox.statistics()
    assert statistics["accepted_count"] == ROWS
    assert statistics["accepted_again"] == []
    assert statistics["in_flight_max"]["all"] <= 4
    assert json.loads(databases.run(place, "-m", "tests.faults.held", "count")) == {"pending": ROWS}
