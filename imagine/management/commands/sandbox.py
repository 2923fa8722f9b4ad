"""`manage.py sandbox …`: hand over to the sandbox's own program, in this process and without Django."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

import imagine


class Command(BaseCommand):
    help = "A stand-in for the Imagine API on this machine: serve (default), seed or render. Try --help."

    def run_from_argv(self, argv: list[str]) -> None:
        """Replace this process, so that signals and exit codes are the sandbox's own."""
        root = str(Path(imagine.__file__).parent.parent)
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        sys.stdout.flush()
        command = [sys.executable, "-m", "imagine.sandbox", *argv[2:]]
        os.execve(sys.executable, command, environment)  # noqa: S606 (no shell is wanted; the words are ours)
