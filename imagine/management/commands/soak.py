"""`manage.py soak`: faults, kills and restarts for minutes, then a table of what must hold."""

from __future__ import annotations

import importlib.util
import os
import sys
from typing import NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand

NO_TESTS = "The soak comes with the tests, and they are not here: run it in a checkout of the source."


class Command(BaseCommand):
    """Hand over to tests/soak.py, in this process; takes its arguments."""

    help = "Misbehave at random for --seconds (300), then print what must hold and whether it does."

    def run_from_argv(self, argv: list[str]) -> NoReturn:
        """Leave every argument to the program, `--help` included."""
        os.chdir(settings.BASE_DIR)
        if importlib.util.find_spec("tests") is None:
            sys.exit(NO_TESTS)
        # The same Python with other arguments, no shell.
        os.execv(sys.executable, [sys.executable, "-m", "tests.soak", *argv[2:]])  # noqa: S606
