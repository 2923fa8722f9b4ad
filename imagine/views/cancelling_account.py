"""Stopping everything pending on the account: on a page of its own, since other tools' jobs are hit too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from imagine import cancels, lineup
from imagine.lineup import Entry
from imagine.models import Status
from imagine.permissions import ADMIN, allowed, member_of
from imagine.views.cancelling import LISTED_AT_MOST, go, numbers, reason_context, reason_of
from imagine.views.parts import render_page
from imagine.views.queue import rows_of

NOBODYS = "Made elsewhere"


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(ADMIN)
def cancel_account(request: HttpRequest) -> HttpResponse:
    """A page that says how many will be hit and whose; its POST stops everything pending on the account."""
    line = lineup.read()
    pending = [entry for entry in line.in_order if entry.status == Status.PENDING]
    held = [entry for entry in line.in_order if entry.status == Status.HELD]
    problem = ""
    if request.method == "POST":
        problem = _why_not(request, pending, held)
        if not problem:
            return _go_for_all(request, pending, held)
    context = {
        "owners": _counted_owners(pending),
        "pending_count": len(pending),
        "held_count": len(held),
        "imagines": rows_of(pending[:LISTED_AT_MOST], request, line),
        "said": ",".join(str(entry.pk) for entry in pending),
        "said_held": ",".join(str(entry.pk) for entry in held),
        "problem": problem,
        **reason_context(request),
        "also_held": "also_held" in request.POST,
    }
    return render_page(request, "imagine/cancel_all.html", context)


def _why_not(request: HttpRequest, pending: list[Entry], held: list[Entry]) -> str:
    """Why a cancel of everything cannot go ahead as posted, "" when it can."""
    if not reason_of(request):
        return "Say why, so that the owners know."
    # It hits what the page said, never more: whoever decides sees the new number first.
    if _is_more(request, "count", "said", pending):
        return f"The line has changed since this page was shown: now {len(pending)} are waiting. Look again."
    also_held = "also_held" in request.POST
    if also_held and _is_more(request, "held", "said_held", held):
        return f"The outbox has changed since this page was shown: now {len(held)} are held. Look again."
    if not pending and not (also_held and held):
        return "There is nothing to cancel any more."
    return ""


def _is_more(request: HttpRequest, count: str, said: str, entries: list[Entry]) -> bool:
    """Whether there is one among the entries of which the page did not speak."""
    if said in request.POST:
        return not set(numbers(request.POST[said])).issuperset(entry.pk for entry in entries)
    return request.POST.get(count, "") != str(len(entries))


def _go_for_all(request: HttpRequest, pending: list[Entry], held: list[Entry]) -> HttpResponse:
    member, reason = member_of(request), reason_of(request)
    also_held = "also_held" in request.POST
    if not pending:
        # Held here is held by us: Blockade has nothing to be told.
        return go(request, cancels.cancel([entry.pk for entry in held], member, reason), len(held))
    batch = cancels.cancel_account(member, reason, also_held=also_held)
    return go(request, batch, len(pending) + (len(held) if also_held else 0))


def _counted_owners(entries: list[Entry]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.name or NOBODYS] = counts.get(entry.name or NOBODYS, 0) + 1
    return sorted(counts.items(), key=lambda owner: (-owner[1], owner[0]))
