"""Answers without end cost no memory."""

from __future__ import annotations

import json
import shutil
import sys

from tests.faults import databases

MOST_KB = 20_000


def test_huge_answers_cost_twenty_megabytes_at_most(sandbox, sqlite_file, tmp_path):
    sandbox.pause()
    # The file itself is what other tests begin with.
    place = str(shutil.copy(sqlite_file, tmp_path / "bodies.sqlite3"))
    told = json.loads(databases.run(place, "-m", "tests.faults.bodies", sandbox.base_url, sandbox.key))
    sys.stdout.write(f"kB beyond the usual: {told}\n")
    assert len(told) == 5
    assert max(told.values()) <= MOST_KB
