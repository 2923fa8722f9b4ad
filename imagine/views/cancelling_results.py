"""What became of everything that was cancelled in one go, and taking it back in time."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from imagine import cancels, worker
from imagine.changes import current_revision
from imagine.models import Command, Imagine, Status
from imagine.permissions import ADMIN, ARTIST, ROLES, allowed, may_administer, member_of
from imagine.views.parts import private, render_part, wants_part
from imagine.views.returning import back_url

OUTCOMES = {
    cancels.CANCELLED: ("Cancelled", "stopped", "s-stop"),
    cancels.FINISHED: ("Finished first", "done", "s-done"),
    cancels.GONE: ("Already gone", "stopped", "s-stop"),
    cancels.KEPT: ("Not cancelled", "failed", "s-no"),
    cancels.TAKEN_BACK: ("Taken back, it goes on", "waiting", "undo"),
    cancels.BY_ANOTHER: ("Somebody else is cancelling it", "stopped", "s-stop"),
}


@dataclass(frozen=True)
class Result:
    """One line of a batch as its page shows it."""

    command: Command
    imagine: Imagine
    word: str
    hue: str
    symbol: str
    may_retry: bool

    @property
    def is_open(self) -> bool:
        """Whether its outcome is still to come."""
        return self.command.done_at is None


@require_safe
@allowed(*ROLES)
def results(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """What became of everything that was cancelled in one go."""
    lines = _lines(batch)
    shown = [_result(line, line.imagine, request) for line in lines if line.imagine]
    first = lines[0]
    context = {
        "batch": batch,
        "results": shown,
        "by": first.member,
        "reason": first.reason,
        "asked_at": first.created_at,
        "is_account": first.kind == Command.Kind.CANCEL_ALL,
        "account_open": first.kind == Command.Kind.CANCEL_ALL and first.done_at is None,
        "counts": _counted_outcomes(shown),
        "open_count": sum(1 for result in shown if result.is_open),
        "leaves_at": cancels.leaves_at(first),
        "may_undo": _may_undo(request, lines) and any(cancels.can_take_back(line) for line in lines),
        "seen": current_revision(),
    }
    return private(render_part(request, "imagine/cancels.html", context, part="results"))


def _lines(batch: uuid.UUID) -> list[Command]:
    lines = cancels.of_batch(batch)
    if not lines:
        raise Http404("Nothing was cancelled under this address.")
    return lines


def _result(line: Command, imagine: Imagine, request: HttpRequest) -> Result:
    if line.done_at is None:
        word, hue, symbol = "Stopping", "stopped", "s-stop"
    else:
        word, hue, symbol = OUTCOMES.get(line.outcome, (line.outcome.capitalize(), "waiting", "s-wait"))
    mine = imagine.member_id == request.user.pk
    is_stopped = imagine.status == Status.ABORT and not imagine.made_elsewhere
    may_retry = is_stopped and (may_administer(request) or mine)
    return Result(line, imagine, word, hue, symbol, may_retry)


def _counted_outcomes(results_: list[Result]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for result in results_:
        counts[result.word] = counts.get(result.word, 0) + 1
    return list(counts.items())


def _may_undo(request: HttpRequest, lines: list[Command]) -> bool:
    return may_administer(request) or all(line.member_id == request.user.pk for line in lines)


@require_POST
@allowed(ARTIST, ADMIN)
def undo(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Take a batch back, as far as nothing of it has left."""
    if not _may_undo(request, _lines(batch)):
        raise PermissionDenied("Only who cancelled it or an admin can take this back.")
    undone = cancels.take_back(batch, member_of(request))
    worker.wake()
    tell: Callable[..., None] = messages.success
    words = "It goes on." if undone.taken == 1 else f"Taken back: {undone.taken:,} go on."
    if undone.late or not undone.taken:
        tell = messages.error
        words = "Too late to take back." if not undone.taken else f"{words} {undone.late:,} had left already."
    tell(request, words)
    back = back_url(request, reverse("queue"))
    return HttpResponseClientRedirect(back) if wants_part(request) else redirect(back)
