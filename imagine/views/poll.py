"""The poll that keeps every open page fresh.

Hundreds of pages ask at once, and one change is news to all of them. So what is the same for everybody is
worked out once for each revision, and a page of which nothing moved gets a text that others got before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache, wraps
from hashlib import sha256
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from imagine import favourites, metrics, search
from imagine.changes import current_revision
from imagine.models import Imagine, Status
from imagine.permissions import (
    ROLES,
    may_administer,
    may_create,
    member_of,
    require,
    role_in,
    signed_in,
)
from imagine.search import Search
from imagine.views import stream
from imagine.views.cards import dress
from imagine.views.chrome import May, ServiceWords, open_count, service_words
from imagine.views.history import fresh_url
from imagine.views.parts import private, seen_page

T = TypeVar("T")
# Imagines by their number, with the number of the member whose they are.
Moved = dict[int, int | None]

QUIET = 204
SHAPES = ("card", "tile", "row", "detail", "results")
# These tell more than what moved: places in the line, and how many of one's own are open.
TELLING_MORE = ("card", "row")
# A page shows at most this many cards that still change; a longer list of ids is nobody's page.
IDS_AT_MOST = 200
# Rows that are kept in memory as having moved; a page that has slept through more looks for its own.
MOVED_AT_MOST = 500
# Seconds that something is remembered of a revision; nearly always the next one comes sooner.
MEMORY = 10
# Seconds for which "made for 12 s" is near enough.
TICK = 2


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
    shape = request.GET.get("shape", "")
    shape = shape if shape in SHAPES else "card"
    fresh, address = _fresh(request, revision)
    moved = _moved(request, revision, shape)
    if not moved and shape not in TELLING_MORE:
        text = _frame_of(request, revision, shape, fresh, address)
    elif shape == "tile" and _are_the_same_for_others(request, moved):
        alike = (*moved, fresh, address, *_eyes(request))
        name = sha256(repr(alike).encode()).hexdigest()
        text = _once(revision, name, lambda: _news(request, shape, moved, fresh, address))
    else:
        text = _news(request, shape, moved, fresh, address)
    response = private(HttpResponse(text))
    response["X-Revision"] = str(revision)
    return response


def _news(request: HttpRequest, shape: str, moved: Moved, fresh: int | None, address: str) -> str:
    rows = Imagine.objects.select_related("member", "cancelled_by", "parent").filter(pk__in=moved)
    context = {
        "imagines": dress(rows, request),
        "shape": shape,
        "fresh": fresh,
        "fresh_url": address,
        "stream_counts": stream.counts(member_of(request)) if shape == "card" else (),
    }
    return render_to_string("imagine/changes.html", context, request)


def _are_the_same_for_others(request: HttpRequest, moved: Moved) -> bool:
    """Whether these tiles show the member nothing of their own: no star, and no form with their token."""
    if may_administer(request) or request.user.pk in moved.values():
        return False
    return not favourites.starred(member_of(request), moved)


def _eyes(request: HttpRequest) -> tuple[object, ...]:
    """What else a text with tiles depends on: who looks, from which page, in which zone, and when."""
    member, zone = member_of(request), timezone.get_current_timezone_name()
    return role_in(request), member.unread_count, seen_page(request), zone, int(time.time() / TICK)


def _moved(request: HttpRequest, revision: int, shape: str) -> Moved:
    """Those of the page's cards that have something to tell."""
    shown = _ids(request)
    if not shown:
        return {}
    seen = _number(request.GET.get("seen", ""))
    rows = Imagine.objects.order_by("pk")
    moved = _once(revision, f"moved-{seen}", lambda: _few(rows.filter(revision__gt=seen)))
    # The place of a held one depends on all the others; the queue reads its places by itself.
    held = {} if shape == "row" else _once(revision, "held", lambda: _few(rows.filter(status=Status.HELD)))
    if moved is None or held is None:
        is_moving = Q(revision__gt=seen) if shape == "row" else Q(revision__gt=seen) | Q(status=Status.HELD)
        return dict(rows.filter(is_moving, pk__in=shown).values_list("pk", "member"))
    return {pk: owner for pk, owner in sorted((moved | held).items()) if pk in shown}


def _few(rows: QuerySet[Imagine]) -> Moved | None:
    """These rows, None when they are too many to be remembered."""
    found = rows.values_list("pk", "member")[: MOVED_AT_MOST + 1]
    return dict(found) if len(found) <= MOVED_AT_MOST else None


def _fresh(request: HttpRequest, revision: int) -> tuple[int | None, str]:
    """How many arrived since the page was opened, None where it does not ask, and where they come first."""
    asked = Search.from_query(request.GET, viewer=request.user.pk)
    newest = search.Cursor.read(request.GET.get("newest", ""))
    if not newest:
        return None, fresh_url(asked)
    if asked.is_filtered:
        return asked.newer_than(newest), fresh_url(asked)
    return _once(revision, f"fresh-{newest}", lambda: asked.newer_than(newest)), fresh_url(asked)


def _frame_of(request: HttpRequest, revision: int, shape: str, fresh: int | None, address: str) -> str:
    """What there is to tell around a page's cards when none of them has moved."""
    return _frame(
        shape,
        fresh,
        address,
        unread=member_of(request).unread_count,
        queue_count=_once(revision, "open", open_count),
        service=_once(revision, "service", service_words),
        may=May(may_create(request), may_administer(request)),
        zone=timezone.get_current_timezone_name(),
    )


@lru_cache(maxsize=500)
def _frame(
    shape: str,
    fresh: int | None,
    address: str,
    *,
    unread: int,
    queue_count: int,
    service: ServiceWords,
    may: May,
    zone: str,
) -> str:
    """The text for these values: whoever has the same gets the same; times in it are told in the zone."""
    context = {
        "imagines": (),
        "shape": shape,
        "fresh": fresh,
        "fresh_url": address,
        "unread": unread,
        "queue_count": queue_count,
        "service": service,
        "may": may,
    }
    return render_to_string("imagine/changes.html", context)


def _once(revision: int, name: str, work: Callable[[], T]) -> T:
    """What `work` returns, asked once for each revision: nothing that a page shows changes without one."""
    key = f"poll-{revision}-{name}"
    found: tuple[T] | None = cache.get(key)
    if found is None:
        found = (work(),)
        cache.set(key, found, MEMORY)
    return found[0]


def _ids(request: HttpRequest) -> set[int]:
    found = [_number(text) for text in request.GET.get("ids", "").split(",")[:IDS_AT_MOST]]
    return {number for number in found if number}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
