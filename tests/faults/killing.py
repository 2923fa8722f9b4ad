"""Kills a worker at every boundary of sending and looking, one real process each, and has another one settle.

`python -m tests.faults.killing BASE_URL KEY BEHAVIOUR START STEP` with STUDIO_TEST_DATABASE set and migrated;
prints what became of each row as JSON. A run is a fork of this program, so that it begins in milliseconds.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
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

from imagine import outbox, upstream  # noqa: E402
from imagine.blockade.errors import BlockadeError  # noqa: E402
from imagine.models import Imagine, Member, SharedFacts, Slot, Status  # noqa: E402
from imagine.outbox import reconciling  # noqa: E402
from tests.faults.killer import Killer  # noqa: E402

# What Blockade does with the POST, as faults of the sandbox.
BEHAVIOURS: dict[str, dict[str, Any]] = {
    "accepts": {},
    "refuses": {"fault": "refuse", "status": 400},
    "silent before accepting": {"fault": "silence_before", "seconds": 5},
    "silent after accepting": {"fault": "silence_after", "seconds": 5},
    "resets after accepting": {"fault": "reset_after"},
    "502 after accepting": {"fault": "server_error_after", "status": 502, "html": True},
    # The first worker dies as soon as the answer comes, and the one that finds its row is killed as well.
    "accepts, and nobody hears": {},
}
GENERATOR = "stable-skybox"
MOST_BOUNDARIES = 400
MOST_ROUNDS = 20
# Boundaries from the first on the line to an answer that begins: connected, sent, begun to read.
HEARD = 8


def main() -> None:
    base_url, key, behaviour, start, step = sys.argv[1:]
    settings.BLOCKADE_URL, settings.BLOCKADE_API_KEY = base_url, key
    settings.IMAGINE_IN_FLIGHT = 1_000_000
    member, _ = Member.objects.get_or_create(username="mara")
    rows, boundaries, alive = [], 0, 0
    # Whatever Blockade will do, a worker is the same until it speaks to it.
    line = 0 if behaviour == "accepts" else before_the_line(member, behaviour)
    is_second = behaviour == "accepts, and nobody hears"
    for boundary in range((0 if is_second else line) + int(start) + 1, MOST_BOUNDARIES, int(step)):
        rows.append(ask(member, behaviour, len(rows)).pk)
        order(base_url, BEHAVIOURS[behaviour])
        if "silent" in behaviour:
            upstream.WRITE_SECONDS = 0.12
        if is_second:
            assert not in_a_process(line + HEARD), "the first worker came through alive"
            minutes_pass()
        # Twice in a row, or it was only too slow for its own deadline this time.
        alive = alive + 1 if in_a_process(boundary) else 0
        upstream.WRITE_SECONDS = 30.0
        order(base_url, {})
        settle(Imagine.objects.get(pk=rows[-1]))
        if alive == 2:
            boundaries = boundary
            break
    told = Imagine.objects.filter(pk__in=rows).values("params", "status", "verdict", "blockade_id")
    json.dump({"boundaries": boundaries, "rows": list(told)}, sys.stdout)


def before_the_line(member: Member, behaviour: str) -> int:
    """The last boundary before the first byte, found out by a worker that nobody kills."""
    row = ask(member, behaviour, -1)
    reads, writes = os.pipe()
    if not os.fork():
        killer = Killer(0)
        killer.install()
        work()
        os.write(writes, str(killer.first_on_the_line).encode())
        os._exit(0)
    os.wait()
    settle(row)
    return int(os.read(reads, 20)) - 1


def ask(member: Member, behaviour: str, number: int) -> Imagine:
    params = {"prompt": f"A fjord that {behaviour}", "seed": 10 + number}
    row = outbox.ask(member, GENERATOR, params, intent=uuid.uuid4())[0]
    hang_up()
    return row


def hang_up() -> None:
    """Leave no connection open that a fork would share."""
    connections.close_all()
    upstream.connect().close()
    upstream._connection.cache_clear()


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
    outbox.give_up_dead_claims()
    claimed = outbox.claim()
    if claimed is not None:
        outbox.send(claimed)
    for imagine in outbox.due_for_reconciling():
        try:
            outbox.reconcile(imagine)
        except BlockadeError:
            return


def minutes_pass() -> None:
    """Whatever the dead have left runs out; nobody else is at work, so nobody notices the jump."""
    long_ago = timezone.now() - timedelta(seconds=1)
    Imagine.objects.filter(status=Status.SENDING).update(lease_until=long_ago)
    Imagine.objects.open().filter(blockade_id=None).update(due_at=long_ago)
    Slot.objects.update(holder=None, lease_until=None)
    # The breaker would keep the next worker from the boundary that it is to die at.
    SharedFacts.objects.all().delete()
    hang_up()


def settle(row: Imagine) -> None:
    """What the next worker does with the row, ten minutes later; then Blockade's history is empty again."""
    looked_for, reconciling.LOOK_FOR = reconciling.LOOK_FOR, timedelta(0)
    for _ in range(MOST_ROUNDS):
        minutes_pass()
        row.refresh_from_db()
        if row.blockade_id or not row.is_active:
            break
        work()
    else:
        raise AssertionError(f"{row} has no end: {row.verdict}, due {row.due_at}, lease {row.lease_until}")
    reconciling.LOOK_FOR = looked_for
    if row.blockade_id:
        upstream.connect().delete(row.blockade_id)
    hang_up()


if __name__ == "__main__":
    main()
