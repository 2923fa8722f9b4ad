"""How much may be under way: of the team together at Blockade, and of one member at all."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from imagine import audit, changes
from imagine.models import Imagine, Member, QueueControl

TEAM = "team"
# More in flight than this is no limit, and a column of the database has an end as well.
MOST = 10_000


class Full(Exception):
    """A member may not have so many open at once; `for_people` says what fits."""

    def __init__(self, limit: int, taken: int, asked: int) -> None:
        super().__init__(f"{asked} asked for, {taken} of {limit} taken")
        self.limit, self.taken, self.asked = limit, taken, asked

    @property
    def for_people(self) -> str:
        """What happened, what was kept, what to do."""
        rest = max(0, self.limit - self.taken)
        these = "this one does" if self.asked == 1 else f"these {self.asked} do"
        then = f"Ask for {rest} at most, or wait" if 0 < rest < self.asked else "Wait"
        return (
            f"You have {self.taken} open and may have {self.limit} at once, so {these} not fit. "
            f"Nothing was sent, and your settings are kept. {then} until some are done."
        )


def control() -> QueueControl:
    """The team's limits; an unsaved row while nobody has set any."""
    return QueueControl.objects.filter(pk=TEAM).first() or QueueControl(name=TEAM)


def in_flight(known: QueueControl | None = None) -> int:
    """How many of the team's imagines may be at Blockade at once."""
    limit = (known or control()).in_flight
    default: int = settings.IMAGINE_IN_FLIGHT
    return default if limit is None else limit


def make_room(member: Member, asked: int) -> None:
    """Let a member ask for so many more, or raise Full.

    Must run in the transaction that stores them: the lock on the member's row makes everybody who asks in
    the same name wait until these are counted.
    """
    limit = control().per_member
    if limit is None:
        return
    # Not a full lock, or every row that names the member would wait as well.
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    taken = Imagine.objects.open().filter(member=member).count()
    if taken + asked > limit:
        raise Full(limit, taken, asked)


def change(in_flight: int | None, per_member: int | None, *, by: Member) -> None:
    """Set the team's limits; None takes the default back, or lifts the limit."""
    with transaction.atomic():
        before = control()
        QueueControl.objects.update_or_create(
            pk=TEAM, defaults={"in_flight": in_flight, "per_member": per_member}
        )
        audit.record(
            "limits changed",
            member=by,
            before={"in_flight": before.in_flight, "per_member": before.per_member},
            after={"in_flight": in_flight, "per_member": per_member},
        )
        changes.announce()
