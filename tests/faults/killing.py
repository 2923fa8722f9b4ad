"""Kills a worker at every boundary of sending and looking, one real process each, and has another one settle.

`python -m tests.faults.killing BASE_URL KEY BEHAVIOUR START STEP` with STUDIO_TEST_DATABASE set and migrated;
prints what became of each row as JSON. A run is a fork of this program, so that it begins in milliseconds.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import time
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.other_settings"

import django

django.setup()

from django.conf import settings  # noqa: E402 (settings come first)
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from imagine import agreement, outbox, upstream  # noqa: E402
from imagine.blockade.errors import BlockadeError  # noqa: E402
from imagine.models import Imagine, Member, SharedFacts, Status  # noqa: E402
from imagine.outbox import reconciling, sending  # noqa: E402
from tests.faults.killer import Killer  # noqa: E402

# What Blockade does with the POST, as faults of the sandbox.
BEHAVIOURS: dict[str, dict[str, Any]] = {
    "accepts": {},
    "refuses": {"fault": "refuse", "status": 400},
    "silent before accepting": {"fault": "silence_before", "seconds": 5},
    "silent after accepting": {"fault": "silence_after", "seconds": 5},
    "resets after accepting": {"fault": "reset_after"},
    "502 after accepting": {"fault": "server_error_after", "status": 502, "html": True},
}
GENERATOR = "stable-skybox"
MOST_BOUNDARIES = 400
PATIENCE = 60.0


def main() -> None:
    base_url, key, behaviour, start, step = sys.argv[1:]
    settings.BLOCKADE_URL, settings.BLOCKADE_API_KEY = base_url, key
    settings.IMAGINE_IN_FLIGHT = 1_000_000
    agreement.SLOT_LEASE = timedelta(seconds=0.2)
    sending.LEASE = timedelta(seconds=3)
    reconciling.LOOK_EVERY = reconciling.LOOK_AT_MOST = timedelta(seconds=0)
    reconciling.LOOK_FOR = timedelta(seconds=3)
    if "silent" in behaviour:
        upstream.WRITE_SECONDS = 0.12
    member, _ = Member.objects.get_or_create(username="mara")
    rows, boundaries = [], 0
    # Whatever Blockade will do, a worker is the same until it speaks to it.
    first = 1 if behaviour == "accepts" else before_the_line(member, behaviour)
    for boundary in range(first + int(start), MOST_BOUNDARIES, int(step)):
        rows.append(ask(member, behaviour, len(rows)).pk)
        order(base_url, BEHAVIOURS[behaviour])
        if in_a_process(boundary):
            boundaries = boundary
            break
        # Not the next worker, but the last one is to find what this one left.
        Imagine.objects.filter(status=Status.HELD).update(due_at=timezone.now() + timedelta(hours=1))
    order(base_url, {})
    upstream.WRITE_SECONDS = 30.0
    settle()
    told = Imagine.objects.filter(pk__in=rows).values("params", "status", "verdict", "blockade_id")
    json.dump({"boundaries": boundaries, "rows": list(told)}, sys.stdout)


def before_the_line(member: Member, behaviour: str) -> int:
    """The last boundary before the first byte, found out by a worker that nobody kills."""
    ask(member, behaviour, -1)
    reads, writes = os.pipe()
    connections.close_all()
    if not os.fork():
        killer = Killer(0)
        killer.install()
        work()
        os.write(writes, str(killer.first_on_the_line).encode())
        os._exit(0)
    os.wait()
    return int(os.read(reads, 20)) - 1


def ask(member: Member, behaviour: str, number: int) -> Imagine:
    # The breaker would keep the next worker from the boundary that it is to die at.
    SharedFacts.objects.all().delete()
    params = {"prompt": f"A fjord that {behaviour}", "seed": 10 + number}
    return outbox.ask(member, GENERATOR, params, intent=uuid.uuid4())[0]


def order(base_url: str, fault: dict[str, Any]) -> None:
    """Have the sandbox treat the next POST so; take back what was ordered before."""
    address = urlsplit(base_url)
    line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    orders = [("DELETE", None), *([("POST", {"endpoint": "generate", **fault})] if fault else [])]
    for method, body in orders:
        line.request(method, "/control/faults", json.dumps(body) if body else None)
        assert line.getresponse().read() is not None
    line.close()


def in_a_process(boundary: int) -> bool:
    """Work in a process of its own that is killed at a boundary; True when it came through alive."""
    connections.close_all()
    child = os.fork()
    if not child:
        killer = Killer(boundary)
        killer.install()
        work()
        os._exit(0)
    _, how = os.waitpid(child, 0)
    assert os.WIFSIGNALED(how) or os.WEXITSTATUS(how) == 0, "the worker ended by an error of its own"
    return not os.WIFSIGNALED(how)


def work() -> None:
    """What a worker does for one row: send it, and look for it where no answer came."""
    claimed = outbox.claim()
    if claimed is not None:
        outbox.send(claimed)
    for imagine in outbox.due_for_reconciling()[:1]:
        try:
            outbox.reconcile(imagine)
        except BlockadeError:
            return


def settle() -> None:
    """What the next worker does, until nothing is left to do."""
    began = time.monotonic()
    Imagine.objects.filter(status=Status.HELD).update(due_at=timezone.now())
    ours = Imagine.objects.open().filter(blockade_id=None)
    while ours.exists():
        assert time.monotonic() - began < PATIENCE, list(ours.values("status", "due_at", "lease_until"))
        outbox.give_up_dead_claims()
        work()
        SharedFacts.objects.all().delete()
        time.sleep(0.01)


if __name__ == "__main__":
    main()
