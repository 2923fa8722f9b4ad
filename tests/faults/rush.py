"""Forty at once, in threads of two processes: `python -m tests.faults.rush ask|claim|steer`.

Prints how many of this process's twenty were let in. All start at the moment that STUDIO_RUSH_AT names.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import uuid
from itertools import count

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.other_settings"

import django

django.setup()

from django.db import connections  # noqa: E402 (settings come first)

from imagine import holds, limits, outbox  # noqa: E402 (the same)
from imagine.models import Member  # noqa: E402 (the same)
from imagine.outbox import turns  # noqa: E402 (the same)

THREADS = 20
# Who comes when, for what every second one does.
COMERS = count()


def ask() -> bool:
    """One submission of the one member."""
    member = Member.objects.get()
    try:
        outbox.ask(member, "sky", {"prompt": "Rush", "seed": 1}, intent=uuid.uuid4())
    except limits.Full:
        return False
    return True


def claim() -> bool:
    """One row taken for sending."""
    return outbox.claim() is not None


def steer() -> bool:
    """Every second one sends the next in turn, the others put it on hold; whether it was sent."""
    if next(COMERS) % 2:
        return claim()
    member = Member.objects.get()
    while not holds.hold_selected(turns.line()[:1], reason="Rush", by=member):
        pass
    return False


def main() -> None:
    step = {"ask": ask, "claim": claim, "steer": steer}[sys.argv[1]]
    let_in: list[bool] = []
    problems: list[BaseException] = []

    def rush() -> None:
        try:
            time.sleep(max(0.0, float(os.environ["STUDIO_RUSH_AT"]) - time.time()))
            let_in.append(step())
        except BaseException as problem:
            problems.append(problem)
            raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=rush) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(str(sum(let_in)))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
