"""Cancelling many: what is meant, a page that says what it hits, and ten seconds to take it back.

What is said is pinned: the confirmation carries the ids that it counted, and nothing else is ever hit.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from imagine import cancels, lineup, worker
from imagine.line_filter import Filter
from imagine.lineup import Entry
from imagine.models import Imagine, Status
from imagine.permissions import ADMIN, ARTIST, allowed, may_administer, member_of
from imagine.views.parts import render_part, wants_part
from imagine.views.queue import may_hit, rows_of, url_of
from imagine.views.returning import back_url, sent_back

LISTED_AT_MOST = 20
# Of ids sent in one form; more rows than that are no queue of one account.
IDS_AT_MOST = 20_000
REASONS = (
    ("duplicate", "Duplicate"),
    ("wrong settings", "Wrong settings"),
    ("making room", "Making room"),
    ("other", "Other"),
)


@dataclass(frozen=True)
class Meant:
    """What a request means to cancel: entries that can be hit, and how many of those meant cannot.

    `said` are the ids that a confirmation named before, None while nothing was said yet.
    """

    entries: list[Entry]
    left_out: int
    said: frozenset[int] | None
    is_all: bool

    @property
    def has_grown(self) -> bool:
        """Whether there is now something among them that nobody was told of."""
        return self.said is not None and not self.said.issuperset(entry.pk for entry in self.entries)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(ARTIST, ADMIN)
def cancel_many(request: HttpRequest) -> HttpResponse:
    """The selected, or all that match a filter: first what will be hit, then hit it."""
    meant = _meant(request)
    if not meant.entries:
        return _nothing(request, meant)
    others = [entry for entry in meant.entries if entry.member != request.user.pk]
    reason = reason_of(request)
    problem = ""
    if request.method == "POST" and meant.said is not None:
        if meant.has_grown:
            problem = f"More match now: {len(meant.entries):,}. Nothing was cancelled yet, look again."
        elif others and not reason:
            problem = "Say why, so that the owners know."
        else:
            return go(request, cancels.cancel(_hit(meant), member_of(request), reason), len(_hit(meant)))
    return _confirm(request, meant, others, problem)


def _hit(meant: Meant) -> list[int]:
    said = meant.said or frozenset()
    # What was said and cannot be hit any more has a line among the results as well.
    return sorted(said) if not meant.is_all else [entry.pk for entry in meant.entries if entry.pk in said]


def _meant(request: HttpRequest) -> Meant:
    line, sent = lineup.read(), request.POST if request.method == "POST" else request.GET
    who = member_of(request).username
    said = frozenset(numbers(sent["said"])) if "said" in sent else None
    is_all = bool(sent.get("all"))
    if is_all:
        meant = Filter.from_query(request.GET).with_().matching(line, who=who)
    else:
        wanted = said if said is not None else set(numbers(",".join(sent.getlist("ids"))))
        meant = [entry for entry in line.in_order if entry.pk in wanted]
    entries = [entry for entry in meant if may_hit(request, entry)]
    if said is not None and not is_all:
        said = frozenset(_own_or_any(request, said))
    return Meant(entries, len(meant) - len(entries), said, is_all)


def _own_or_any(request: HttpRequest, keys: frozenset[int]) -> list[int]:
    """Those of the ids that this member may cancel at all, ended ones among them."""
    rows = Imagine.objects.visible().filter(pk__in=list(keys))
    if not may_administer(request):
        rows = rows.filter(member=member_of(request))
    return list(rows.values_list("pk", flat=True))


def numbers(text: str) -> list[int]:
    """The ids in a text that a form sent."""
    found = re.findall(r"[0-9]{1,18}", text)[:IDS_AT_MOST]
    return [int(number) for number in found]


def reason_of(request: HttpRequest) -> str:
    """Why, in words: one of the usual reasons, a note of one's own, or both."""
    usual = dict(REASONS).get(request.POST.get("why", ""), "")
    note = request.POST.get("reason", "").strip()
    return ": ".join(part for part in (usual if usual != "Other" else "", note) if part)[:500]


def _nothing(request: HttpRequest, meant: Meant) -> HttpResponse:
    words = "Nothing of it can be cancelled any more."
    if meant.left_out:
        words = "Nothing of it is yours to cancel." if not may_administer(request) else words
    messages.error(request, words)
    return sent_back(request, url_of(Filter.from_query(request.GET)))


def _confirm(request: HttpRequest, meant: Meant, others: list[Entry], problem: str) -> HttpResponse:
    first = meant.entries[:LISTED_AT_MOST]
    context = {
        "count": len(meant.entries),
        "left_out": meant.left_out,
        "imagines": rows_of(first, request),
        "rest": len(meant.entries) - len(first),
        "kinds": _kinds(meant.entries),
        "told": _told(others),
        "needs_reason": bool(others),
        "is_all": meant.is_all,
        "said": ",".join(str(entry.pk) for entry in meant.entries),
        "action": request.get_full_path(),
        "problem": problem,
        **reason_context(request),
        "back_url": back_url(request, url_of(Filter.from_query(request.GET))),
        "in_place": wants_part(request),
    }
    return render_part(request, "imagine/cancel_many.html", context, part="question")


def reason_context(request: HttpRequest) -> dict[str, Any]:
    """What was said of the reason so far, for the form that asks for it."""
    return {
        "reasons": REASONS,
        "why": request.POST.get("why", ""),
        "reason": request.POST.get("reason", "").strip()[:500],
    }


def _kinds(entries: list[Entry]) -> dict[str, int]:
    """How far they are, which decides about what was paid for."""
    held = sum(1 for entry in entries if entry.status == Status.HELD)
    waiting = sum(1 for entry in entries if entry.status == Status.PENDING)
    return {"held": held, "waiting": waiting, "begun": len(entries) - held - waiting}


def _told(others: list[Entry]) -> list[str]:
    return sorted({entry.name for entry in others if entry.name})


def go(request: HttpRequest, batch: uuid.UUID, count: int) -> HttpResponse:
    """Say that it was asked for, with a button that takes it back, on the page one came from."""
    worker.wake()
    images = "image" if count == 1 else "images"
    words = f"Cancelling {count:,} {images}. Nothing leaves for ten seconds."
    messages.info(request, words, extra_tags=f"undo {reverse('cancels_undo', args=[batch])}")
    return sent_back(request, reverse("cancels", args=[batch]) if count > 1 else reverse("queue"))
