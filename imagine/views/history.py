"""History: everything the team made, and the poll that keeps every open page fresh."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from imagine import metrics, search
from imagine.changes import current_revision
from imagine.models import Imagine, Status
from imagine.permissions import ROLES, allowed, member_of, require, signed_in
from imagine.search import Search
from imagine.views import filters, stream
from imagine.views.cards import Dressed, dress
from imagine.views.filters import address
from imagine.views.parts import private, render_part

QUIET = 204
SHAPES = ("card", "tile", "row", "detail", "results")
# A page shows at most this many cards that still change; a longer list of ids is nobody's page.
IDS_AT_MOST = 200
# Days whose numbers a page tells; a list that reaches over more of them is of few imagines a day.
DAYS_AT_MOST = 10


@require_safe
@allowed(*ROLES)
def history(request: HttpRequest) -> HttpResponse:
    """One page of what the team made, filtered and ordered by the address alone."""
    asked = Search.from_query(request.GET, viewer=request.user.pk)
    # Read first: what changes while the rest is read is asked for by the next poll.
    seen = current_revision()
    page = asked.page()
    dressed = dress(page.imagines, request)
    days = _by_day(asked, dressed)
    figures = search.figures(asked, _spans(asked, days))
    total = figures.total
    context = {
        "imagines": dressed,
        "leaf": _leaf(asked, days, figures.by_day),
        "leaf_url": address(asked.with_(before=asked.before, after=asked.after)),
        "counts": filters.counts(asked, figures),
        # One more than is told, where there are more: it is what a selection may be about.
        "total": total.value + total.is_more,
        "total_words": filters.number_words(total),
        "filters": asked,
        "picks": filters.picks(asked, figures),
        "starred": filters.starred(asked, figures),
        "order_pick": filters.order(asked),
        "kept": filters.kept(asked, "query", "imagine_id"),
        "without_seed_url": address(asked.with_(seed=None)),
        "newer_url": address(asked.with_(before=page.newer)) if page.newer else "",
        "older_url": address(asked.with_(after=page.older)) if page.older else "",
        "fresh_url": _fresh_url(asked),
        "newest": str(search.Cursor(figures.newest)),
        "is_filtered": asked.is_filtered,
        "is_narrowed": asked.with_(query="").is_filtered,
        "is_empty": not dressed,
        "seen": seen,
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
        "fresh_url": _fresh_url(asked),
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


def _fresh_url(asked: Search) -> str:
    """Where new arrivals are first."""
    return address(asked.with_(order=search.NEWEST))


def _by_day(asked: Search, imagines: list[Dressed]) -> list[tuple[date | None, list[Dressed]]]:
    """The page's rows under the days they were asked for on; under none where time is not their order."""
    if asked.order not in (search.NEWEST, search.OLDEST):
        return [(None, imagines)]
    by_day = groupby(imagines, key=lambda imagine: timezone.localdate(imagine.created_at))
    return [(day, list(rows)) for day, rows in by_day]


def _spans(asked: Search, days: list[tuple[date | None, list[Dressed]]]) -> list[tuple[int, int]]:
    """From where to where each day of the page reaches, to be counted."""
    if len(days) > DAYS_AT_MOST:
        return []
    ends = [(search.midnight(day), search.midnight(day + timedelta(days=1))) for day, _ in days if day]
    return [(search.place_of(first), search.place_of(last)) for first, last in ends]


def _leaf(
    asked: Search, days: list[tuple[date | None, list[Dressed]]], numbers: list[int | None]
) -> list[dict[str, Any]]:
    """The sections of a page. One that goes on from the page before is marked, to be joined to it."""
    edge = asked.after
    last = timezone.localdate(search.moment_of(edge.place)) if edge else None
    return [
        {
            "words": _day_words(day) if day else "",
            "number": numbers[nth] if nth < len(numbers) else None,
            "goes_on": nth == 0 and edge is not None and day == (last if day else None),
            "rows": rows,
        }
        for nth, (day, rows) in enumerate(days)
    ]


def _day_words(day: date) -> str:
    today = timezone.localdate()
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return date_format(day, "l j F" if day.year == today.year else "j F Y")
