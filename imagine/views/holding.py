"""Holding the selected: a question that lists what can be held, then the hold, told with numbers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from imagine import holds, lineup
from imagine.lineup import Entry, Lineup
from imagine.models import Status
from imagine.permissions import ADMIN, allowed, member_of
from imagine.views.acting import ask, counted
from imagine.views.cancelling import LISTED_AT_MOST, numbers
from imagine.views.queue import rows_of
from imagine.views.returning import sent_back

NONE_HELD = "Only what is held here can be put on hold: the rest is in line elsewhere."


@require_POST
@allowed(ADMIN)
def hold_selected(request: HttpRequest) -> HttpResponse:
    """Keep the selected ones that are still here from being sent; asks for the reason first."""
    keys = set(numbers(",".join(request.POST.getlist("ids"))))
    line = lineup.read()
    held = [entry for entry in line.in_order if entry.pk in keys and entry.status == Status.HELD]
    if not held:
        return _none_held(request)
    reason = request.POST.get("reason", "").strip()[:500]
    if "sure" not in request.POST or not reason:
        return _ask_why(request, line, held, len(keys) - len(held))
    done = holds.hold_selected(keys, reason=reason, by=member_of(request))
    if not done:
        return _none_held(request)
    messages.success(request, _told(len(done), len(keys)))
    return sent_back(request, reverse("queue"))


def _none_held(request: HttpRequest) -> HttpResponse:
    messages.error(request, NONE_HELD)
    return sent_back(request, reverse("queue"))


def _ask_why(request: HttpRequest, line: Lineup, held: list[Entry], gone: int) -> HttpResponse:
    count = len(held)
    words = f"{'It stays here until it is' if count == 1 else 'They stay here until they are'} resumed."
    if gone:
        words += f" {gone:,} more {'has' if gone == 1 else 'have'} left the outbox and cannot be held."
    return ask(
        request,
        title=f"Hold {counted(count)}?",
        text=words,
        button=f"Hold {count:,}",
        needs_reason=True,
        reason_hint="Whoever waits is shown it",
        problem="Say why: whoever waits is shown it." if "sure" in request.POST else "",
        sure="1",
        imagines=rows_of(held[:LISTED_AT_MOST], request, line),
        rest=max(0, count - LISTED_AT_MOST),
        place="queue",
    )


def _told(done: int, meant: int) -> str:
    """What was held, of how many, in words."""
    gone = meant - done
    if gone:
        return f"{done:,} of {meant:,} {'is' if done == 1 else 'are'} on hold. {gone:,} had left the outbox."
    return "It is on hold until it is resumed." if done == 1 else f"These {done:,} are on hold until resumed."
