"""What members are told: that an image of theirs is done, failed, or was stopped or thrown away by somebody.

Written in the transaction of the change itself, by changes.py, through which every change goes. A notice is
told once, however often an end is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from imagine import chat
from imagine.models import Imagine, Member, Notice, Status, Verdict

PAGE = 50


class Kind(models.TextChoices):
    """What a notice says, as the words on its page."""

    DONE = "done", "complete"
    FAILED = "failed", "could not be made"
    REFUSED = "refused", "refused"
    STOPPED = "stopped", "stopped"
    TRASHED = "trashed", "moved to the trash"
    ABSENT = "absent", "not accepted"
    SEVERAL = "several", "needs a decision of yours"


ENDS = {
    Status.COMPLETE: Kind.DONE,
    Status.ERROR: Kind.FAILED,
    Status.REFUSED: Kind.REFUSED,
    Status.ABORT: Kind.STOPPED,
}
VERDICTS = {Verdict.ABSENT: Kind.ABSENT, Verdict.SEVERAL: Kind.SEVERAL}
NEEDED = (
    "pk",
    "status",
    "verdict",
    "error_message",
    "cancel_reason",
    "trash_reason",
    "trashed_at",
    "member_id",
    "member__wants_done_notices",
    "cancelled_by_id",
    "trashed_by_id",
    "cancelled_by__username",
    "cancelled_by__first_name",
    "cancelled_by__last_name",
    "trashed_by__username",
    "trashed_by__first_name",
    "trashed_by__last_name",
)


def is_news(fields: Mapping[str, Any]) -> bool:
    """Whether a change of these fields can be worth a notice, or take one back."""
    told = fields.get("status") in ENDS or bool(fields.get("verdict")) or bool(fields.get("trashed_by"))
    return told or fields.get("status") == Status.HELD


def tell(revision: int) -> None:
    """Tell the owners of the rows that one change has touched, which are those with its revision."""
    changed = Imagine.objects.filter(revision=revision)
    told = [notice for row in changed.values(*NEEDED) if (notice := _notice(row)) is not None]
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    # A cancel that was taken back is no news any more.
    back = Notice.objects.filter(imagine__revision=revision, imagine__status=Status.HELD)
    back.filter(kind=Kind.STOPPED).delete()
    chat.hear_of_ends(list(changed.filter(status__in=ENDS).values("pk", "status", "prompt", "member_id")))


def _notice(row: Mapping[str, Any]) -> Notice | None:
    """What there is to tell of a row to its owner; None where they did it themselves."""
    owner = row["member_id"]
    if owner is None:
        return None
    if row["trashed_at"] is not None:
        return None if row["trashed_by_id"] == owner else _by(row, Kind.TRASHED, "trashed_by", "trash_reason")
    kind = ENDS.get(row["status"]) or VERDICTS.get(row["verdict"])
    if kind is None or (kind == Kind.DONE and not row["member__wants_done_notices"]):
        return None
    if kind == Kind.STOPPED:
        return None if row["cancelled_by_id"] == owner else _by(row, kind, "cancelled_by", "cancel_reason")
    why = row["error_message"] if kind in (Kind.FAILED, Kind.REFUSED) else ""
    return Notice(member_id=owner, imagine_id=row["pk"], kind=kind, details={"why": why})


def _by(row: Mapping[str, Any], kind: Kind, who: str, why: str) -> Notice:
    name = f"{row[f'{who}__first_name'] or ''} {row[f'{who}__last_name'] or ''}".strip()
    details = {"by": name or row[f"{who}__username"] or "", "why": row[why]}
    return Notice(member_id=row["member_id"], imagine_id=row["pk"], kind=kind, details=details)


def unread(member: Member) -> QuerySet[Notice]:
    """What a member has not read yet."""
    return Notice.objects.filter(member=member, read_at=None)


def newest(member: Member, before: int = 0) -> list[Notice]:
    """One page of notices, newest first, from the one before number `before` on; one more than a page."""
    found = Notice.objects.filter(member=member).select_related("imagine")
    found = found.only("kind", "details", "at", "read_at", "member_id", "imagine__prompt", "imagine__title")
    if before:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: PAGE + 1])


def read(member: Member, *, up_to: int) -> int:
    """Mark as read all that a member has seen, which ends at number `up_to`; returns how many were unread."""
    return unread(member).filter(pk__lte=up_to).update(read_at=timezone.now())


def read_one(member: Member, number: int) -> Notice | None:
    """Mark one as read; None when it is not this member's."""
    found = Notice.objects.filter(member=member, pk=number).first()
    if found is not None and found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
    return found
