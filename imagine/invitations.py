"""Ways in for new members: a link that works once, for seven days, until an admin takes it back.

Only the digest of a link's secret part is kept. What somebody finds in the table opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from imagine import audit
from imagine.models import Invitation, Member
from imagine.people import in_turn
from imagine.permissions import set_role

LIFE = timedelta(days=7)


def invite(by: Member, role: str, *, note: str = "", email: str = "") -> tuple[Invitation, str]:
    """Make an invitation; returns it with its token, which is told this once and never again."""
    token = secrets.token_urlsafe(32)
    with in_turn():
        made = Invitation.objects.create(
            digest=_digest(token),
            role=role,
            note=note,
            email=email,
            by=by,
            expires_at=timezone.now() + LIFE,
        )
        audit.record("invited", member=by, why=note, role=role, invitation=made.pk)
    return made, token


def waiting() -> QuerySet[Invitation]:
    """Invitations that still open the door."""
    return Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


def listed() -> list[Invitation]:
    """What admins see: those that wait, newest first."""
    return list(waiting().select_related("by").order_by("-created_at"))


def find(token: str) -> Invitation | None:
    """The invitation that a link is for; None for one that is unknown, used, expired or revoked alike."""
    return waiting().filter(digest=_digest(token)).first()


def accept(invitation: Invitation, make: Callable[[str], Member]) -> Member | None:
    """Use an invitation for the member that `make(email)` creates; None when somebody used it meanwhile.

    Whatever `make` raises leaves the invitation as it was.
    """
    with in_turn():
        if not waiting().filter(pk=invitation.pk).update(used_at=timezone.now()):
            return None
        # An address that somebody got meanwhile is theirs.
        is_free = not Member.objects.filter(~Q(email=""), email__iexact=invitation.email).exists()
        member = make(invitation.email if is_free else "")
        set_role(member, invitation.role)
        Invitation.objects.filter(pk=invitation.pk).update(used_by=member)
        audit.record(
            "invitation accepted",
            member=member,
            whom=member.username,
            role=invitation.role,
            invitation=invitation.pk,
        )
    return member


def revoke(invitation_id: int, by: Member) -> bool:
    """Take an invitation back; False when it opens nothing any more anyway."""
    with in_turn():
        if not waiting().filter(pk=invitation_id).update(revoked_at=timezone.now()):
            return False
        audit.record("invitation revoked", member=by, invitation=invitation_id)
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
