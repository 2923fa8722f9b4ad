"""Share links: a secret address at which anybody may stand in one picture, until it ends or is taken back."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from imagine import audit
from imagine.models import Imagine, Member, ShareLink

# How long a link may live, as a form says it; None: until it is taken back.
LIVES: dict[str, timedelta | None] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "open": None,
}
TOKEN_BYTES = 32
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def share(imagine: Imagine, member: Member, *, life: str, shows_prompt: bool) -> ShareLink:
    """Make a link to an imagine's picture; `life` is one of LIVES, KeyError for any other word."""
    lasts = LIVES[life]
    link = ShareLink.objects.create(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        imagine=imagine,
        member=member,
        shows_prompt=shows_prompt,
        expires_at=timezone.now() + lasts if lasts else None,
    )
    audit.record("shared", member=member, imagine=imagine, link=link.pk, life=life, shows_prompt=shows_prompt)
    return link


def revoke(link: ShareLink, member: Member) -> bool:
    """Take a link back, once; False when it had ended already."""
    now = timezone.now()
    still_open = ShareLink.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)
    if not still_open.filter(pk=link.pk).update(revoked_at=now):
        return False
    audit.record("share link revoked", member=member, imagine=link.imagine, link=link.pk)
    return True


def open_links(imagine: Imagine) -> list[ShareLink]:
    """The links that lead to an imagine now, newest first, each with the member who made it."""
    links = imagine.share_links.filter(revoked_at=None).select_related("member").order_by("-pk")
    return [link for link in links if link.is_open]


def shown(token: str) -> ShareLink | None:
    """The open link behind a token with its imagine; None for unknown, revoked and expired ones alike.

    A link ends with its picture: when that is thrown away, or not in the archive.
    """
    if not TOKEN.fullmatch(token):
        return None
    links = ShareLink.objects.select_related("imagine").filter(token=token, imagine__trashed_at=None)
    link = links.first()
    return link if link and link.is_open and link.imagine.picture else None
