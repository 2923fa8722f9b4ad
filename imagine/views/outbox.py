"""Steering the team's outbox: hold and resume, move to front, limits; and how true predictions were."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from imagine import audit, catalogue, holds, limits, lineup, predictions, worker
from imagine.models import Hold, Member, Status
from imagine.outbox import turns
from imagine.permissions import ADMIN, allowed, member_of
from imagine.views.acting import counted
from imagine.views.parts import render_page
from imagine.views.returning import back_url

HOME = "outbox"


@require_safe
@allowed(ADMIN)
def outbox(request: HttpRequest) -> HttpResponse:
    """The page behind the outbox's sentence: what is held, how much goes at once, how true estimates are."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **problems: str) -> HttpResponse:
    line, labels = lineup.read(), _labels()
    standing = [(hold, subject(hold, labels, reached), reached) for hold, reached in line.on_hold]
    told = [(labels.get(entry.generator, entry.generator), entry) for entry in predictions.coverage()]
    context = {
        "line": line,
        "held_count": line.by_status[Status.HELD],
        "holds": standing,
        "generators": sorted(labels.items(), key=lambda pair: pair[1].lower()),
        "members": Member.objects.filter(is_active=True).order_by("first_name", "username"),
        "control": limits.control(),
        "default_in_flight": settings.IMAGINE_IN_FLIGHT,
        "coverage": told,
        "asked": request.POST,
        **problems,
    }
    return render_page(request, "imagine/outbox.html", context, status=status)


def _labels() -> dict[str, str]:
    return {entry.key: entry.label for entry in catalogue.entries()}


def subject(hold: Hold, labels: dict[str, str], reached: int = 0) -> str:
    """What a hold keeps back, in words; `reached` is how many that are now."""
    if hold.scope == Hold.Scope.GENERATOR:
        return labels.get(hold.value, hold.value)
    if hold.scope == Hold.Scope.MEMBER:
        found = Member.objects.filter(username=hold.value).first()
        return found.display_name if found else hold.value
    return counted(reached) if hold.scope == Hold.Scope.SELECTED else "Everything"


@require_POST
@allowed(ADMIN)
def hold(request: HttpRequest) -> HttpResponse:
    """Keep everything, one generator's or one member's imagines from being sent."""
    scope, value = request.POST.get("scope", ""), request.POST.get("value", "").strip()
    if ":" in scope:
        # The page offers all of it in one list.
        scope, _, value = scope.partition(":")
    reason = request.POST.get("reason", "").strip()[:500]
    problem = _why_not(scope, value, reason)
    if problem:
        return _page(request, status=400, hold_problem=problem)
    found = holds.hold(scope, value, reason=reason, by=member_of(request))
    messages.info(request, f"On hold: {subject(found, _labels())}. What is held here stays; nothing is lost.")
    return redirect(back_url(request, HOME))


def _why_not(scope: str, value: str, reason: str) -> str:
    if scope not in (Hold.Scope.ALL, Hold.Scope.GENERATOR, Hold.Scope.MEMBER):
        return "Choose what to hold."
    if scope == Hold.Scope.MEMBER and not Member.objects.filter(username=value).exists():
        return "There is no such member."
    if scope == Hold.Scope.GENERATOR and not value:
        return "Choose a generator."
    return "" if reason else "Say why: whoever waits is shown it."


@require_POST
@allowed(ADMIN)
def resume(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Let what was held go again."""
    if holds.resume(hold_id, by=member_of(request)):
        worker.wake()
        messages.success(request, "Resumed. What waited is sent in turn.")
    else:
        messages.info(request, "It had been resumed already.")
    return redirect(back_url(request, HOME))


@require_POST
@allowed(ADMIN)
def to_front(request: HttpRequest) -> HttpResponse:
    """Move the selected held ones to the front of the line, in the order they have there."""
    found = [number for text in request.POST.getlist("ids") for number in re.findall(r"[0-9]{1,18}", text)]
    keys = {int(number) for number in found}
    moved = turns.to_front(keys)
    if moved:
        audit.record("moved to front", member=member_of(request), rows=moved, imagines=sorted(keys))
        worker.wake()
        words = "It goes next." if moved == 1 else f"These {moved:,} go next."
        rest = len(keys) - moved
        if rest:
            words += f" {rest:,} had left the outbox, their order is the image service's own."
        messages.success(request, words)
    else:
        messages.error(request, "Only what is held here can be moved: the rest is in line elsewhere.")
    return redirect(back_url(request, "queue"))


@require_POST
@allowed(ADMIN)
def set_limits(request: HttpRequest) -> HttpResponse:
    """Set how many may be at Blockade at once, and how many one member may have open."""
    values, problems = _limits(request)
    if problems:
        return _page(request, status=400, **problems)
    limits.change(values["in_flight"], values["per_member"], by=member_of(request))
    worker.wake()
    messages.success(request, "The limits are set. They hold from the next image on.")
    return redirect(back_url(request, HOME))


def _limits(request: HttpRequest) -> tuple[dict[str, int | None], dict[str, Any]]:
    values: dict[str, int | None] = {}
    problems = {}
    for name in ("in_flight", "per_member"):
        text = request.POST.get(name, "").strip()
        is_number = bool(re.fullmatch(r"[0-9]{1,6}", text)) and 1 <= int(text) <= limits.MOST
        if text and not is_number:
            problems[f"{name}_problem"] = f"A whole number from 1 to {limits.MOST:,}, or nothing."
        values[name] = int(text) if is_number else None
    return values, problems
