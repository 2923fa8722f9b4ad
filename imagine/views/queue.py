"""The queue: everything open with owner, age and place, and the one way to stop all that is pending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from imagine import commands, upstream, worker
from imagine.changes import current_revision
from imagine.models import ENDED, OPEN, Imagine, Member, Status
from imagine.permissions import ADMIN, ROLES, allowed, member_of
from imagine.search import ELSEWHERE
from imagine.views.cards import dress
from imagine.views.parts import render_page

# More open rows than this are counted, and reached through the filters.
ROWS_AT_MOST = 200
LISTED_AT_MOST = 20


@dataclass(frozen=True)
class Facet:
    """One line of the rail: a state or an owner with its live count, as a link."""

    label: str
    status: str
    count: int
    url: str
    is_current: bool


@require_safe
@allowed(*ROLES)
def queue(request: HttpRequest) -> HttpResponse:
    """Everything that is open on the account, in the order in which it will be made."""
    status, owner = request.GET.get("status", ""), request.GET.get("member", "")
    open_rows = Imagine.objects.visible().open()
    rows = _filtered(open_rows, status, owner).select_related("member", "cancelled_by", "parent")
    listed = sorted(rows[:ROWS_AT_MOST], key=_turn)
    context = {
        "imagines": dress(listed, request),
        "states": _states(open_rows, status, owner),
        "ended_today": _ended_today(),
        "owners": _owners(open_rows, status, owner),
        "in_flight": Imagine.objects.in_flight().count(),
        "in_flight_limit": settings.IMAGINE_IN_FLIGHT,
        "held_count": open_rows.filter(status=Status.HELD).count(),
        "pending_count": open_rows.filter(status=Status.PENDING).count(),
        "as_of": upstream.service().refreshed_at,
        "seen": current_revision(),
        "is_filtered": bool(status or owner),
        "is_empty": not listed,
    }
    return render_page(request, "imagine/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(ADMIN)
def cancel_all(request: HttpRequest) -> HttpResponse:
    """A page that says how many will be hit and whose; its POST stops everything pending on the account."""
    pending = Imagine.objects.visible().at_blockade().filter(status=Status.PENDING)
    count = pending.count()
    held = Imagine.objects.visible().open().filter(status=Status.HELD).count()
    reason = request.POST.get("reason", "").strip()[:500]
    problem = ""
    if request.method == "POST":
        problem = _why_not(request, count, held, reason)
        if not problem:
            return _cancelled(request, count, reason)
    rows = pending.select_related("member").order_by("created_at")[:LISTED_AT_MOST]
    context = {
        "owners": _counted_owners(pending),
        "pending_count": count,
        "held_count": held,
        "imagines": dress(rows, request),
        "problem": problem,
        "reason": reason,
        "also_held": "also_held" in request.POST,
        "as_of": upstream.service().refreshed_at,
    }
    return render_page(request, "imagine/cancel_all.html", context)


def _why_not(request: HttpRequest, count: int, held: int, reason: str) -> str:
    """Why a cancel of everything cannot go ahead as posted, "" when it can."""
    if not reason:
        return "Say why, so that the owners know."
    shown = request.POST.get("count", "")
    if shown != str(count):
        # It hits what the page said, never more: whoever decides sees the new number first.
        return f"The line has changed since this page was shown: now {count} are waiting. Look again."
    if "also_held" in request.POST and request.POST.get("held", "") != str(held):
        return f"The outbox has changed since this page was shown: now {held} are held. Look again."
    if not count and "also_held" not in request.POST:
        return "There is nothing to cancel any more."
    return ""


def _cancelled(request: HttpRequest, count: int, reason: str) -> HttpResponse:
    also_held = "also_held" in request.POST
    if not count:
        hit = commands.cancel_held(member_of(request), reason)
        messages.info(request, f"Cancelled {hit} held here. They had not been sent, so nothing was charged.")
        return redirect("queue")
    hit = commands.cancel_everything_pending(member_of(request), reason, also_held=also_held)
    worker.wake()
    messages.info(request, f"Cancelling everything pending, {hit} here. The image service is told now.")
    return redirect("queue")


def _filtered(rows: QuerySet[Imagine], status: str, owner: str) -> QuerySet[Imagine]:
    if status:
        rows = rows.filter(status=status)
    if owner == ELSEWHERE:
        return rows.filter(member=None)
    return rows.filter(member__username=owner) if owner else rows


def _turn(row: Imagine) -> tuple[int, int, int]:
    """What is being made first, then the line at Blockade by place, then what is held here."""
    stages = (Status.PROCESSING, Status.DISPATCHED, Status.PENDING, Status.UNCONFIRMED, Status.SENDING)
    stage = stages.index(Status(row.status)) if row.status in stages else len(stages)
    return stage, row.queue_position or 0, row.pk


def _url(status: str, owner: str) -> str:
    query = urlencode({name: value for name, value in (("status", status), ("member", owner)) if value})
    return f"{reverse('queue')}?{query}" if query else reverse("queue")


def _states(rows: QuerySet[Imagine], status: str, owner: str) -> list[Facet]:
    counts = dict(_filtered(rows, "", owner).values_list("status").annotate(Count("pk")).order_by())
    facets = [Facet("Open", "", sum(counts.values()), _url("", owner), not status)]
    for word in (*OPEN, *sorted(counts.keys() - set(OPEN))):
        label = dict(Status.choices).get(word, word)
        count = counts.get(word, 0)
        if count or word != Status.SENDING:
            facets.append(Facet(label, word, count, _url(word, owner), status == word))
    return facets


def _ended_today() -> list[Facet]:
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    ended = Imagine.objects.visible().filter(ended_at__gte=start)
    counts = dict(ended.values_list("status").annotate(Count("pk")).order_by())
    return [
        Facet(Status(word).label, word, counts.get(word, 0), f"{reverse('history')}?status={word}", False)
        for word in ENDED
        if counts.get(word) or word != Status.REFUSED
    ]


def _owners(rows: QuerySet[Imagine], status: str, owner: str) -> list[Facet]:
    counted = _filtered(rows, status, "").values_list("member").annotate(Count("pk")).order_by()
    members = Member.objects.in_bulk([pk for pk, _ in counted if pk])
    facets = []
    for pk, count in counted:
        name = members[pk].username if pk else ELSEWHERE
        label = members[pk].display_name if pk else "Made elsewhere"
        facets.append(Facet(label, "", count, _url(status, "" if owner == name else name), owner == name))
    return sorted(facets, key=lambda facet: (-facet.count, facet.label))


def _counted_owners(rows: QuerySet[Imagine]) -> list[tuple[str, int]]:
    counted: list[tuple[Any, int]] = list(rows.values_list("member").annotate(Count("pk")).order_by())
    members = Member.objects.in_bulk([pk for pk, _ in counted if pk])
    words = [(members[pk].display_name if pk else "Made elsewhere", count) for pk, count in counted]
    return sorted(words, key=lambda owner: (-owner[1], owner[0]))
