"""Twenty threads of one worker that send whatever is held: `python -m tests.faults.crowd BASE_URL KEY`."""

from __future__ import annotations

import os
import sys
import threading
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.other_settings"

import django

django.setup()

from django.conf import settings  # noqa: E402 (settings come first)
from django.db import connections  # noqa: E402

from imagine import outbox  # noqa: E402
from imagine.models import Imagine, Status  # noqa: E402

THREADS, LIMIT = 20, 150.0


def main() -> None:
    settings.BLOCKADE_URL, settings.BLOCKADE_API_KEY = sys.argv[1:]
    settings.IMAGINE_IN_FLIGHT = 1_000_000
    problems: list[BaseException] = []

    def work() -> None:
        try:
            send_all()
        except BaseException as problem:
            problems.append(problem)
            raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.exit(1 if problems else 0)


def send_all() -> None:
    end = time.monotonic() + LIMIT
    while Imagine.objects.filter(status=Status.HELD).exists():
        assert time.monotonic() < end, "not all of it was sent in time"
        claimed = outbox.claim()
        if claimed is None:
            # All that is left is held back for a moment, or just being taken by another thread.
            time.sleep(0.05)
        else:
            outbox.send(claimed)


if __name__ == "__main__":
    main()
