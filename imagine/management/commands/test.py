"""`manage.py test`: everything that is tested, by pytest; its arguments are pytest's."""

from __future__ import annotations

import importlib.util
import os
import sys
from typing import NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand

from blockade_site import browser

# More would meet each other at the ports, databases and browsers that each of them starts.
PROCESSES_AT_MOST = 4
NO_PYTEST = "pytest is not installed here: run  python -m pip install -r requirements-dev.txt"


class Command(BaseCommand):
    """Look for a browser, then become pytest, so that its exit status is ours."""

    help = "Run all tests, in a real browser too. Takes pytest's arguments."

    def run_from_argv(self, argv: list[str]) -> NoReturn:
        """Leave every argument to pytest, `--help` included."""
        if importlib.util.find_spec("pytest") is None:
            sys.exit(NO_PYTEST)
        browser.ensure()
        os.chdir(settings.BASE_DIR)
        # The same Python with other arguments, no shell.
        arguments = argv[2:] or on_all_cores()
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606


def on_all_cores() -> list[str]:
    """Arguments that share the whole suite among processes, the slow tests of one file too.

    Two at least: half of the time a test waits for a browser or a server. More than there are cores make no
    run shorter, and some tests wait for seconds of the clock.
    """
    processes = max(2, min(os.cpu_count() or 1, PROCESSES_AT_MOST))
    return [f"--numprocesses={processes}", "--dist=worksteal"]
