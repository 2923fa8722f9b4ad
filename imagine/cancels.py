"""Many imagines cancelled in one go, with time to take it back and an outcome for each.

For what is at Blockade a cancel is a command that is due in ten seconds; until then it is only a row, so it
survives every crash. What is held here stops at once, which costs nothing, and can be put back for as long.
Everything that was asked for in one go carries the same `batch`.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from imagine import audit, changes
from imagine.models import Command, Imagine, ImagineQuerySet, Member, Status

# Time to change one's mind before the first DELETE leaves.
UNDO = timedelta(seconds=10)
# Rows that one call stops together are looked at after that call; this is for a call that never comes.
AFTER_ALL = timedelta(minutes=10)

CANCELLED, FINISHED, GONE, KEPT = "cancelled", "finished first", "gone", "not cancelled"
NOT_ASKED: dict[str, Any] = {"cancel_requested_at": None, "cancelled_by": None, "cancel_reason": ""}
TAKEN_BACK, BY_ANOTHER = "taken back", "cancelled by somebody else"


@dataclass(frozen=True)
class Undone:
    """What became of an undo: how many go on, and for how many it came too late."""

    taken: int
    late: int


def stoppable(rows: ImagineQuerySet) -> ImagineQuerySet:
    """Those of the rows that a cancel can hit: held, or at Blockade and not ended, and not stopping already.

    What is on its way out has to land first.
    """
    return rows.stoppable().filter(cancel_requested_at=None)


def cancel(keys: Collection[int], member: Member, reason: str) -> uuid.UUID:
    """Stop these imagines; returns the batch, which has a line for every one of them."""
    order = _Order(member, reason)
    with transaction.atomic():
        rows = Imagine.objects.visible().filter(pk__in=list(keys))
        stopped, hit = order.stop_held(rows), order.mark(rows)
        missed = rows.exclude(pk__in=[*stopped, *hit])
        lines = [order.line(pk, outcome=CANCELLED) for pk in stopped]
        lines += [order.line(pk, due_in=UNDO) for pk in hit]
        lines += [order.line(row.pk, outcome=_too_late(row)) for row in missed]
        Command.objects.bulk_create(lines)
        order.record("cancel asked", [*stopped, *hit])
    return order.batch


def cancel_account(member: Member, reason: str, *, also_held: bool) -> uuid.UUID:
    """Stop all that waits at Blockade on this key in ten seconds, other tools' imagines included.

    One call stops them; each row that was meant is looked at afterwards, and cancelled by itself if that call
    did not reach it.
    """
    order = _Order(member, reason)
    with transaction.atomic():
        hit = order.mark(Imagine.objects.at_blockade().filter(status=Status.PENDING))
        stopped = order.stop_held(Imagine.objects.visible()) if also_held else []
        all_ = order.line(None, due_in=UNDO)
        all_.kind = Command.Kind.CANCEL_ALL
        lines = [order.line(pk, due_in=UNDO + AFTER_ALL) for pk in hit]
        lines += [order.line(pk, outcome=CANCELLED) for pk in stopped]
        Command.objects.bulk_create([all_, *lines])
        order.record("cancel of everything pending asked", [*hit, *stopped])
    return order.batch


@dataclass(frozen=True)
class _Order:
    """One wish to cancel: by whom, why, when."""

    member: Member
    reason: str
    batch: uuid.UUID = field(default_factory=uuid.uuid4)
    now: datetime = field(default_factory=timezone.now)

    def stop_held(self, rows: ImagineQuerySet) -> list[int]:
        """Stop those of the rows that are still held here; returns their ids."""
        return self._change(rows.filter(status=Status.HELD), status=Status.ABORT, ended_at=self.now)

    def mark(self, rows: ImagineQuerySet) -> list[int]:
        """Say on those of the rows that are at Blockade that they are to be stopped; returns their ids."""
        return self._change(rows.exclude(status=Status.HELD))

    def _change(self, rows: ImagineQuerySet, **fields: object) -> list[int]:
        asked = {"cancel_requested_at": self.now, "cancelled_by": self.member, "cancel_reason": self.reason}
        meant = list(stoppable(rows).values_list("pk", flat=True))
        # A sender or another person may be quicker for some of them: the moment tells which ones are ours.
        changes.change(stoppable(rows.filter(pk__in=meant)), **asked, **fields)
        ours = Imagine.objects.filter(pk__in=meant, cancel_requested_at=self.now, cancelled_by=self.member)
        return list(ours.order_by("pk").values_list("pk", flat=True))

    def line(self, imagine: int | None, *, due_in: timedelta = timedelta(), outcome: str = "") -> Command:
        """The command for one imagine; with an outcome there is nothing left to do about it."""
        return Command(
            kind=Command.Kind.CANCEL,
            imagine_id=imagine,
            member=self.member,
            reason=self.reason,
            batch=self.batch,
            created_at=self.now,
            due_at=self.now + due_in,
            done_at=self.now if outcome else None,
            outcome=outcome,
        )

    def record(self, what: str, keys: Sequence[int]) -> None:
        """One line of the audit for all of it."""
        _record(what, keys, self.member, self.reason, self.batch)


def _too_late(row: Imagine) -> str:
    """The outcome for an imagine that could not be stopped any more by the time it was asked for."""
    if row.is_stopping:
        return BY_ANOTHER
    if row.gone_at:
        return GONE
    return KEPT if row.is_active else FINISHED


def take_back(batch: uuid.UUID, member: Member) -> Undone:
    """Let everything of a batch go on that nobody has begun to cancel yet."""
    with transaction.atomic():
        lines = Command.objects.filter(batch=batch)
        free = lines.filter(done_at=None, lease_until=None, attempts=0).select_for_update(of=("self",))
        rows = list(free.values_list("pk", "imagine"))
        taken = [imagine for _, imagine in rows if imagine]
        going_on = Imagine.objects.filter(pk__in=taken, ended_at=None)
        changes.change(going_on, **NOT_ASKED)
        put_back = _put_back(lines)
        keys = [pk for pk, _ in rows]
        done = lines.filter(Q(pk__in=keys) | Q(imagine__in=put_back))
        done.update(done_at=timezone.now(), outcome=TAKEN_BACK)
        late = lines.exclude(imagine=None).filter(Q(done_at=None) | Q(outcome=CANCELLED)).count()
        if rows or put_back:
            _record("cancel taken back", [*taken, *put_back], member, "", batch)
    return Undone(len(taken) + len(put_back), late)


def _put_back(lines: QuerySet[Command]) -> list[int]:
    """Put what was held back into the outbox, if it was stopped a moment ago; returns the ids."""
    fresh = lines.filter(outcome=CANCELLED, created_at__gt=timezone.now() - UNDO)
    held = Q(imagine__blockade_id=None, imagine__status=Status.ABORT, imagine__trashed_at=None)
    stopped = fresh.filter(held, imagine__cancel_requested_at=F("created_at"))
    keys = list(stopped.values_list("imagine", flat=True))
    rows = Imagine.objects.filter(pk__in=keys, status=Status.ABORT, blockade_id=None)
    changes.change(rows, status=Status.HELD, ended_at=None, due_at=timezone.now(), **NOT_ASKED)
    return [key for key in keys if key]


def can_take_back(line: Command) -> bool:
    """Whether there is still something of this line to take back."""
    if line.done_at is None:
        return line.attempts == 0 and line.lease_until is None
    imagine = line.imagine
    was_held = imagine is not None and imagine.blockade_id is None and imagine.status == Status.ABORT
    return was_held and line.outcome == CANCELLED and timezone.now() < leaves_at(line)


def of_batch(batch: uuid.UUID) -> list[Command]:
    """Every line of a batch, the call for all of them first."""
    lines = Command.objects.filter(batch=batch).select_related("imagine__member", "member")
    return sorted(lines, key=lambda line: (line.imagine_id is not None, line.pk))


def batches_of(keys: Collection[int]) -> dict[int, Command]:
    """For each of these imagines the open command that is about to stop it and can still be taken back."""
    open_ = Command.objects.filter(
        imagine__in=list(keys), kind=Command.Kind.CANCEL, done_at=None, attempts=0, batch__isnull=False
    )
    return {line.imagine_id: line for line in open_.order_by("pk") if line.imagine_id}


def leaves_at(line: Command) -> datetime:
    """Until when a cancel can be taken back."""
    return line.created_at + UNDO


def _record(what: str, keys: Sequence[int], member: Member, reason: str, batch: uuid.UUID) -> None:
    """One line of the audit for all of it; that of a single imagine belongs to it."""
    one = Imagine.objects.filter(pk=keys[0]).first() if len(keys) == 1 else None
    audit.record(
        what, member=member, imagine=one, why=reason, rows=len(keys), imagines=list(keys), batch=str(batch)
    )
