"""Two imagines beside each other: their pictures, looked at the same way, and what is not the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from imagine.models import Imagine, Status
from imagine.permissions import ROLES, allowed, may_create
from imagine.views.cards import Dressed, dress
from imagine.views.facts import differences
from imagine.views.parts import render_page

LEFT, RIGHT = "left", "right"
# "48221", "#48 221" or a permalink that was pasted.
NUMBER = re.compile(r"(?:.*/imagines/)?#?(\d{1,18})/?(?:[?#].*)?", re.ASCII)
GAPS = re.compile(r"[\s,\u202f]")
SUGGESTED = 8


@dataclass(frozen=True)
class Side:
    """One side as the address asks for it: the row, or why there is none."""

    name: str
    asked: str
    row: Dressed | None
    problem: str = ""


@require_safe
@allowed(*ROLES)
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison of `left` and `right`; as long as one is missing, what to choose it from."""
    left, right = _sides(request)
    context: dict[str, Any] = {"left": left, "right": right}
    if left.row and right.row:
        context |= {
            "differences": differences(left.row, right.row, usable=may_create(request)),
            "swap_url": _address(right.row.pk, left.row.pk),
        }
    else:
        context |= {"suggested": _suggested(request, left, right)}
    return render_page(request, "imagine/compare.html", context)


def _sides(request: HttpRequest) -> tuple[Side, Side]:
    asked = {name: request.GET.get(name, "").strip()[:400] for name in (LEFT, RIGHT)}
    numbers = {name: _number(text) for name, text in asked.items()}
    rows = Imagine.objects.visible().select_related("member", "cancelled_by", "parent")
    wanted = [number for number in numbers.values() if number is not None]
    found = {row.pk: row for row in dress(rows.filter(pk__in=wanted) if wanted else [], request)}
    sides = [_side(name, asked[name], numbers[name], found) for name in (LEFT, RIGHT)]
    left, right = sides
    if left.row and right.row and left.row.pk == right.row.pk:
        right = Side(RIGHT, right.asked, None, "That is the image on the left. Choose another one.")
    return left, right


def _number(text: str) -> int | None:
    match = NUMBER.fullmatch(GAPS.sub("", text))
    return int(match[1]) if match else None


def _side(name: str, asked: str, number: int | None, found: dict[int, Dressed]) -> Side:
    if not asked:
        return Side(name, "", None)
    if number is None:
        return Side(name, asked, None, "An image has a number, such as #48221, or an address with it.")
    row = found.get(number)
    return Side(name, asked, row, "" if row else f"There is no image #{number} here.")


def _suggested(request: HttpRequest, left: Side, right: Side) -> list[tuple[Dressed, str]]:
    """Pictures to choose from, each with the address it leads to: the family first, then the newest."""
    chosen = left.row or right.row
    rows = Imagine.objects.visible().filter(status=Status.COMPLETE).exclude(picture="")
    order = ["-created_at", "-pk"]
    if chosen:
        kin = Q(parent=chosen.pk) | Q(pk=chosen.parent_id)
        rows = rows.exclude(pk=chosen.pk)
        near = list(rows.filter(kin).select_related("member").order_by("-pk")[:SUGGESTED])
    else:
        near = []
    rows = rows.exclude(pk__in=[row.pk for row in near])
    more = rows.select_related("member").order_by(*order)[: SUGGESTED - len(near)]
    return [(row, _with(row.pk, left, right)) for row in dress([*near, *more], request)]


def _with(number: int, left: Side, right: Side) -> str:
    """The comparison with one more side: the one that is missing, the left one first."""
    if left.row:
        return _address(left.row.pk, number)
    return _address(number, right.row.pk if right.row else None)


def _address(left: int, right: int | None) -> str:
    return f"?{urlencode({LEFT: left} | ({RIGHT: right} if right else {}))}"
