"""Coming in for the first time: by an invitation, or as the studio's first admin."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from blockade_site.environ import is_loopback
from imagine import audit, invitations, people, permissions
from imagine.models import Member
from imagine.permissions import ADMIN, is_member, set_role
from imagine.views.account_forms import FirstAdmin, NewMember
from imagine.views.accounts import BACKEND, at_the_door
from imagine.views.parts import render_page

TAKEN = "Somebody has this user name. Take another."
# Headers that only a proxy adds.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: choose a name and a password, once.

    One page for whatever leads nowhere: it does not say whether there ever was such a link.
    """
    found = invitations.find(token)
    if found is None:
        return _gone(request)
    form = NewMember(request.POST or None)
    if request.method == "POST" and not is_member(request.user) and form.is_valid():
        try:
            member = invitations.accept(found, form.save)
        except IntegrityError:
            form.add_error("username", TAKEN)
        else:
            return _welcome(request, member) if member else _gone(request)
    return render_page(
        request, "imagine/invitation.html", {"form": form, "invitation": found} | at_the_door()
    )


def _gone(request: HttpRequest) -> HttpResponse:
    return render_page(request, "imagine/invitation_gone.html", at_the_door(), status=404)


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def first_admin(request: HttpRequest) -> HttpResponse:
    """Create the first admin; 404 as soon as there is one.

    Open at this machine itself. From anywhere else it takes the code that `start` has printed.
    """
    if permissions.admins().exists():
        raise Http404("This studio has its admins.")
    needs_code = not _is_this_machine(request)
    code = settings.FIRST_ADMIN_CODE if needs_code else ""
    form = FirstAdmin(request.POST or None, expected=code)
    may_try = not needs_code or bool(code)
    if request.method == "POST" and may_try and form.is_valid():
        try:
            member = _make_first(form)
        except IntegrityError:
            form.add_error("username", TAKEN)
        else:
            return _welcome(request, member)
    context = {"form": form, "needs_code": needs_code, "may_try": may_try}
    return render_page(request, "imagine/first_admin.html", context | at_the_door())


def _make_first(form: FirstAdmin) -> Member:
    """One at a time: of two first admins at the same moment the second finds the door shut."""
    with people.in_turn():
        if permissions.admins().exists():
            raise Http404("Somebody was faster.")
        member = form.save()
        set_role(member, ADMIN)
        audit.record("first admin created", member=member, whom=member.username, role=ADMIN)
    return member


def _is_this_machine(request: HttpRequest) -> bool:
    """Whether somebody sits at this machine: no public address, no proxy between, and a loopback name."""
    host, _ = split_domain_port(request.get_host())
    is_direct = is_loopback(request.META.get("REMOTE_ADDR", "")) and is_loopback(host)
    return is_direct and not settings.IS_PUBLIC and not any(name in request.headers for name in FORWARDED)


def _welcome(request: HttpRequest, member: Member) -> HttpResponse:
    login(request, member, backend=BACKEND)
    messages.success(request, f"Welcome, {member.first_name}.")
    return redirect("home")
