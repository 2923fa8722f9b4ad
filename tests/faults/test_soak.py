"""The soak, short: the same program that `manage.py soak` runs for five minutes."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.studio_process import ROOT, clean_environ

SECONDS = os.environ.get("STUDIO_SOAK_SECONDS", "60")


def test_after_trouble_and_kills_everything_that_must_hold_holds():
    command = [sys.executable, "manage.py", "soak", "--seconds", SECONDS, "--seed", "7"]
    done = subprocess.run(
        command, cwd=ROOT, env=clean_environ(), capture_output=True, text=True, timeout=float(SECONDS) + 300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    sys.stdout.write(done.stdout)
    lines = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")]
    assert lines == ["ok"] * 7
