"""Notices: what became of one's images, a bell that counts, and which of them one wants."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from imagine import notices
from imagine.models import Member, Notice
from imagine.permissions import ROLES, allowed, member_of
from imagine.views.parts import render_page

MARKS: dict[str, str] = {
    notices.Kind.DONE: "complete",
    notices.Kind.FAILED: "error",
    notices.Kind.REFUSED: "refused",
    notices.Kind.STOPPED: "abort",
    notices.Kind.TRASHED: "abort",
    notices.Kind.ABSENT: "unconfirmed",
    notices.Kind.SEVERAL: "unconfirmed",
}


@dataclass(frozen=True)
class Told:
    """A notice with the status whose symbol it has, and its words."""

    notice: Notice
    status: str
    words: str


@require_safe
@allowed(*ROLES)
def notices_page(request: HttpRequest) -> HttpResponse:
    """One's own notices, newest first; `?before=<number>` goes on from there."""
    member, before = member_of(request), _number(request.GET.get("before", ""))
    found = notices.newest(member, before)
    shown = found[: notices.PAGE]
    older = f"{reverse('notices')}?before={shown[-1].pk}" if len(found) > len(shown) else ""
    context = {
        "notices": [Told(notice, MARKS[notice.kind], notices.Kind(notice.kind).label) for notice in shown],
        "older_url": older,
        "up_to": shown[0].pk if shown else 0,
        "has_unread": any(notice.read_at is None for notice in shown),
        "wants_done": member.wants_done_notices,
    }
    return render_page(request, "imagine/notices.html", context)


@require_safe
@allowed(*ROLES)
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go to the image that a notice is about; having been there is having read it."""
    found = notices.read_one(member_of(request), notice_id)
    if found is None:
        raise Http404("There is no such notice of yours.")
    if found.kind == notices.Kind.TRASHED:
        return redirect("trash")
    return redirect("imagine", found.imagine_id) if found.imagine_id else redirect("notices")


@require_POST
@allowed(*ROLES)
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what the page has shown; what came meanwhile stays unread."""
    notices.read(member_of(request), up_to=_number(request.POST.get("up_to", "")))
    return redirect("notices")


@require_POST
@allowed(*ROLES)
def wishes(request: HttpRequest) -> HttpResponse:
    """Remember whether a finished image is worth a notice."""
    wanted = "done" in request.POST
    Member.objects.filter(pk=member_of(request).pk).update(wants_done_notices=wanted)
    messages.success(
        request, "You are told of every end." if wanted else "Finished images come without a word now."
    )
    return redirect("notices")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
