"""What huge answers cost in memory: `python -m tests.faults.bodies BASE_URL KEY` prints kB by fault as JSON.

The product's own steps ask a sandbox whose every answer is spoilt. What is measured is the most that this
process ever held in RAM, beyond what it held after the same steps with proper answers.
"""

from __future__ import annotations

import http.client
import json
import os
import resource
import sys
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.other_settings"

import django

django.setup()

from django.conf import settings  # noqa: E402 (settings come first)

from imagine import outbox, upstream, worker  # noqa: E402
from imagine.blockade.errors import BlockadeError  # noqa: E402
from imagine.models import Imagine, Member, SharedFacts  # noqa: E402

ENDPOINTS = ("generators", "history", "imagine", "generate")
FAULTS: dict[str, dict[str, Any]] = {
    "huge": {"megabytes": 32},
    "compressed": {"megabytes": 24},
    "endless": {},
    "huge_head": {"headers": 1000},
    "deep": {"depth": 300_000},
}


def main() -> None:
    base_url, settings.BLOCKADE_API_KEY = sys.argv[1:]
    settings.BLOCKADE_URL = base_url
    member = Member.objects.create_user("mara")
    for _ in range(3):
        steps(member)
    usual = most()
    told = {}
    for fault, options in FAULTS.items():
        for endpoint in ENDPOINTS:
            order(base_url, {"endpoint": endpoint, "fault": fault, "times": None, **options})
        steps(member)
        order(base_url, None)
        told[fault] = most() - usual
    json.dump(told, sys.stdout)


def steps(member: Member) -> None:
    """One of each thing that asks Blockade."""
    outbox.ask(
        member, "stable-skybox", {"prompt": "Huge", "seed": uuid.uuid4().int % 10**6}, intent=uuid.uuid4()
    )
    Imagine.objects.filter(blockade_id__isnull=False).update(reread_at="2020-01-01T00:00Z")
    for step in (worker.refresh_catalogue, worker.refresh, worker.reread_next, worker.send_next):
        # The breaker would spare us the next answer.
        SharedFacts.objects.all().delete()
        upstream.connect().governor.answered()
        with suppress(BlockadeError):
            step()


def most() -> int:
    """The most RAM that this process ever held, in kB."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # The other one remembers whoever started us as well.
    return int(status.read_text().partition("VmHWM:")[2].split()[0])


def order(base_url: str, fault: dict[str, Any] | None) -> None:
    address = urlsplit(base_url)
    line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    line.request("POST" if fault else "DELETE", "/control/faults", json.dumps(fault) if fault else None)
    assert line.getresponse().read() is not None
    line.close()


if __name__ == "__main__":
    main()
