"""One imagine: its picture, settings and story, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from imagine import cancels, commands, limits, lineage, outbox, shares, worker
from imagine.changes import current_revision
from imagine.models import Imagine, ShareLink, Status
from imagine.permissions import ADMIN, ARTIST, ROLES, allowed, may_change, may_create, member_of
from imagine.search import Search
from imagine.selection import Sorted
from imagine.surroundings import surrounded
from imagine.views import filters
from imagine.views.cancelling import reason_context, reason_of
from imagine.views.cards import Dressed, dress
from imagine.views.facts import as_text, facts
from imagine.views.parts import imagine_or_404, render_page, render_part
from imagine.views.selection import ask_why


@dataclass(frozen=True)
class Step:
    """One point of the timeline; `took` is the time spent in it before the next."""

    word: str
    status: str
    at: datetime
    took: float | None = None

    @property
    def slow(self) -> bool:
        """Whether this is the making itself, which the line shows in dawn."""
        return self.status == Status.PROCESSING and self.took is not None


@require_safe
@allowed(*ROLES)
def imagine(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """The permalink page."""
    row = surrounded(imagine_id)
    if row is None:
        raise Http404("There is no such image here.")
    context = _sheet(dress([row], request)[0], request)
    return render_part(request, "imagine/imagine.html", context, part="detail")


def _sheet(row: Dressed, request: HttpRequest) -> dict[str, Any]:
    told = facts(row, usable=may_create(request))
    may_share = bool(row.picture) and may_change(request, row.imagine)
    remixes = row.remix_count or 0
    is_larger = remixes > lineage.SHOWN
    return {
        "imagine": row,
        "facts": told,
        "as_text": as_text(row, told, request.build_absolute_uri(row.get_absolute_url())),
        "timeline": _timeline(row),
        "family": lineage.family(row.imagine) if row.parent or remixes else [],
        "family_url": filters.address(Search(family=row.pk)) if is_larger else "",
        "family_number": 1 + remixes + (lineage.parent_of(row.imagine) is not None),
        "seed_url": filters.address(Search(seed=row.seed)) if row.shares_seed else "",
        "lives": shares.LIVES if may_share else None,
        "links": _links(row, request) if may_share and row.has_links else [],
        "newer_url": reverse("imagine", args=[row.newer_id]) if row.newer_id else "",
        "older_url": reverse("imagine", args=[row.older_id]) if row.older_id else "",
        "back_url": _back_url(request),
        "seen": current_revision(),
    }


def _links(row: Dressed, request: HttpRequest) -> list[tuple[ShareLink, str]]:
    """The open links to an imagine, each with its whole address."""
    links = shares.open_links(row.imagine)
    return [(link, request.build_absolute_uri(reverse("shared", args=[link.token]))) for link in links]


@require_POST
@allowed(ARTIST, ADMIN)
def cancel(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Stop one imagine. An admin who stops somebody else's says why first."""
    row = _changeable(request, imagine_id)
    member = member_of(request)
    reason = reason_of(request)
    needs_reason = row.member_id != member.pk
    if needs_reason and not reason:
        asked = "reason" in request.POST or "why" in request.POST
        context = {
            "imagine": dress([row], request)[0],
            **reason_context(request),
            "problem": "Say why, so that its owner knows." if asked else "",
            "back_url": _back_url(request),
        }
        return render_page(request, "imagine/cancel.html", context)
    batch = cancels.cancel([row.pk], member, reason)
    worker.wake()
    undo = f"undo {reverse('cancels_undo', args=[batch])}"
    line = cancels.of_batch(batch)[0]
    if line.outcome == cancels.CANCELLED:
        messages.info(request, "Cancelled. It had not been sent, so nothing is charged.", extra_tags=undo)
    elif line.done_at:
        messages.error(request, "Too late to cancel: it ended first, or is being sent this very moment.")
    else:
        messages.info(request, "Cancelling. Nothing leaves for ten seconds.", extra_tags=undo)
    return redirect(_back_url(request))


@require_POST
@allowed(ARTIST, ADMIN)
def delete(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Move one imagine to the trash. An admin who throws away somebody else's says why first."""
    row = _changeable(request, imagine_id)
    is_own = row.member_id == member_of(request).pk
    if not is_own and not request.POST.get("reason", "").strip():
        return ask_why(request, Sorted(own=[], others=[row.pk], not_yours=0, under_way=0))
    if commands.delete(row, member_of(request), request.POST.get("reason", "").strip()[:500]):
        worker.wake()
        undo = reverse("restore", args=[row.pk])
        messages.info(request, f"#{row.pk} is in the trash.", extra_tags=f"undo {undo}")
    else:
        messages.error(request, f"#{row.pk} is being sent right now. Delete it in a moment.")
        return redirect(row)
    return redirect(_back_url(request, fallback=reverse("history"), never=row.get_absolute_url()))


@require_POST
@allowed(ARTIST, ADMIN)
def restore(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Take one imagine back out of the trash."""
    row = _changeable(request, imagine_id, trashed=True)
    if commands.restore(row, member_of(request)):
        messages.success(request, f"#{row.pk} is back.")
    return redirect(row)


@require_POST
@allowed(ARTIST, ADMIN)
def retry(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Ask again for the same settings, deliberately; pressed twice it is one new imagine."""
    row = _changeable(request, imagine_id)
    if not dress([row], request)[0].may_retry:
        messages.error(request, "This one cannot be sent again in its present state.")
        return redirect(row)
    try:
        again = outbox.ask_again(row, member_of(request))
    except limits.Full as full:
        messages.error(request, full.for_people)
        return redirect(row)
    worker.wake()
    messages.success(request, f"Sent again as #{again.pk}.")
    return redirect(again)


def _changeable(request: HttpRequest, imagine_id: int, *, trashed: bool = False) -> Imagine:
    row = imagine_or_404(imagine_id, trashed=trashed)
    if not may_change(request, row):
        raise PermissionDenied("Only its owner or an admin can change this image.")
    return row


def _back_url(request: HttpRequest, *, fallback: str = "", never: str = "") -> str:
    """The page to go back to: the one named, if it is ours."""
    named = request.POST.get("next") or request.GET.get("back") or ""
    ours = url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()})
    if ours and named.partition("?")[0] != never:
        return named
    if fallback:
        return fallback
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    is_page = request.method != "POST"
    return reverse("history") if is_page else reverse("imagine", args=[kwargs["imagine_id"]])


def _timeline(row: Dressed) -> list[Step]:
    """What happened when, as far as it is known, each step with the time until the next."""
    happened: list[tuple[str, str, datetime | None]] = [
        ("Asked for", Status.HELD, row.created_at),
        ("Waiting", Status.PENDING, row.accepted_at if row.member_id else None),
        ("Starting", Status.DISPATCHED, row.dispatched_at),
        ("Being made", Status.PROCESSING, row.processing_at),
        (_ending(row), row.status, row.ended_at),
    ]
    known = [(word, status, at) for word, status, at in happened if at is not None]
    ends = [at for _, _, at in known[1:]]
    steps = [
        Step(word, status, at, max(0.0, (end - at).total_seconds()))
        for (word, status, at), end in zip(known, ends, strict=False)
    ]
    return [*steps, *(Step(word, status, at) for word, status, at in known[-1:])]


def _ending(row: Dressed) -> str:
    if row.status == Status.COMPLETE:
        return "Complete, kept here" if row.archived_at else "Complete"
    status = row.imagine.status
    return dict(Status.choices).get(status, status)
