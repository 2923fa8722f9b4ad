"""Everything open, in the order in which it will be made, and when each should start.

One narrow question to the table, however many pages want counts, places or estimates of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.cache import cache

from imagine import changes, holds, limits, throughput
from imagine.models import Command, Hold, Imagine, Status
from imagine.outbox import taking_room, turns
from imagine.throughput import Pace

# What stands further on is shown first. A word that Blockade invents tomorrow stands before what is held.
STAGES = (Status.PROCESSING, Status.DISPATCHED, Status.PENDING, Status.UNCONFIRMED, Status.SENDING)
COLUMNS = (
    "pk",
    "status",
    "generator",
    "queue_position",
    "created_at",
    "cancel_requested_at",
    "front_at",
    "due_at",
    "hold",
    "member",
    "member__username",
    "member__first_name",
    "member__last_name",
)
# Seconds for which one process may show the line of a revision; attempts that fall due are no revision.
MEMORY = 3

Turn = tuple[int, int, int]


@dataclass(frozen=True)
class Entry:
    """One open row as far as the line depends on it. `username` is "" for what other tools made.

    `hold` is the number of the hold that was put on this very row.
    """

    pk: int
    status: str
    generator: str
    queue_position: int | None
    created_at: datetime
    cancel_requested_at: datetime | None
    front_at: datetime | None
    due_at: datetime | None
    hold: int | None
    member: int | None
    username: str
    name: str

    @classmethod
    def read(cls, row: tuple[Any, ...]) -> Entry:
        """An entry from the values of COLUMNS."""
        *_, username, first, last = row
        name = f"{first or ''} {last or ''}".strip() or username or ""
        values = dict(zip(COLUMNS, row, strict=True))
        own: dict[str, Any] = {key: value for key, value in values.items() if "__" not in key}
        return cls(**own, username=username or "", name=name)

    @property
    def is_stopping(self) -> bool:
        """Whether somebody has asked to cancel it."""
        return self.cancel_requested_at is not None

    def hold_over(self, standing: Sequence[Hold]) -> Hold | None:
        """The widest of the holds that keeps it from being sent."""
        return holds.over(self.generator, self.username, self.hold, standing)


@dataclass(frozen=True)
class Outlook:
    """What a waiting imagine can expect; seconds are None where nothing was measured.

    `place` is the one at Blockade, or in our outbox for what is held here; `ahead` counts those at Blockade
    that stand before the outbox. `hold` keeps it there.
    """

    place: int | None = None
    ahead: int = 0
    starts_in: float | None = None
    leaves_in: float | None = None
    hold: Hold | None = None

    @property
    def in_whole(self) -> int | None:
        """The place in both lines together, as a list of everything has it."""
        return self.place + self.ahead if self.place else None


@dataclass(frozen=True)
class Lineup:
    """The line at one moment."""

    entries: list[Entry]
    holds: list[Hold]
    limit: int
    pace: Pace | None
    is_being_emptied: bool = False
    places: dict[int, int] = field(default_factory=dict)

    @cached_property
    def by_status(self) -> Counter[str]:
        """How many there are of each status."""
        return Counter(entry.status for entry in self.entries)

    @cached_property
    def in_flight(self) -> int:
        """The team's rows at Blockade or on their way, as the sender counts them."""
        return taking_room()

    @cached_property
    def on_hold(self) -> list[tuple[Hold, int]]:
        """Every hold with how many of the held it reaches."""
        held = [entry for entry in self.entries if entry.status == Status.HELD]
        return [(hold, sum(1 for entry in held if entry.hold_over([hold]))) for hold in self.holds]

    @cached_property
    def in_order(self) -> list[Entry]:
        """The entries in the order in which they will be made."""
        return sorted(self.entries, key=self.turn)

    def turn(self, entry: Entry) -> Turn:
        """The sort key of an entry: how far it is, its place, its number."""
        if entry.status == Status.HELD:
            return len(STAGES) + 1, self.places.get(entry.pk, len(self.entries)), entry.pk
        known = entry.status in STAGES
        stage = STAGES.index(Status(entry.status)) if known else len(STAGES)
        return stage, max(0, entry.queue_position or 0), entry.pk

    def outlook(self, entry: Entry) -> Outlook:
        """What a row of this line can expect."""
        if entry.status == Status.HELD:
            return self._outlook_of_held(entry)
        if entry.status != Status.PENDING or not entry.queue_position:
            # Blockade says 0 or 1 on rows that are long out of the line.
            return Outlook()
        place = entry.queue_position
        return Outlook(place, starts_in=self._wait(place - 1) if not entry.is_stopping else None)

    def _outlook_of_held(self, entry: Entry) -> Outlook:
        hold = entry.hold_over(self.holds)
        place = self.places.get(entry.pk)
        ahead = self.by_status[Status.PENDING] + self.by_status[Status.SENDING]
        if place is None or self.pace is None:
            return Outlook(place, ahead, hold=hold)
        leaves = max(0, place - max(0, self.limit - self.in_flight)) * self.pace.seconds
        return Outlook(place, ahead, self._wait(ahead + place - 1), leaves, hold)

    def _wait(self, ahead: int) -> float | None:
        being_made = self.by_status[Status.DISPATCHED] + self.by_status[Status.PROCESSING]
        return self.pace.wait(ahead, being_made) if self.pace else None

    def outlooks(self, keys: Iterable[int]) -> dict[int, Outlook]:
        """What each of these rows can expect, of those that are in the line."""
        wanted = set(keys)
        return {entry.pk: self.outlook(entry) for entry in self.entries if entry.pk in wanted}


def read() -> Lineup:
    """The line as it is now."""
    rows = Imagine.objects.visible().open().order_by("pk").values_list(*COLUMNS)
    entries = [Entry.read(row) for row in rows]
    standing = holds.standing()
    is_being_emptied = Command.objects.filter(kind=Command.Kind.CANCEL_ALL, done_at=None).exists()
    places = {} if is_being_emptied else _places(entries, standing)
    return Lineup(entries, standing, limits.in_flight(), throughput.pace(), is_being_emptied, places)


def known(keys: Iterable[int]) -> Lineup:
    """The line as this process saw it at the newest revision; read anew where it lacks one of these rows."""
    key = f"lineup:{changes.current_revision()}"
    found: Lineup | None = cache.get(key)
    if found is None or not {entry.pk for entry in found.entries}.issuperset(keys):
        found = read()
        cache.set(key, found, MEMORY)
    return found


def _places(entries: list[Entry], standing: list[Hold]) -> dict[int, int]:
    free = [
        turns.Waiting(entry.pk, entry.member, entry.front_at, entry.due_at)
        for entry in entries
        if entry.status == Status.HELD and not entry.is_stopping and entry.hold_over(standing) is None
    ]
    return {pk: place for place, pk in enumerate(turns.line(free), start=1)} if free else {}
