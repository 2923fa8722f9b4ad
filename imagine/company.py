"""Sign-in with a company's own accounts: who of those that an OpenID provider knows may come in.

`openid` brings the provider's word. First whoever has come in that way before, known by the
provider's own word for them; then whose proven address is a member's or an open invitation's; then everybody
from the allowed domains, as a viewer. Nobody comes in by an address that the provider has not proven.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from imagine import audit, invitations, people
from imagine.models import Identity, Invitation, Member
from imagine.permissions import ROLES, VIEWER, set_role

log = logging.getLogger(__name__)

NOT_IN_A_NAME = re.compile(r"[^\w.@+-]")

Claims = Mapping[str, Any]


class NotLetIn(Exception):
    """Somebody cannot come in this way; `str(error)` is for them."""


def is_set_up() -> bool:
    """Whether there is a provider."""
    return bool(settings.OIDC_ISSUER)


def let_in(claims: Claims) -> Member:
    """The member behind a provider's claims, made now where they are expected; raises NotLetIn."""
    subject, email = str(claims["sub"]), _proven_address(claims)
    with people.in_turn():
        member = _known(subject) or _with_address(email, subject) or _expected(claims, email, subject)
        if not member.is_active:
            raise NotLetIn("Your account here is closed. Ask an admin.")
        _follow_role(member, claims)
    return Member.objects.get(pk=member.pk)


def _known(subject: str) -> Member | None:
    found = Identity.objects.filter(issuer=settings.OIDC_ISSUER, subject=subject).select_related("member")
    identity = found.first()
    return identity.member if identity else None


def _with_address(email: str, subject: str) -> Member | None:
    member = Member.objects.filter(email__iexact=email).first() if email else None
    if member is not None and member.is_active:
        _remember(member, subject)
    return member


def _expected(claims: Claims, email: str, subject: str) -> Member:
    """Somebody new, who has an invitation or comes from an allowed domain."""
    found = invitations.waiting().filter(email__iexact=email) if email else Invitation.objects.none()
    invitation = found.order_by("pk").first()
    if invitation is not None:
        member = invitations.accept(invitation, lambda address: _new_member(claims, address))
        if member is not None:
            _remember(member, subject)
            return member
    domain = email.rpartition("@")[2].casefold()
    if not email or domain not in [one.casefold() for one in settings.OIDC_ALLOWED_DOMAINS]:
        raise NotLetIn("Nobody here expects you yet. Ask an admin to invite your address.")
    member = _new_member(claims, email)
    set_role(member, VIEWER)
    audit.record("member added", member=member, why=f"from {domain}", whom=member.username, role=VIEWER)
    _remember(member, subject)
    return member


def _remember(member: Member, subject: str) -> None:
    Identity.objects.create(issuer=settings.OIDC_ISSUER, subject=subject, member=member)
    audit.record("company account linked", member=member, whom=member.username)


def _new_member(claims: Claims, email: str) -> Member:
    wanted = str(claims.get("preferred_username") or email.partition("@")[0] or "member")
    first, last = (str(claims.get(name) or "")[:150] for name in ("given_name", "family_name"))
    if not first:
        first, _, last = str(claims.get("name") or "")[:150].partition(" ")
    member = Member(username=_free_name(wanted), first_name=first, last_name=last, email=email)
    member.set_unusable_password()
    member.save(force_insert=True)
    return member


def _free_name(wanted: str) -> str:
    """A user name nobody has, as near to the wanted one as there is."""
    base = NOT_IN_A_NAME.sub("", wanted)[:140] or "member"
    name, number = base, 2
    while people.is_taken(name):
        # What is reserved by how it begins is not freed by a number at its end.
        name, number = f"{base}{number}" if number < 100 else f"member{number}", number + 1
    return name


def _follow_role(member: Member, claims: Claims) -> None:
    """Take over the strongest role that the provider names, where the settings say that it may."""
    told = claims.get(settings.OIDC_ROLE_CLAIM) if settings.OIDC_ROLE_CLAIM else None
    words = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    role = next((role for role in reversed(ROLES) if role in words), None)
    if role is None:
        return
    try:
        people.change_role(member, role, by=None, why=f"as {settings.OIDC_NAME} has it")
    except people.LastAdmin:
        log.warning("%s stays admin although the OpenID provider says %s: there is no other", member, role)


def _proven_address(claims: Claims) -> str:
    """The address, "" unless the provider says that it has proven it."""
    is_proven = claims.get("email_verified") in (True, "true")
    email = claims.get("email")
    return email.strip() if is_proven and isinstance(email, str) and "@" in email else ""
