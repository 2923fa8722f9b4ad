"""Who may do what: three roles, kept as Django groups, read anew on every request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeGuard
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from imagine.models import Imagine, Member

VIEWER, ARTIST, ADMIN = "viewer", "artist", "admin"
# From the weakest to the strongest.
ROLES = (VIEWER, ARTIST, ADMIN)
DEMO_MEMBERS = {ARTIST: "Mara Lindqvist", VIEWER: "Jun Asai", ADMIN: "Ana Reyes"}
DEMO_PREFIX = "demo-"
# Seconds for which "seen just now" is near enough.
SEEN_EVERY = 300

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def is_member(user: object) -> TypeGuard[Member]:
    """Whether somebody is signed in."""
    return isinstance(user, Member) and user.is_active


def role_of(user: Member | AnonymousUser) -> str:
    """The strongest role of a member, "" for somebody without one. Superusers are admins."""
    return role_held(user) if is_member(user) else ""


def role_held(member: Member) -> str:
    """The role that a member has, or will have again once reactivated."""
    if member.is_superuser:
        return ADMIN
    return next((role for role in reversed(ROLES) if role in member.group_names), "")


def member_of(request: HttpRequest) -> Member:
    """The member behind a request that `allowed` has let in."""
    if not is_member(request.user):
        raise PermissionDenied
    return request.user


def role_in(request: HttpRequest) -> str:
    """The role behind a request."""
    return role_of(request.user)


def may_create(request: HttpRequest) -> bool:
    """Artists and admins make imagines."""
    return role_in(request) in (ARTIST, ADMIN)


def may_administer(request: HttpRequest) -> bool:
    """Admins keep the shared queue in order."""
    return role_in(request) == ADMIN


def may_change(request: HttpRequest, imagine: Imagine) -> bool:
    """Cancel, delete, restore, send again: one's own as an artist, anybody's as an admin."""
    return may_administer(request) or (may_create(request) and imagine.member_id == request.user.pk)


def allowed(*roles: str) -> Callable[[View[P]], View[P]]:
    """Let only members with one of these roles into a view.

    Anonymous requests are led to sign-in, the whole page even when only a part was asked for; others
    get 403. Checked on every request, so that a change of role acts at once.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not is_member(request.user):
                return to_sign_in(request)
            require(request, *roles)
            _note_seen(request.user)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _note_seen(member: Member) -> None:
    """Remember that a member opened a page: one write in some minutes, and none is worth a failure."""
    if not cache.add(f"seen-{member.pk}", True, SEEN_EVERY):
        return
    try:
        Member.objects.filter(pk=member.pk).update(seen_at=timezone.now())
    except DatabaseError:
        cache.delete(f"seen-{member.pk}")


def signed_in(view: View[P]) -> View[P]:
    """Let any member into a view that checks roles itself, later: the poll, which has to be cheap."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs) if is_member(request.user) else to_sign_in(request)

    return guarded


def require(request: HttpRequest, *roles: str) -> None:
    """Raise PermissionDenied unless the member behind a request has one of these roles."""
    if role_in(request) not in roles:
        raise PermissionDenied("Your role does not reach this page. An admin can change it.")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to sign-in and back to the page that asked: of a form or a part, the page it stood on."""
    htmx = getattr(request, "htmx", None)
    if htmx:
        back = htmx.current_url_abs_path or resolve_url("home")
        return HttpResponseClientRedirect(redirect_to_login(back).url)
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    path = urlsplit(page)._replace(scheme="", netloc="").geturl() if ours else resolve_url("home")
    return redirect_to_login(path)


@transaction.atomic
def set_role(member: Member, role: str) -> None:
    """Give a member exactly one of the three roles; ValueError for any other word."""
    if role not in ROLES:
        raise ValueError(f"A role is one of {', '.join(ROLES)}, not {role!r}.")
    group, _ = Group.objects.get_or_create(name=role)
    if member.is_superuser and role != ADMIN:
        member.is_superuser = False
        member.save(update_fields=["is_superuser"])
    member.forget_groups()
    member.groups.remove(*Group.objects.filter(name__in=ROLES).exclude(name=role))
    member.groups.add(group)


def who_can_come_in() -> QuerySet[Member]:
    """The members for whom there is a door. Those of the demo have one only where there is a demo."""
    found = Member.objects.filter(is_active=True)
    return found if settings.IMAGINE_DEMO else found.exclude(username__startswith=DEMO_PREFIX)


def admins() -> QuerySet[Member]:
    """The admins who can come in."""
    is_admin = Q(groups__name=ADMIN) | Q(is_superuser=True)
    return who_can_come_in().filter(is_admin).distinct()


def ensure_groups() -> None:
    """Create the three groups where they are missing."""
    for role in ROLES:
        Group.objects.get_or_create(name=role)


def ensure_demo_members() -> None:
    """Create one member per role for the demo sign-in; they have no usable password."""
    for role, name in DEMO_MEMBERS.items():
        first, last = name.split()
        member, created = Member.objects.get_or_create(
            username=f"{DEMO_PREFIX}{role}", defaults={"first_name": first, "last_name": last}
        )
        if created:
            member.set_unusable_password()
            member.save(update_fields=["password"])
            set_role(member, role)
