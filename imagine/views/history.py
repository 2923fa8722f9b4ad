"""History: everything the team made, and the poll that keeps every open page fresh."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from imagine import catalogue, metrics, search
from imagine.changes import current_revision
from imagine.models import Imagine, Status
from imagine.permissions import ROLES, allowed, member_of, require, signed_in
from imagine.search import Search
from imagine.views import stream
from imagine.views.cards import Dressed, dress
from imagine.views.parts import private, render_part

QUIET = 204
SHAPES = ("card", "tile", "row", "detail", "results")
# A page shows at most this many cards that still change; a longer list of ids is nobody's page.
IDS_AT_MOST = 200
# The place before any row, for a list that is still empty.
NEVER = search.Cursor(0)
# Statuses as the counts line names them; the words of one group are one link.
COUNTS = (
    ("All", ""),
    ("Waiting", "waiting"),
    ("Being made", "making"),
    ("Not confirmed", Status.UNCONFIRMED),
    ("Complete", Status.COMPLETE),
    ("Stopped", Status.ABORT),
    ("Failed", "failed"),
)


@dataclass(frozen=True)
class Link:
    """A filter as a link: its words, where it leads, how many rows are there, whether we are there."""

    label: str
    url: str
    count: int | None
    is_current: bool


@require_safe
@allowed(*ROLES)
def history(request: HttpRequest) -> HttpResponse:
    """One page of what the team made, filtered and ordered by the address alone."""
    asked = Search.from_query(request.GET, viewer=request.user.pk)
    page = asked.page()
    dressed = dress(page.imagines, request)
    counts = _counts(asked)
    newest = asked.with_(order=search.NEWEST, limit=1).page().imagines
    context = {
        "imagines": dressed,
        "days": _days(dressed),
        "counts": counts,
        "total": next(link.count for link in counts if link.is_current) if asked.status in _words() else None,
        "filters": asked,
        "generator_choices": _generator_choices(asked),
        "member_choices": _member_choices(asked),
        "order_choices": _order_choices(asked),
        "newer_url": _url(asked.with_(before=page.newer)) if page.newer else "",
        "older_url": _url(asked.with_(after=page.older)) if page.older else "",
        "fresh_url": _url(asked.with_()),
        "newest": str(search.Cursor.of(newest[0])) if newest else str(NEVER),
        "is_filtered": asked.is_filtered,
        "is_empty": not dressed,
        "seen": current_revision(),
    }
    return render_part(request, "imagine/history.html", context, part="results")


def counted(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count the polls and their seconds for the operators."""

    @wraps(view)
    def measured(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = view(request)
        metrics.count("polls_total", outcome="quiet" if response.status_code == QUIET else "news")
        metrics.count("poll_seconds_total", time.perf_counter() - began)
        return response

    return measured


@require_safe
@signed_in
@counted
def changes(request: HttpRequest) -> HttpResponse:
    """The poll: 204 when nothing moved since the revision a page has seen, else only the changed cards.

    A quiet poll costs the session check and one cache read, however many cards the page shows.
    """
    revision = current_revision()
    if request.GET.get("seen") == str(revision):
        return private(HttpResponse(status=QUIET))
    require(request, *ROLES)
    shape = request.GET.get("shape", "card")
    seen = _number(request.GET.get("seen", ""))
    rows = Imagine.objects.select_related("member", "cancelled_by", "parent")
    # The place of a held one depends on all the others; the queue reads its places by itself.
    is_moving = Q(revision__gt=seen) if shape == "row" else Q(revision__gt=seen) | Q(status=Status.HELD)
    moved = rows.filter(is_moving, pk__in=_ids(request))
    newest = search.Cursor.read(request.GET.get("newest", ""))
    asked = Search.from_query(request.GET, viewer=request.user.pk)
    context = {
        "imagines": dress(moved, request),
        "shape": shape if shape in SHAPES else "card",
        "fresh": asked.newer_than(newest) if newest else None,
        "fresh_url": _url(asked.with_()),
        "stream_counts": stream.counts(member_of(request)) if shape == "card" else (),
    }
    response = private(render(request, "imagine/changes.html", context))
    response["X-Revision"] = str(revision)
    return response


def _ids(request: HttpRequest) -> list[int]:
    found = [_number(text) for text in request.GET.get("ids", "").split(",")[:IDS_AT_MOST]]
    return [number for number in found if number]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _url(asked: Search) -> str:
    query = asked.url_query()
    return f"{reverse('history')}?{query}" if query else reverse("history")


def _words() -> set[str]:
    return {word for _, word in COUNTS}


def _counts(asked: Search) -> list[Link]:
    by_status = search.figures(asked).by_status or {}
    links = []
    for label, word in COUNTS:
        members = search.GROUPS.get(word, (word,)) if word else tuple(by_status)
        count = sum(by_status.get(status, 0) for status in members)
        current = asked.status == word
        if word != Status.UNCONFIRMED or count or current:
            links.append(Link(label, _url(asked.with_(status=word)), count, current))
    return links


def _days(imagines: list[Dressed]) -> list[tuple[str, int | None, list[Dressed]]]:
    """The page's rows under the days they were asked for on."""
    by_day = groupby(imagines, key=lambda imagine: timezone.localdate(imagine.created_at))
    return [(_day_words(day), None, list(rows)) for day, rows in by_day]


def _day_words(day: date) -> str:
    today = timezone.localdate()
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return date_format(day, "l j F" if day.year == today.year else "j F Y")


def _generator_choices(asked: Search) -> list[Link]:
    known = {entry.key: entry.label for entry in catalogue.entries()}
    if asked.generator and asked.generator not in known:
        known[asked.generator] = asked.generator
    return _choices(asked, "generator", "Every generator", list(known.items()))


def _member_choices(asked: Search) -> list[Link]:
    known = list(search.members().values())
    return _choices(asked, "member", "Everybody", [*known, (search.ELSEWHERE, "Made elsewhere")])


def _order_choices(asked: Search) -> list[Link]:
    words = [(search.NEWEST, "Newest first"), (search.OLDEST, "Oldest first")]
    return [Link(label, _url(asked.with_(order=order)), None, asked.order == order) for order, label in words]


def _choices(asked: Search, name: str, everything: str, known: list[tuple[str, str]]) -> list[Link]:
    current: Any = getattr(asked, name)
    return [
        Link(label, _url(asked.with_(**{name: value})), None, current == value)
        for value, label in [("", everything), *known]
    ]
