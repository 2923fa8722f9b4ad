"""What else can be done with one imagine: the menu behind "…", a page of its own without scripts."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from imagine import boards
from imagine.models import Board, Imagine
from imagine.permissions import ROLES, allowed, member_of, role_in
from imagine.views.cards import dress
from imagine.views.parts import imagine_or_404, render_part
from imagine.views.returning import back_url


@require_safe
@allowed(*ROLES)
def more(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """All that the member may do with one imagine."""
    row = imagine_or_404(imagine_id)
    context = {
        "imagine": dress([row], request)[0],
        "link": request.build_absolute_uri(row.get_absolute_url()),
        "board": _board_looked_at(request, row),
        "back_url": back_url(request, reverse("history")),
    }
    return render_part(request, "imagine/more.html", context, part="menu")


def _board_looked_at(request: HttpRequest, row: Imagine) -> Board | None:
    """The board that the page behind the menu shows, where the member may take this imagine off it."""
    htmx = getattr(request, "htmx", None)
    query = parse_qs(urlsplit(htmx.current_url or "").query) if htmx else {}
    number = query.get("board", [""])[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    member = member_of(request)
    found = boards.holding(row, member).filter(pk=number).first()
    return found if found and boards.may_fill(found, member, role_in(request)) else None
