"""Who is on the team: roles, who may come in, and sessions.

Each change acts on the member's next request and leaves one line in the audit. Changes that could cost the
studio its last admin take turns, so that two admins at the same moment cannot demote each other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F

from imagine import audit
from imagine.models import Counter, Member
from imagine.permissions import ADMIN, DEMO_PREFIX, admins, role_held, set_role
from imagine.search import ELSEWHERE

# Names that mean something else: a filter's word, and the demo's own members.
RESERVED = (ELSEWHERE,)
TURNS = "people"


class LastAdmin(Exception):
    """Without this one nobody could let people in, or anything else that is an admin's to do."""

    for_people = "The studio needs an admin who can come in. Make somebody else one first."


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction for which others like it wait, in every process: the lock is a row's own."""
    with transaction.atomic():
        Counter.objects.get_or_create(name=TURNS)
        Counter.objects.filter(name=TURNS).update(value=F("value") + 1)
        yield


def is_taken(username: str) -> bool:
    """Whether nobody new can have this user name: somebody has it in some spelling, or it means more."""
    name = username.casefold()
    if name in RESERVED or name.startswith(DEMO_PREFIX):
        return True
    return Member.objects.filter(username__iexact=username).exists()


def change_role(member: Member, role: str, *, by: Member | None, why: str = "") -> bool:
    """Give a member a role; False when they have it already. Raises LastAdmin."""
    with in_turn():
        member = Member.objects.get(pk=member.pk)
        before = role_held(member)
        if before == role:
            return False
        if role != ADMIN:
            _keep_an_admin_beside(member)
        set_role(member, role)
        audit.record("role changed", member=by, why=why, whom=member.username, before=before, after=role)
    return True


def deactivate(member: Member, *, by: Member | None, why: str = "") -> bool:
    """Shut the door on a member and end their sessions; all that is theirs stays. Raises LastAdmin."""
    with in_turn():
        if not Member.objects.filter(pk=member.pk, is_active=True).exists():
            return False
        _keep_an_admin_beside(member)
        Member.objects.filter(pk=member.pk).update(is_active=False, session_salt=_new_salt())
        audit.record("member deactivated", member=by, why=why, whom=member.username)
    return True


def reactivate(member: Member, *, by: Member | None, why: str = "") -> bool:
    """Open the door again; False when it was open."""
    with in_turn():
        if not Member.objects.filter(pk=member.pk, is_active=False).update(is_active=True):
            return False
        audit.record("member reactivated", member=by, why=why, whom=member.username)
    return True


def end_sessions(member: Member, *, by: Member | None, why: str = "") -> None:
    """Have every browser of this member ask for sign-in on its next request."""
    with transaction.atomic():
        member.session_salt = _new_salt()
        member.save(update_fields=["session_salt"])
        audit.record("sessions ended", member=by, why=why, whom=member.username)


def change_email(member: Member, email: str, *, by: Member) -> bool:
    """Set the address by which the company's provider knows a member; False when somebody else has it."""
    with in_turn():
        others = Member.objects.exclude(pk=member.pk)
        if email and others.filter(email__iexact=email).exists():
            return False
        Member.objects.filter(pk=member.pk).update(email=email)
        audit.record("address changed", member=by, whom=member.username, before=member.email, after=email)
    return True


def everybody() -> list[Member]:
    """All members with their groups, those who can come in first, by name."""
    found = list(Member.objects.prefetch_related("groups"))
    for member in found:
        member.know_groups(group.name for group in member.groups.all())
    return sorted(found, key=lambda member: (not member.is_active, member.display_name.casefold()))


def _keep_an_admin_beside(member: Member) -> None:
    """Raise LastAdmin when `member` is the only admin who can come in."""
    found = list(admins().values_list("pk", flat=True)[:2])
    if found == [member.pk]:
        raise LastAdmin


def _new_salt() -> str:
    return secrets.token_hex(16)
