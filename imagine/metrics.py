"""What operators watch: numbers counted by every process, summed in the database, read by one page.

`count` only adds in memory. The worker's loops call `flush` now and then, so that watching costs no write per
call; what a process counted since its last flush is lost with it.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Count, F, Min
from django.utils import timezone

from imagine import agreement
from imagine.models import AT_BLOCKADE, Command, Imagine, Service, Status, Tally

log = logging.getLogger(__name__)

PREFIX = "imagine_"
# Upper ends, in seconds, of the classes that latencies are counted in.
BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 30.0)
HELP = {
    "upstream_calls_total": ("counter", "Calls to Blockade by endpoint and outcome."),
    "upstream_seconds": ("histogram", "How long calls to Blockade took, by endpoint."),
    "polls_total": ("counter", "Requests of the history's poll by outcome."),
    "poll_seconds_total": ("counter", "Seconds spent answering polls."),
    "hints_total": ("counter", "Webhook calls by what was done with them."),
    "imagines": ("gauge", "Rows that can still change, by status."),
    "outbox_size": ("gauge", "Imagines held in the outbox."),
    "outbox_oldest_seconds": ("gauge", "Age of the oldest imagine in the outbox."),
    "unconfirmed": ("gauge", "Submissions without a readable answer that are looked for."),
    "undecided": ("gauge", "Submissions for which a person has to decide."),
    "commands_waiting": ("gauge", "Cancels and deletes that are not carried out yet."),
    "archive_waiting": ("gauge", "Finished pictures that are not fetched yet."),
    "disk_full": ("gauge", "1 while pictures wait for room on the disk."),
    "mirror_lag_seconds": ("gauge", "Seconds since the history was read last."),
    "backfill_rows": ("gauge", "Rows read by the first reading of the whole history."),
    "backfill_done": ("gauge", "1 when the whole history has been read once."),
    "upstream_failing": ("gauge", "1 while Blockade gives no usable answer."),
    "breaker_open": ("gauge", "1 while calls are held back because the last ones failed."),
    "paused_seconds": ("gauge", "Seconds left of the pause that Blockade asked for."),
    "calls_in_flight": ("gauge", "Calls under way at Blockade now, of all processes."),
}

_lock = threading.Lock()
_counted: defaultdict[str, float] = defaultdict(float)


def count(name: str, amount: float = 1, **labels: str) -> None:
    """Add to a number, in memory; the labels' values are short words of our own."""
    with _lock:
        _counted[_key(name, labels)] += amount


def observe(endpoint: str, outcome: str, seconds: float) -> None:
    """Count one call to Blockade and how long it took."""
    count("upstream_calls_total", endpoint=endpoint, outcome=outcome)
    count("upstream_seconds_sum", seconds, endpoint=endpoint)
    count("upstream_seconds_count", endpoint=endpoint)
    for end in (*(f"{end:g}" for end in BUCKETS if seconds <= end), "+Inf"):
        count("upstream_seconds_bucket", endpoint=endpoint, le=end)


def flush() -> None:
    """Add what this process counted to the common sums."""
    with _lock:
        counted = dict(_counted)
        _counted.clear()
    try:
        with transaction.atomic():
            for name, value in sorted(counted.items()):
                if not Tally.objects.filter(pk=name).update(value=F("value") + value):
                    Tally.objects.get_or_create(pk=name)
                    Tally.objects.filter(pk=name).update(value=F("value") + value)
    except DatabaseError:
        with _lock:
            for name, value in counted.items():
                _counted[name] += value
        raise


def _key(name: str, labels: Mapping[str, str]) -> str:
    told = ",".join(f'{label}="{_escaped(value)}"' for label, value in labels.items())
    return f"{name}{{{told}}}" if told else name


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@dataclass(frozen=True)
class Facts:
    """How everything is at this moment, for the metrics and for the operators' page."""

    by_status: Mapping[str, int]
    oldest_held_at: datetime | None
    undecided: int
    commands: int
    archive: int
    service: Service
    breaker_until: datetime | None
    paused_until: datetime | None
    remaining: int | None
    in_flight: int
    now: datetime

    @property
    def held(self) -> int:
        """Imagines in the outbox."""
        return self.by_status.get(Status.HELD, 0)

    @property
    def unconfirmed(self) -> int:
        """Submissions that are being looked for."""
        return self.by_status.get(Status.UNCONFIRMED, 0)

    @property
    def active(self) -> int:
        """Imagines at Blockade that have not ended."""
        return sum(self.by_status.get(status, 0) for status in AT_BLOCKADE)

    @property
    def oldest_held(self) -> timedelta:
        """How long the oldest imagine in the outbox has waited."""
        return self.now - self.oldest_held_at if self.oldest_held_at else timedelta()

    @property
    def lag(self) -> timedelta | None:
        """How long ago the history was read; None before the first time."""
        return self.now - self.service.refreshed_at if self.service.refreshed_at else None

    @property
    def pause(self) -> timedelta:
        """What is left of the pause that Blockade asked for."""
        return self.paused_until - self.now if self.paused_until else timedelta()


def facts() -> Facts:
    """Read how everything is; a handful of queries on open rows only."""
    now = timezone.now()
    rows = Imagine.objects.open()
    mood = agreement.SharedState().read()
    decide = Imagine.objects.filter(ended_at=None, gone_at=None, status=Status.UNCONFIRMED, trashed_at=None)
    return Facts(
        by_status=dict(rows.values_list("status").annotate(Count("pk")).order_by()),
        oldest_held_at=rows.filter(status=Status.HELD).aggregate(at=Min("created_at"))["at"],
        undecided=decide.exclude(verdict="").count(),
        commands=Command.objects.filter(done_at=None).count(),
        archive=Imagine.objects.filter(archive_due_at__isnull=False).count(),
        service=Service.objects.filter(pk="blockade").first() or Service(),
        breaker_until=agreement.moment(mood.open_until),
        paused_until=agreement.moment(mood.pause_until) if mood.pause_until > now.timestamp() else None,
        remaining=mood.remaining if mood.remaining >= 0 else None,
        in_flight=agreement.taken(),
        now=now,
    )


def exposition() -> str:
    """Everything in Prometheus' text format, version 0.0.4."""
    lines = []
    samples = sorted([*_gauges(facts()), *_tallies()])
    for name, (kind, about) in HELP.items():
        mine = [(key, value) for key, value in samples if _family(key) == name]
        if mine:
            lines += [f"# HELP {PREFIX}{name} {about}", f"# TYPE {PREFIX}{name} {kind}"]
            lines += [f"{PREFIX}{key} {value:.15g}" for key, value in mine]
    return "\n".join(lines) + "\n"


def _family(key: str) -> str:
    name = key.partition("{")[0]
    stem = name.removesuffix("_sum").removesuffix("_count").removesuffix("_bucket")
    return stem if HELP.get(stem, ("",))[0] == "histogram" else name


def _tallies() -> Iterable[tuple[str, float]]:
    """The common sums, with what this process has not added to them yet."""
    found = defaultdict(float, Tally.objects.values_list("name", "value"))
    with _lock:
        for name, value in _counted.items():
            found[name] += value
    return found.items()


def _gauges(now: Facts) -> Iterable[tuple[str, float]]:
    yield from ((_key("imagines", {"status": status}), count) for status, count in now.by_status.items())
    known = now.service
    yield from {
        "outbox_size": now.held,
        "outbox_oldest_seconds": now.oldest_held.total_seconds(),
        "unconfirmed": now.unconfirmed,
        "undecided": now.undecided,
        "commands_waiting": now.commands,
        "archive_waiting": now.archive,
        "disk_full": int(known.disk_full_since is not None),
        "backfill_rows": known.backfill_rows,
        "backfill_done": int(known.backfill_done_at is not None),
        "upstream_failing": int(known.failing_since is not None),
        "breaker_open": int(now.breaker_until is not None),
        "paused_seconds": now.pause.total_seconds(),
        "calls_in_flight": now.in_flight,
    }.items()
    if now.lag is not None:
        yield "mirror_lag_seconds", now.lag.total_seconds()


@dataclass(frozen=True)
class Latency:
    """Calls of one endpoint: how many, how many failed, seconds on average and for nine in ten at most."""

    endpoint: str
    calls: int
    failed: int
    average: float
    most: str


def latencies() -> list[Latency]:
    """How calls to Blockade went, for the operators' page."""
    sums = dict(_tallies())
    endpoints = sorted(key.split('"')[1] for key in sums if key.startswith("upstream_seconds_count"))
    return [_latency(endpoint, sums) for endpoint in endpoints]


def _latency(endpoint: str, sums: Mapping[str, float]) -> Latency:
    def said(name: str, **labels: str) -> float:
        return sums.get(_key(name, {"endpoint": endpoint, **labels}), 0)

    calls = said("upstream_seconds_count")
    trouble = sum(
        said("upstream_calls_total", outcome=word) for word in ("unreachable", "unconfirmed", "garbled")
    )
    fast = (end for end in BUCKETS if said("upstream_seconds_bucket", le=f"{end:g}") >= 0.9 * calls)
    end = next(fast, None)
    return Latency(
        endpoint,
        int(calls),
        int(trouble),
        said("upstream_seconds_sum") / calls if calls else 0.0,
        f"{end:g}" if end is not None else "",
    )
