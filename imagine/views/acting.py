"""How an act on a selection is read, made sure of and answered: in place with the script, else as a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from imagine.models import Imagine
from imagine.permissions import View, allowed, member_of
from imagine.search import Search
from imagine.selection import Selection
from imagine.templatetags.words import thousands
from imagine.views.cards import Dressed, dress
from imagine.views.parts import private, render_part, wants_part
from imagine.views.returning import back_url

# Tiles put back or taken away one by one; what is about more loads the page anew.
IN_PLACE = 100
UNDO_HERE = "undo-here "
Act = Callable[[HttpRequest, Selection], HttpResponse]


def on_selection(verb: str, *roles: str) -> Callable[[Act], View[[]]]:
    """Hand a view what was selected, once that is something, and as many as the page said."""

    def decorate(act: Act) -> View[[]]:
        @require_POST
        @allowed(*roles)
        @wraps(act)
        def checked(request: HttpRequest) -> HttpResponse:
            chosen = selected(request)
            if not chosen.numbers:
                return answer(request, "Nothing is selected any more.", is_error=True)
            return _look_again(request, chosen, verb) if chosen.has_changed else act(request, chosen)

        return checked

    return decorate


def selected(request: HttpRequest) -> Selection:
    """What the form means: the ticked `ids`, or with `all=1` everything that the address's query matches."""
    asked = Search.from_query(request.GET, member_of(request).pk).with_()
    search = asked if request.POST.get("all") else None
    shown = request.POST.get("count", "")
    return Selection.of(request.POST.getlist("ids"), search=search, shown=shown)


def _look_again(request: HttpRequest, chosen: Selection, verb: str) -> HttpResponse:
    number = len(chosen.numbers)
    return ask(
        request,
        title=f"Now {number:,} match",
        text=f"It was {chosen.shown or 0:,} when you selected them. Nothing was done yet.",
        button=f"{verb} {number:,}",
        count=str(number),
    )


def ask(
    request: HttpRequest, *, title: str, text: str, button: str, problem: str = "", **more: Any
) -> HttpResponse:
    """Put a question before an act; its answer sends the same form again, with `count` or `sure` set anew.

    `more` may hold: `count` and `sure`, what the next form says of these; `needs_reason`, and `reason_hint`
    for its empty field; `danger`; `imagines`, a few of those that are hit, and how many are the `rest`; the
    `place` of the page.
    """
    again = {name: more.pop(name) for name in ("count", "sure") if name in more}
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {"csrfmiddlewaretoken", "reason", *again}
    ]
    context = {
        "title": title,
        "text": text,
        "button": button,
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "action": request.get_full_path(),
        "fields": [*kept, *again.items()],
        "back_url": back_url(request, reverse("history")),
        "in_place": wants_part(request),
        **more,
    }
    return render_part(request, "imagine/ask.html", context, part="question")


def answer(
    request: HttpRequest,
    words: str,
    *,
    is_error: bool = False,
    undo: str = "",
    starred: Iterable[Dressed] = (),
    gone: Iterable[int] = (),
    back: Iterable[Dressed] = (),
    otherwise: str = "",
) -> HttpResponse:
    """Say what was done: in place as a toast with the tiles that changed, or on the page that one came from.

    `starred` are tiles with another star, `gone` those that leave the page, `back` those that return to it.
    """
    numbers, tiles = list(gone), list(back)
    is_long = len(numbers) > IN_PLACE or len(tiles) > IN_PLACE
    if not wants_part(request) or is_long:
        tag = f"{UNDO_HERE}{undo}" if undo else ""
        messages.add_message(request, messages.ERROR if is_error else messages.INFO, words, extra_tags=tag)
        if wants_part(request):
            return HttpResponseClientRefresh()
        return redirect(back_url(request, otherwise or reverse("history")))
    context = {
        "words": words,
        "is_error": is_error,
        "undo": undo,
        "starred": starred,
        "gone": numbers,
        "back": tiles,
        "shape": "tile" if _on_wall(request) else "card",
    }
    response = private(render(request, "imagine/acted.html", context))
    return response if is_error else trigger_client_event(response, "studio:acted")


def _on_wall(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    page = (htmx.current_url if htmx else None) or ""
    return urlsplit(page).path == reverse("history")


def shown(request: HttpRequest, numbers: Iterable[int]) -> list[Dressed]:
    """The rows of tiles that stand on the page, as its member sees them."""
    rows = Imagine.objects.select_related("member", "cancelled_by", "parent")
    return dress(rows.filter(pk__in=list(numbers)[:IN_PLACE]).order_by("-pk"), request)


def counted(number: int, what: str = "image") -> str:
    """A number with its noun: "1 image", "1,284 images"."""
    return f"{thousands(number)} {what}{'' if number == 1 else 's'}"
