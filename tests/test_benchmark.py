"""`manage.py benchmark` fills databases of its own and prints a table of pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.studio_process import ROOT, clean_environ


def benchmark(rows: str, data: Path) -> subprocess.CompletedProcess[str]:
    environ = clean_environ() | {
        "IMAGINE_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "blockade_site.settings",
    }
    command = [sys.executable, "-m", "django", "benchmark", "--rows", rows]
    return subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=300)


def test_every_page_has_its_line_and_the_studio_is_left_alone(tmp_path):
    done = benchmark("100,150", tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stdout.splitlines() if "×" in line]
    for page in ("first page", "filter: failed", "search: rare word", "page 1,000", "poll, quiet"):
        assert any(line.startswith(page) and line.count("×") == 2 for line in lines), page
    assert not list(tmp_path.glob("*.sqlite3"))


def test_sizes_that_make_no_sense_are_refused_with_words(tmp_path):
    done = benchmark("many", tmp_path)
    assert done.returncode != 0
    assert "whole numbers" in done.stderr
