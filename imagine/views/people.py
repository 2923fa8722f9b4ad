"""People: who is on the team, who is invited, and what an admin can change about a member."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from imagine import invitations, people
from imagine.models import Member
from imagine.permissions import ADMIN, ARTIST, ROLES, VIEWER, allowed, member_of, role_held
from imagine.views.account_forms import ROLE_CHOICES, Invite
from imagine.views.parts import render_page

ROLE_WORDS = {
    VIEWER: "browses and downloads",
    ARTIST: "makes images, too",
    ADMIN: "keeps queue and people in order, too",
}


@require_safe
@allowed(ADMIN)
def people_page(request: HttpRequest) -> HttpResponse:
    """Everybody with role, state and when they were here last, and who is invited."""
    return _page(request, Invite(initial={"role": ARTIST}))


@require_POST
@allowed(ADMIN)
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation. Its link stands in this answer alone, so there is no redirect to lose it on."""
    form = Invite(request.POST)
    if not form.is_valid():
        return _page(request, form)
    asked = form.cleaned_data
    made, token = invitations.invite(
        member_of(request), asked["role"], note=asked["note"], email=asked["email"]
    )
    path = reverse("invitation", args=[token])
    link = f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)
    return _page(request, Invite(initial={"role": made.role}), made=made, link=link)


@require_POST
@allowed(ADMIN)
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    if invitations.revoke(invitation_id, member_of(request)):
        messages.success(request, "The invitation is taken back. Its link leads nowhere now.")
    else:
        messages.error(request, "That invitation was used, taken back or too old already.")
    return redirect("people")


@require_safe
@allowed(ADMIN)
def person(request: HttpRequest, member_id: int) -> HttpResponse:
    """One member: role, address, sessions and the door."""
    member = _member_or_404(member_id)
    context = {
        "person": member,
        "person_role": role_held(member),
        "roles": _roles(),
        "is_me": member.pk == member_of(request).pk,
        "identities": member.identities.count(),
    }
    return render_page(request, "imagine/person.html", context)


@require_POST
@allowed(ADMIN)
def role(request: HttpRequest, member_id: int) -> HttpResponse:
    """Give a member another role; it acts on their next request."""
    member, asked = _member_or_404(member_id), request.POST.get("role", "")
    if asked not in ROLES:
        raise Http404("There is no such role.")
    try:
        done = people.change_role(member, asked, by=member_of(request), why=_reason(request))
    except people.LastAdmin as error:
        messages.error(request, error.for_people)
    else:
        words = f"{member.display_name} is {_label(asked)} now." if done else "That is the role already."
        messages.success(request, words)
    return _back(member)


@require_POST
@allowed(ADMIN)
def email(request: HttpRequest, member_id: int) -> HttpResponse:
    """Set the address by which the company's sign-in knows a member."""
    member = _member_or_404(member_id)
    try:
        address = forms.EmailField(required=False).clean(request.POST.get("email", ""))
    except forms.ValidationError as problem:
        messages.error(request, problem.messages[0])
        return _back(member)
    if people.change_email(member, address, by=member_of(request)):
        messages.success(request, "The address is changed." if address else "The address is removed.")
    else:
        messages.error(request, "Another member has this address.")
    return _back(member)


@require_POST
@allowed(ADMIN)
def deactivate(request: HttpRequest, member_id: int) -> HttpResponse:
    """Shut the door on a member; asks for a reason."""
    member, why = _member_or_404(member_id), _reason(request)
    if not why:
        messages.error(request, "Say why, so that the audit knows.")
        return _back(member)
    try:
        people.deactivate(member, by=member_of(request), why=why)
    except people.LastAdmin as error:
        messages.error(request, error.for_people)
    else:
        messages.success(request, f"{member.display_name} cannot come in any more. All that is theirs stays.")
    return _back(member)


@require_POST
@allowed(ADMIN)
def reactivate(request: HttpRequest, member_id: int) -> HttpResponse:
    """Open the door to a member again."""
    member = _member_or_404(member_id)
    people.reactivate(member, by=member_of(request), why=_reason(request))
    messages.success(request, f"{member.display_name} can come in again.")
    return _back(member)


@require_POST
@allowed(ADMIN)
def end_sessions(request: HttpRequest, member_id: int) -> HttpResponse:
    """Sign a member out of every browser."""
    member = _member_or_404(member_id)
    people.end_sessions(member, by=member_of(request), why=_reason(request))
    messages.success(request, f"{member.display_name} is signed out everywhere.")
    return _back(member)


def _page(request: HttpRequest, form: Invite, **more: Any) -> HttpResponse:
    everybody = people.everybody()
    context = {
        "everybody": [(one, role_held(one)) for one in everybody],
        "invitations": invitations.listed(),
        "form": form,
        "roles": _roles(),
        "chosen_role": form["role"].value(),
        "days": invitations.LIFE.days,
    }
    return render_page(request, "imagine/people.html", context | more)


def _roles() -> list[tuple[str, str, str]]:
    return [(name, label, ROLE_WORDS[name]) for name, label in ROLE_CHOICES]


def _label(asked: str) -> str:
    return {VIEWER: "a member", ARTIST: "an artist", ADMIN: "an admin"}[asked]


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:500]


def _member_or_404(member_id: int) -> Member:
    found = Member.objects.filter(pk=member_id).first()
    if found is None:
        raise Http404("There is no such member.")
    return found


def _back(member: Member) -> HttpResponse:
    return redirect("person", member.pk)
