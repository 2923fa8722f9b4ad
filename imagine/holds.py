"""What admins keep from being sent: everything, one generator's imagines, or one member's."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from imagine import audit, changes
from imagine.models import Command, Hold, Imagine, ImagineQuerySet, Member, Status

# Widest first: whoever is told of one hold is told of the one that matters most.
ORDER = (Hold.Scope.ALL, Hold.Scope.GENERATOR, Hold.Scope.MEMBER)


def standing() -> list[Hold]:
    """Every hold that stands, the widest first."""
    holds = Hold.objects.select_related("by").order_by("created_at")
    return sorted(holds, key=lambda hold: ORDER.index(Hold.Scope(hold.scope)))


def reach(hold: Hold) -> Q:
    """The condition on imagines that a hold keeps from being sent."""
    if hold.scope == Hold.Scope.GENERATOR:
        return Q(generator=hold.value)
    if hold.scope == Hold.Scope.MEMBER:
        return Q(member__username=hold.value)
    return Q()


def free(rows: ImagineQuerySet, holds: Sequence[Hold] | None = None) -> ImagineQuerySet:
    """Those of the rows that nothing keeps from being sent.

    While everything pending at Blockade is about to be cancelled nothing is sent either: it would be hit
    although nobody was told so.
    """
    if Command.objects.filter(kind=Command.Kind.CANCEL_ALL, done_at=None).exists():
        return rows.none()
    for hold in standing() if holds is None else holds:
        if hold.scope == Hold.Scope.ALL:
            return rows.none()
        rows = rows.exclude(reach(hold))
    return rows


def over(generator: str, username: str, holds: Sequence[Hold]) -> Hold | None:
    """The widest of the holds that keeps such an imagine from being sent, None when it may go."""
    for hold in holds:
        subject = {Hold.Scope.GENERATOR: generator, Hold.Scope.MEMBER: username}.get(
            Hold.Scope(hold.scope), ""
        )
        if hold.value == subject:
            return hold
    return None


def hold(scope: str, value: str, *, reason: str, by: Member) -> Hold:
    """Keep something from being sent until it is resumed; a hold that stands gets the new reason."""
    with transaction.atomic():
        value = "" if scope == Hold.Scope.ALL else value
        found, _ = Hold.objects.update_or_create(
            scope=scope, value=value, defaults={"reason": reason, "by": by}
        )
        _tell(found)
        audit.record("outbox held", member=by, why=reason, scope=scope, value=value)
    return found


def resume(hold_id: int, *, by: Member) -> bool:
    """Let what was held go again; False when somebody else did so already."""
    with transaction.atomic():
        found = Hold.objects.select_for_update().filter(pk=hold_id).first()
        if found is None:
            return False
        _tell(found)
        audit.record("outbox resumed", member=by, scope=found.scope, value=found.value)
        found.delete()
    return True


def _tell(hold: Hold) -> None:
    """Have open pages show the hold, or its end, on everything that it reaches."""
    changes.change(Imagine.objects.open().filter(reach(hold), status=Status.HELD))
