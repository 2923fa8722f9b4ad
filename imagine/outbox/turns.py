"""Whose turn it is: the one order in which the outbox lets go, for the sender and for every page.

First what an admin moved to the front, the one moved last before the others. Then members take turns,
whoever sent longest ago first, each with the oldest of theirs.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.db.models import Max, Min
from django.utils import timezone

from imagine import changes, holds
from imagine.models import Imagine, ImagineQuerySet, Status

# Whoever has sent nothing for so long is as patient as somebody who never sent.
MEMORY = timedelta(hours=1)

LastSent = Mapping[int | None, float]


@dataclass(frozen=True)
class Held:
    """A held row as far as its turn depends on it."""

    pk: int
    member: int | None


@dataclass(frozen=True)
class Waiting(Held):
    """A held row that nothing keeps from being sent, with what decides about its turn."""

    front_at: datetime | None
    due_at: datetime | None


def waiting() -> ImagineQuerySet:
    """The rows that wait in the outbox and are not about to be cancelled."""
    return Imagine.objects.open().filter(status=Status.HELD, cancel_requested_at=None)


def due(now: datetime) -> ImagineQuerySet:
    """What could be sent now if there were room: not held back, and not waiting for another attempt."""
    return holds.free(waiting().filter(due_at__lte=now))


def is_any_due(now: datetime) -> bool:
    """Whether there is anything to send; the first of its questions is enough while the outbox is empty."""
    return waiting().filter(due_at__lte=now).exists() and due(now).exists()


def next_in_turn(now: datetime) -> int | None:
    """The row to send next; looks at one row of each member however long the line is."""
    rows = due(now)
    heads = dict(rows.values_list("member").annotate(Min("pk")).order_by())
    if not heads:
        return None
    front = rows.filter(front_at__isnull=False).order_by("-front_at", "pk").values_list("pk", "member")[:1]
    queues = {member: [pk] for member, pk in heads.items()}
    return next(in_turn([Held(*row) for row in front], queues, _last_sent(heads, now)))


def line(rows: Iterable[Waiting] | None = None) -> list[int]:
    """The ids of the rows in the order in which they will be sent; None asks for every row that may go."""
    now = timezone.now()
    if rows is None:
        found = holds.free(waiting()).order_by("pk")
        rows = [Waiting(*row) for row in found.values_list("pk", "member", "front_at", "due_at")]
    front: list[tuple[datetime, Waiting]] = []
    queues: dict[int | None, list[int]] = defaultdict(list)
    later: list[tuple[datetime, int]] = []
    for row in rows:
        if row.due_at is not None and row.due_at > now:
            later.append((row.due_at, row.pk))
        elif row.front_at is not None:
            front.append((row.front_at, row))
        else:
            queues[row.member].append(row.pk)
    # The sort keeps what was moved in one go in its order.
    front.sort(key=lambda entry: entry[0], reverse=True)
    members = {*queues, *(row.member for _, row in front)}
    turns = in_turn([row for _, row in front], queues, _last_sent(members, now))
    return [*turns, *(pk for _, pk in sorted(later))]


def to_front(keys: Iterable[int]) -> int:
    """Move held rows to the front of the line; returns how many still were in it."""
    return changes.change(waiting().filter(pk__in=list(keys)), front_at=timezone.now())


def in_turn(
    front: Sequence[Held], queues: Mapping[int | None, Sequence[int]], last_sent: LastSent
) -> Iterator[int]:
    """Yield row after row; `queues` holds each member's rows, `last_sent` seconds since the epoch."""
    # Later than any moment there was: what is sent from here on is sent after all that.
    after = count(int(max(last_sent.values(), default=0.0)) + 1)
    sent = dict(last_sent)
    for held in front:
        sent[held.member] = next(after)
        yield held.pk
    turns = [(sent.get(member, 0.0), rows[0], 0, member) for member, rows in queues.items() if rows]
    heapq.heapify(turns)
    while turns:
        _, pk, index, member = heapq.heappop(turns)
        yield pk
        if index + 1 < len(queues[member]):
            entry = (next(after), queues[member][index + 1], index + 1, member)
            heapq.heappush(turns, entry)


def _last_sent(members: Iterable[int | None], now: datetime) -> dict[int | None, float]:
    """When each of the members sent last, as seconds since the epoch."""
    recent = Imagine.objects.filter(member__in=[pk for pk in members if pk], sent_at__gte=now - MEMORY)
    found = recent.values_list("member").annotate(Max("sent_at")).order_by()
    return {member: at.timestamp() for member, at in found}
