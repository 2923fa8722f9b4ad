"""The trash: imagines go in together and come back together; Blockade is told after a grace."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from imagine import audit, changes
from imagine.models import Command, Imagine, ImagineQuerySet, Member, Status

# Time to change one's mind before a deletion leaves for Blockade.
GRACE = timedelta(seconds=10)
# Deletions of one batch leave one by one, so that a cancel asked for meanwhile is not behind them all.
BETWEEN = timedelta(milliseconds=200)
# For so long a deletion waits for the archive, which may be behind, or without room on its disk. In an hour a
# picture is tried eight times; over one that never comes nothing may stay at Blockade for days.
PICTURE_PATIENCE = timedelta(hours=1)
# What such a deletion says meanwhile in place of an outcome.
AWAITING_PICTURE = "waits for its picture"


def throw(rows: ImagineQuerySet, member: Member, reason: str = "") -> list[int]:
    """Move `rows` to the trash under one moment; returns the numbers of those that went.

    What is in already stays as it is, and what is on its way to Blockade this instant stays out.
    """
    now = timezone.now()
    with transaction.atomic():
        wanted = list(
            rows.filter(trashed_at=None).exclude(status=Status.SENDING).values_list("pk", flat=True)
        )
        if not wanted:
            return []
        free = Imagine.objects.filter(pk__in=wanted, trashed_at=None).exclude(status=Status.SENDING)
        changes.change(free, trashed_at=now, trashed_by=member, trash_reason=reason)
        thrown = Imagine.objects.filter(pk__in=wanted, trashed_at=now, trashed_by=member).order_by("-pk")
        thrown = thrown.only("blockade_id", "gone_at")
        if thrown.filter(status=Status.HELD).exists():
            changes.change(thrown.filter(status=Status.HELD), status=Status.ABORT, ended_at=now)
        gone = list(thrown)
        _delete_at_blockade(gone, member, reason, now)
        audit.record_each("moved to trash", gone, member=member, why=reason)
    return [imagine.pk for imagine in gone]


def _delete_at_blockade(gone: list[Imagine], member: Member, reason: str, now: datetime) -> None:
    there = [imagine for imagine in gone if imagine.blockade_id and imagine.gone_at is None]
    Command.objects.bulk_create(
        Command(
            kind=Command.Kind.DELETE,
            imagine=imagine,
            member=member,
            reason=reason,
            due_at=now + GRACE + number * BETWEEN,
        )
        for number, imagine in enumerate(there)
    )


def bring_back(rows: ImagineQuerySet, member: Member) -> list[int]:
    """Take `rows` out of the trash and stop deletions that have not left; returns the numbers of the rows."""
    with transaction.atomic():
        back = list(rows.filter(trashed_at__isnull=False).order_by("-pk").only("pk"))
        if not back:
            return []
        numbers = [imagine.pk for imagine in back]
        there = Imagine.objects.filter(pk__in=numbers, trashed_at__isnull=False)
        changes.change(there, trashed_at=None, trashed_by=None, trash_reason="")
        waiting = Command.objects.filter(
            imagine__in=numbers, kind=Command.Kind.DELETE, done_at=None, lease_until=None
        )
        waiting.update(done_at=timezone.now(), outcome="taken back")
        audit.record_each("restored", back, member=member)
    return numbers


def awaits_picture(imagine: Imagine) -> bool:
    """Whether the archive still has to fetch the picture: deleted at Blockade, it would be lost."""
    return imagine.status == Status.COMPLETE and imagine.archive_due_at is not None


def put_off(command: Command) -> bool:
    """Have a deletion wait for its picture; False when it need not, or has waited long enough."""
    until = command.created_at + PICTURE_PATIENCE
    imagine = command.imagine
    if imagine is None or not awaits_picture(imagine) or timezone.now() >= until:
        return False
    row = Command.objects.filter(pk=command.pk)
    row.update(lease_until=None, due_at=until, outcome=AWAITING_PICTURE)
    # The archive may have ended with it in this very moment, and have found nobody waiting.
    imagine.refresh_from_db()
    if not awaits_picture(imagine):
        go_on(imagine)
    return True


def go_on(imagine: Imagine) -> None:
    """Let a deletion leave that has waited for this picture: it is kept by now, or was given up."""
    waiting = Command.objects.filter(imagine=imagine.pk, done_at=None, outcome=AWAITING_PICTURE)
    waiting.update(due_at=timezone.now(), outcome="")


def thrown_at(moment: datetime, member: Member) -> ImagineQuerySet:
    """What this member threw away in one go."""
    return Imagine.objects.filter(trashed_at=moment, trashed_by=member)


def open_to(member: Member, *, is_admin: bool) -> ImagineQuerySet:
    """What this member finds in the trash: one's own, for an admin everybody's."""
    rows = Imagine.objects.filter(trashed_at__isnull=False)
    return rows if is_admin else rows.filter(member=member)
