"""Many imagines cancelled in one go, with time to take it back and an outcome for each.

A cancel is a command that is due in ten seconds; until then it is only a row, so it survives every crash, and
taking it back is another row. Whatever is held here is not sent meanwhile. Everything that was asked for in
one go carries the same `batch`.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from imagine import audit, changes
from imagine.models import Command, Imagine, ImagineQuerySet, Member, Status

# Time to change one's mind before the first DELETE leaves.
UNDO = timedelta(seconds=10)
# Rows that one call stops together are looked at after that call; this is for a call that never comes.
AFTER_ALL = timedelta(minutes=10)

CANCELLED, FINISHED, GONE, KEPT = "cancelled", "finished first", "gone", "not cancelled"
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
    """Stop these imagines in ten seconds; returns the batch, which has a line for every one of them."""
    batch, now = uuid.uuid4(), timezone.now()
    with transaction.atomic():
        rows = Imagine.objects.visible().filter(pk__in=list(keys))
        hit = _mark(rows, member, reason, now)
        commands = [_command(pk, member, reason, batch, now, now + UNDO) for pk in hit]
        commands += [_missed(row, member, reason, batch, now) for row in rows.exclude(pk__in=hit)]
        Command.objects.bulk_create(commands)
        _record("cancel asked", hit, member, reason, batch)
    return batch


def cancel_account(member: Member, reason: str, *, also_held: bool) -> uuid.UUID:
    """Stop all that waits at Blockade on this key in ten seconds, other tools' imagines included.

    One call stops them; each row that was meant is looked at afterwards, and cancelled by itself if that call
    did not reach it.
    """
    batch, now = uuid.uuid4(), timezone.now()
    with transaction.atomic():
        pending = Imagine.objects.at_blockade().filter(status=Status.PENDING)
        hit = _mark(pending, member, reason, now)
        held = _mark(Imagine.objects.filter(status=Status.HELD), member, reason, now) if also_held else []
        commands = [_command(pk, member, reason, batch, now, now + UNDO + AFTER_ALL) for pk in hit]
        commands += [_command(pk, member, reason, batch, now, now + UNDO) for pk in held]
        all_ = _command(None, member, reason, batch, now, now + UNDO)
        all_.kind = Command.Kind.CANCEL_ALL
        Command.objects.bulk_create([all_, *commands])
        _record("cancel of everything pending asked", [*hit, *held], member, reason, batch)
    return batch


def take_back(batch: uuid.UUID, member: Member) -> Undone:
    """Let everything of a batch go on that nobody has begun to cancel yet."""
    with transaction.atomic():
        open_ = Command.objects.filter(batch=batch, done_at=None)
        free = open_.filter(lease_until=None, attempts=0).select_for_update(of=("self",))
        rows = list(free.values_list("pk", "imagine"))
        if not rows:
            return Undone(0, open_.count())
        keys = [pk for pk, _ in rows]
        Command.objects.filter(pk__in=keys).update(done_at=timezone.now(), outcome=TAKEN_BACK)
        imagines = [imagine for _, imagine in rows if imagine]
        going_on = Imagine.objects.filter(pk__in=imagines, ended_at=None)
        changes.change(going_on, cancel_requested_at=None, cancelled_by=None, cancel_reason="")
        _record("cancel taken back", imagines, member, "", batch)
        late = open_.exclude(pk__in=keys).exclude(imagine=None).count()
    return Undone(len(imagines), late)


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


def _mark(rows: ImagineQuerySet, member: Member, reason: str, now: datetime) -> list[int]:
    """Say on every row that can still be stopped by whom and why; returns their ids."""
    asked = {"cancel_requested_at": now, "cancelled_by": member, "cancel_reason": reason}
    meant = list(stoppable(rows).values_list("pk", flat=True))
    # Another process may be quicker for some of them: the moment tells which ones are ours.
    changes.change(stoppable(Imagine.objects.filter(pk__in=meant)), **asked)
    ours = Imagine.objects.filter(pk__in=meant, cancel_requested_at=now, cancelled_by=member)
    return list(ours.order_by("pk").values_list("pk", flat=True))


def _command(
    imagine: int | None, member: Member, reason: str, batch: uuid.UUID, now: datetime, due_at: datetime
) -> Command:
    return Command(
        kind=Command.Kind.CANCEL,
        imagine_id=imagine,
        member=member,
        reason=reason,
        batch=batch,
        created_at=now,
        due_at=due_at,
    )


def _missed(row: Imagine, member: Member, reason: str, batch: uuid.UUID, now: datetime) -> Command:
    """The line of an imagine that could not be stopped any more by the time it was asked for."""
    line = _command(row.pk, member, reason, batch, now, now)
    line.done_at = now
    if row.is_stopping:
        line.outcome = BY_ANOTHER
    elif row.gone_at:
        line.outcome = GONE
    else:
        line.outcome = KEPT if row.is_active else FINISHED
    return line


def _record(what: str, keys: Sequence[int], member: Member, reason: str, batch: uuid.UUID) -> None:
    """One line of the audit for all of it; that of a single imagine belongs to it."""
    one = Imagine.objects.filter(pk=keys[0]).first() if len(keys) == 1 else None
    audit.record(
        what, member=member, imagine=one, why=reason, rows=len(keys), imagines=list(keys), batch=str(batch)
    )
