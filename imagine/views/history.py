"""History: everything the team made."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from imagine import search
from imagine.changes import current_revision
from imagine.permissions import ROLES, allowed
from imagine.search import Figures, Search
from imagine.views import filters
from imagine.views.cards import Dressed, dress
from imagine.views.filters import address
from imagine.views.parts import private, render_part, wants_part

# Days whose numbers a page tells; a list that reaches over more of them is of few imagines a day.
DAYS_AT_MOST = 10
# The id of what asks for the numbers alone.
COUNTS = "counts"


@require_safe
@allowed(*ROLES)
def history(request: HttpRequest) -> HttpResponse:
    """One page of what the team made, filtered and ordered by the address alone."""
    asked = Search.from_query(request.GET, viewer=request.user.pk)
    if wants_part(request) and request.headers.get("HX-Target") == COUNTS:
        return _numbers(request, asked)
    # Read first: what changes while the rest is read is asked for by the next poll.
    seen = current_revision()
    page = asked.page()
    dressed = dress(page.imagines, request)
    days = _by_day(asked, dressed)
    figures = search.figures(asked, _spans(asked, days))
    picks = filters.picks(asked, figures)
    chips = filters.chips(asked)
    context = {
        **_told(asked, figures),
        "imagines": dressed,
        "leaf": _leaf(asked, days, figures.by_day),
        "leaf_url": address(asked.with_(before=asked.before, after=asked.after)),
        "counts_url": address(asked.with_()),
        "filters": asked,
        "picks": picks,
        "chips": chips,
        "set_number": sum(pick.is_set for pick in picks) + asked.favourite + len(chips),
        "order_pick": filters.order(asked),
        "kept": filters.kept(asked, "query", "imagine_id"),
        "newer_url": address(asked.with_(before=page.newer)) if page.newer else "",
        "older_url": address(asked.with_(after=page.older)) if page.older else "",
        "fresh_url": fresh_url(asked),
        "newest": str(search.Cursor(figures.newest)),
        "is_filtered": asked.is_filtered,
        "is_narrowed": asked.with_(query="").is_filtered,
        "is_empty": not dressed,
        "seen": seen,
    }
    return render_part(request, "imagine/history.html", context, part="results")


def _numbers(request: HttpRequest, asked: Search) -> HttpResponse:
    """The numbers around the wall alone, with those of the days that it shows."""
    days = _days(request.GET.getlist("day"))
    figures = search.figures(asked, [_span(day) for day in days])
    by_day = [(day, number) for day, number in zip(days, figures.by_day, strict=True) if number is not None]
    context = {**_told(asked, figures), "by_day": by_day}
    return private(render(request, "imagine/parts/counts.html", context))


def _days(given: list[str]) -> list[date]:
    """The days that an address names, once each, as many as a page tells; what is none is left out."""
    found = []
    for text in dict.fromkeys(given):
        with suppress(ValueError):
            found.append(date.fromisoformat(text))
    # The very first and last days have no midnight in every zone.
    return [day for day in found if 1 < day.year < 9999][:DAYS_AT_MOST]


def _told(asked: Search, figures: Figures) -> dict[str, Any]:
    """The numbers around the wall, which an act in place makes untrue."""
    return {
        "counts": filters.counts(asked, figures),
        "total": figures.total,
        "total_words": filters.number_words(figures.total),
        "starred": filters.starred(asked, figures),
    }


def fresh_url(asked: Search) -> str:
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
    return [_span(day) for day, _ in days if day]


def _span(day: date) -> tuple[int, int]:
    """A day by the viewer's clock, as places."""
    return search.place_of(search.midnight(day)), search.place_of(search.midnight(day + timedelta(days=1)))


def _leaf(
    asked: Search, days: list[tuple[date | None, list[Dressed]]], numbers: list[int | None]
) -> list[dict[str, Any]]:
    """The sections of a page. One that goes on from the page before is marked, to be joined to it."""
    edge = asked.after
    last = timezone.localdate(search.moment_of(edge.place)) if edge else None
    return [
        {
            "day": day,
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
