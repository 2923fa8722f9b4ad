"""What admins keep from being sent: everything, a generator's imagines, a member's, or some they selected."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from imagine import audit, changes
from imagine.models import Command, Hold, Imagine, ImagineQuerySet, Member, Status

# Widest first: whoever is told of one hold is told of the one that matters most.
ORDER = (Hold.Scope.ALL, Hold.Scope.GENERATOR, Hold.Scope.MEMBER, Hold.Scope.SELECTED)


def standing() -> list[Hold]:
    """Every hold that stands, the widest first; one of selected imagines stands while any of them is held."""
    waiting = _held().filter(hold=OuterRef("pk"))
    holds = Hold.objects.filter(~Q(scope=Hold.Scope.SELECTED) | Exists(waiting))
    holds = holds.select_related("by").order_by("created_at")
    return sorted(holds, key=lambda hold: ORDER.index(Hold.Scope(hold.scope)))


def reach(hold: Hold) -> Q:
    """The condition on imagines that a hold keeps from being sent."""
    if hold.scope == Hold.Scope.GENERATOR:
        return Q(generator=hold.value)
    if hold.scope == Hold.Scope.MEMBER:
        return Q(member__username=hold.value)
    if hold.scope == Hold.Scope.SELECTED:
        return Q(hold=hold)
    return Q()


def free(rows: ImagineQuerySet, holds: Sequence[Hold] | None = None) -> ImagineQuerySet:
    """Those of the rows that nothing keeps from being sent.

    While everything pending at Blockade is about to be cancelled nothing is sent either: it would be hit
    although nobody was told so.
    """
    if Command.objects.filter(kind=Command.Kind.CANCEL_ALL, done_at=None).exists():
        return rows.none()
    rows = rows.filter(hold=None)
    for hold in standing() if holds is None else holds:
        if hold.scope == Hold.Scope.ALL:
            return rows.none()
        if hold.scope != Hold.Scope.SELECTED:
            rows = rows.exclude(reach(hold))
    return rows


def over(generator: str, username: str, own: int | None, holds: Sequence[Hold]) -> Hold | None:
    """The widest of the holds that keeps such an imagine from being sent, None when it may go.

    `own` is the number of the hold that was put on the imagine itself, None without one.
    """
    for hold in holds:
        if hold.scope == Hold.Scope.SELECTED:
            is_over = hold.pk == own
        else:
            subjects = {Hold.Scope.GENERATOR: generator, Hold.Scope.MEMBER: username}
            is_over = hold.value == subjects.get(Hold.Scope(hold.scope), "")
        if is_over:
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
        _record("outbox held", found, by, why=reason)
    return found


def hold_selected(keys: Collection[int], *, reason: str, by: Member) -> list[int]:
    """Keep these imagines from being sent until that is resumed; returns those that still were held here.

    The state stands in the UPDATE, as it does when a sender claims a row: of the two only one finds it. What
    an earlier selection held goes over to this one, with its reason.
    """
    with transaction.atomic():
        found = Hold.objects.create(scope=Hold.Scope.SELECTED, value=uuid.uuid4().hex, reason=reason, by=by)
        if not changes.change(_held().filter(pk__in=list(keys)), hold=found):
            found.delete()
            return []
        held = _waiting(found)
        _record("outbox held", found, by, why=reason)
    return held


def resume(hold_id: int, *, by: Member) -> bool:
    """Let what was held go again; False when somebody else did so already."""
    with transaction.atomic():
        found = Hold.objects.select_for_update().filter(pk=hold_id).first()
        if found is None:
            return False
        _tell(found)
        _record("outbox resumed", found, by)
        found.delete()
    return True


def _tell(hold: Hold) -> None:
    """Have open pages show the hold, or its end, on everything that it reaches."""
    changes.change(_held().filter(reach(hold)))


def _record(what: str, hold: Hold, by: Member, why: str = "") -> None:
    """One line of the audit. Selected imagines are named in it; that of a single one belongs to it."""
    if hold.scope != Hold.Scope.SELECTED:
        audit.record(what, member=by, why=why, scope=hold.scope, value=hold.value)
        return
    keys = _waiting(hold)
    one = Imagine.objects.get(pk=keys[0]) if len(keys) == 1 else None
    audit.record(what, member=by, imagine=one, why=why, scope=hold.scope, rows=len(keys), imagines=keys)


def _held() -> ImagineQuerySet:
    return Imagine.objects.open().filter(status=Status.HELD)


def _waiting(hold: Hold) -> list[int]:
    return list(_held().filter(hold=hold).order_by("pk").values_list("pk", flat=True))
