"""`manage.py worker`: the loops that talk to Blockade, alone, as many times as there are machines."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from imagine.worker import start_embedded


class Command(BaseCommand):
    """Runs until SIGTERM or Ctrl+C, then lets every loop finish its step."""

    help = "Send what is held, keep the mirror fresh, fetch pictures."

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the loops and wait."""
        asked_to_stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: asked_to_stop.set())
        worker = start_embedded()
        self.stdout.write("Worker running.")
        asked_to_stop.wait()
        worker.stop()
        self.stdout.write("Worker stopped.")
