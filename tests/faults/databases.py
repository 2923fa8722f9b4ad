"""Databases of tests' own: a migrated SQLite file, or one on a private PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.studio_process import ROOT, clean_environ


def environ(place: str) -> dict[str, str]:
    """What a program needs to work on the database at `place`."""
    return clean_environ() | {
        "STUDIO_TEST_DATABASE": place,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.other_settings",
    }


def migrated(place: str) -> str:
    """The same place, with our tables in it."""
    run(place, "-m", "django", "migrate", "--verbosity", "0")
    return place


def sqlite(folder: Path) -> str:
    return migrated(str(folder / "studio.sqlite3"))


def run(place: str, *arguments: str, timeout: float = 300) -> str:
    """Run Python on that database; its output. Fails with what it wrote when it fails."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environ(place),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout


def start(place: str, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start Python on that database, beside the test."""
    return subprocess.Popen([sys.executable, *arguments], env=environ(place), cwd=ROOT, text=True, **options)
