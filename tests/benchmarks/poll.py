"""What a poll costs: `python -m tests.benchmarks.poll` prints a table, in one process on one core.

Each line is the same WSGI application called as a server calls it, so that only Django and our code are
measured. The baseline is a view that says "ok" behind no middleware at all.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 (settings come first)
from django.core.management import call_command  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client, RequestFactory, override_settings  # noqa: E402
from django.urls import path  # noqa: E402

from imagine import changes, permissions  # noqa: E402
from imagine.models import Imagine, Member, Status  # noqa: E402

CARDS, SECONDS, RUNS = 18, 1.0, 5
urlpatterns = [path("bare/", lambda request: HttpResponse("ok"))]


def main() -> None:
    """Fill a database, time each kind of call, print the table."""
    call_command("migrate", verbosity=0)
    permissions.ensure_groups()
    member = Member.objects.create_user("bench")
    permissions.set_role(member, permissions.VIEWER)
    for number in range(CARDS):
        Imagine.objects.create(
            member=member,
            generator="sky",
            prompt=f"Prompt {number}",
            status=Status.PROCESSING,
            blockade_id=number,
        )
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(member)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    ids = ",".join(str(pk) for pk in Imagine.objects.values_list("pk", flat=True))
    seen = changes.current_revision()
    quiet = f"/history/changes/?seen={seen}&shape=tile&ids={ids}"
    busy = f"/history/changes/?seen=-1&shape=tile&ids={ids}"

    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=__name__):
        rows = [("a bare view, no middleware", *measure(call(WSGIHandler(), "/bare/", "")))]
    application = WSGIHandler()
    rows.append(("a poll, nothing new", *measure(call(application, quiet, cookie))))
    Imagine.objects.update(revision=seen + 1)
    rows.append((f"a poll that brings {CARDS} cards", *measure(call(application, busy, cookie))))
    rows.append((f"the history page, {CARDS} cards", *measure(call(application, "/history/", cookie))))
    show(rows)


def call(application: WSGIHandler, address: str, cookie: str) -> Callable[[], tuple[str, int]]:
    """A function that makes one call and returns its status and the bytes of its body."""
    environ = RequestFactory(SERVER_NAME="127.0.0.1").get(address, headers={"HX-Request": "true"}).environ | {
        "HTTP_COOKIE": cookie
    }

    def once() -> tuple[str, int]:
        statuses: list[str] = []
        answer = application(dict(environ), lambda status, headers, *_: statuses.append(status))
        size = sum(len(part) for part in answer)
        answer.close()
        return statuses[0][:3], size

    return once


def measure(once: Callable[[], Any]) -> tuple[str, int, float]:
    """Status, bytes of body, and the median of calls a second over several runs."""
    status, size = once()
    rates = []
    for _ in range(RUNS):
        calls, start = 0, time.perf_counter()
        while time.perf_counter() - start < SECONDS:
            once()
            calls += 1
        rates.append(calls / (time.perf_counter() - start))
    return status, size, statistics.median(rates)


def show(rows: list[tuple[str, str, int, float]]) -> None:
    """Print the table; the last column compares with the first line."""
    sys.stdout.write(f"{'call':<34}{'status':>7}{'bytes':>9}{'calls/s':>10}{'of bare':>9}\n")
    for name, status, size, rate in rows:
        share = rate / rows[0][3]
        sys.stdout.write(f"{name:<34}{status:>7}{size:>9,}{rate:>10,.0f}{share:>9.0%}\n")


if __name__ == "__main__":
    main()
