"""The Queue page: everything open with owner, age and place, narrowed by the address alone."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from imagine import lineup
from imagine.changes import current_revision
from imagine.line_filter import NEXT, ORDERS, Filter
from imagine.lineup import Entry, Lineup
from imagine.models import Imagine, Status
from imagine.permissions import ROLES, allowed, may_administer, member_of
from imagine.views import queue_rail
from imagine.views.cards import Dressed, dress
from imagine.views.parts import private, render_page, wants_part
from imagine.views.queue_charts import charts

ROWS_AT_MOST = 200


@require_safe
@allowed(*ROLES)
def queue(request: HttpRequest) -> HttpResponse:
    """Everything that is open on the account, in the order in which it will be made.

    A page that is open already names the rows it shows: it gets counts, places, and rows that are new to it.
    """
    asked, line = Filter.from_query(request.GET), lineup.read()
    if wants_part(request) and "shown" in request.GET:
        return _news(request, asked, line)
    return render_page(request, "imagine/queue.html", _page(request, asked, line))


def _page(request: HttpRequest, asked: Filter, line: Lineup) -> dict[str, Any]:
    matching = asked.matching(line, who=member_of(request).username)
    from_here = [entry for entry in matching if asked.is_past(entry, line)]
    listed = from_here[:ROWS_AT_MOST]
    mine = {entry.pk for entry in matching if may_hit(request, entry)}
    more = asked.with_(after=asked.place(listed[-1], line)) if len(from_here) > ROWS_AT_MOST else None
    return _around(request, asked, line, matching) | {
        "imagines": rows_of(listed, request, line),
        "hits": len(mine),
        "next_url": url_of(more) if more else "",
        "first_url": url_of(asked.with_()) if asked.after else "",
        "orders": _orders(asked),
        "tokens": _suggested(line),
        "filters": asked,
        "query": asked.url_query(),
        "seen": current_revision(),
    }


def _around(request: HttpRequest, asked: Filter, line: Lineup, matching: list[Entry]) -> dict[str, Any]:
    """What stands around the rows and changes with every row that comes, goes or moves on."""
    return {
        "rail": queue_rail.rail(line, asked, member_of(request).username),
        "line": line,
        "held_count": line.by_status[Status.HELD],
        "pending_count": line.by_status[Status.PENDING],
        "total": len(matching),
        **charts(request, asked),
    }


def _news(request: HttpRequest, asked: Filter, line: Lineup) -> HttpResponse:
    """Only what an open page lacks: counts, places and charts, and rows that it does not show yet."""
    numbers = re.findall(r"[0-9]{1,18}", request.GET["shown"][: 20 * ROWS_AT_MOST])
    shown = {int(number) for number in numbers}
    matching = asked.matching(line, who=member_of(request).username)
    from_here = [entry for entry in matching if asked.is_past(entry, line)]
    new = [entry for entry in from_here[:ROWS_AT_MOST] if entry.pk not in shown]
    # At the end they push nothing; where the end is another page, or the order another, they are announced.
    is_fitting = asked.order == NEXT and len(from_here) <= ROWS_AT_MOST
    context = _around(request, asked, line, matching) | {
        "arrived": rows_of(new, request, line) if is_fitting else [],
        "fresh": 0 if is_fitting else len([entry for entry in new if entry.pk > max(shown, default=0)]),
        "fresh_url": url_of(asked.with_()),
        "outlooks": line.outlooks(shown),
    }
    return private(render(request, "imagine/queue_news.html", context))


def rows_of(entries: list[Entry], request: HttpRequest, line: Lineup | None = None) -> list[Dressed]:
    """The rows behind entries, in their order, as their member sees them."""
    rows = Imagine.objects.select_related("member", "cancelled_by", "parent")
    found = rows.in_bulk([entry.pk for entry in entries])
    return dress([found[entry.pk] for entry in entries if entry.pk in found], request, line)


def may_hit(request: HttpRequest, entry: Entry) -> bool:
    """Whether this member may cancel this row now: artists their own, admins any."""
    if entry.is_stopping or entry.status in (Status.SENDING, Status.UNCONFIRMED):
        return False
    return may_administer(request) or (entry.member is not None and entry.member == request.user.pk)


def url_of(asked: Filter) -> str:
    """The address of the Queue page that shows this."""
    query = asked.url_query()
    return f"{reverse('queue')}?{query}" if query else reverse("queue")


def _orders(asked: Filter) -> dict[str, Any]:
    """The orders as parts/pick.html draws them."""
    choices = [
        queue_rail.Link(
            f"order-{order or 'next'}", label, url_of(asked.with_(order=order)), asked.order == order
        )
        for order, label in ORDERS.items()
    ]
    return {"name": "Order", "current": asked.order_words, "is_last": True, "choices": choices}


def _suggested(line: Lineup) -> list[tuple[str, str]]:
    """Tokens that would find something, each with what it stands for."""
    members = {entry.username: entry.name for entry in line.entries if entry.username}
    generators = sorted({entry.generator for entry in line.entries if entry.generator})
    states = [(word, label) for word, label in Status.choices if line.by_status[word]]
    return [
        ("member:me", "Yours"),
        *((f"member:{_quoted(username)}", name) for username, name in sorted(members.items())),
        *((f"generator:{_quoted(key)}", "Generator") for key in generators),
        *((f"state:{word}", label) for word, label in states),
    ]


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
