"""The trash: what was deleted, by whom, when and why, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from imagine import trash
from imagine.models import Imagine, ImagineQuerySet
from imagine.permissions import ADMIN, ARTIST, allowed, may_administer, may_change, member_of
from imagine.selection import Selection
from imagine.views import picture
from imagine.views.acting import answer, counted, shown
from imagine.views.cards import dress
from imagine.views.parts import imagine_or_404, render_part

PAGE = 48
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Place:
    """Where a page of the trash begins: after this row."""

    trashed_at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> Place | None:
        """Read what `str()` wrote; None for anything else, which then means the first page."""
        moment, _, number = text.partition("-")
        if not all(part.isascii() and part.isdecimal() and len(part) < 18 for part in (moment, number)):
            return None
        return cls(_EPOCH + int(moment) * _MICROSECOND, int(number))

    def __str__(self) -> str:
        return f"{moment_number(self.trashed_at)}-{self.pk}"


def moment_number(moment: datetime) -> int:
    """A moment as an address has it: microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def undo_url(thrown: list[int]) -> str:
    """The address that brings back what was thrown away together."""
    moment = Imagine.objects.filter(pk__in=thrown[:1]).values_list("trashed_at", flat=True).first()
    return reverse("trash_undo", args=[moment_number(moment)]) if moment else ""


@require_safe
@allowed(ARTIST, ADMIN)
def trash_page(request: HttpRequest) -> HttpResponse:
    """What was deleted last, first; one's own, for admins everybody's."""
    rows = trash.open_to(member_of(request), is_admin=may_administer(request))
    return render_part(request, "imagine/trash.html", _page(request, rows), part="thrown")


def _page(request: HttpRequest, rows: ImagineQuerySet) -> dict[str, Any]:
    total = rows.count()
    if place := Place.read(request.GET.get("after", "")):
        # Rows of one moment lie side by side, so both parts of the place are compared.
        rows = rows.filter(trashed_at__lte=place.trashed_at)
        rows = rows.exclude(trashed_at=place.trashed_at, pk__gte=place.pk)
    found = list(
        rows.select_related("member", "cancelled_by", "trashed_by").order_by("-trashed_at", "-pk")[: PAGE + 1]
    )
    page = found[:PAGE]
    more = len(found) > PAGE
    return {
        "imagines": dress(page, request),
        "total": total,
        "older": str(Place(page[-1].trashed_at or _EPOCH, page[-1].pk)) if more else "",
        "is_further": place is not None,
        "grace": trash.GRACE.seconds,
    }


@require_POST
@allowed(ARTIST, ADMIN)
def restore(request: HttpRequest) -> HttpResponse:
    """Bring back the ones named by `ids`, as far as the member may."""
    member = member_of(request)
    numbers = Selection.of(request.POST.getlist("ids")).ids
    mine = trash.open_to(member, is_admin=may_administer(request))
    back = trash.bring_back(mine.filter(pk__in=numbers), member)
    if not back:
        return answer(request, "Nothing was selected.", is_error=True, otherwise=reverse("trash"))
    return answer(request, f"{counted(len(back))} restored.", gone=back, otherwise=reverse("trash"))


@require_POST
@allowed(ARTIST, ADMIN)
def undo(request: HttpRequest, moment: int) -> HttpResponse:
    """Bring back all that this member threw away at that moment."""
    try:
        at = _EPOCH + moment * _MICROSECOND
    except OverflowError as error:
        raise Http404("Nothing was thrown away then.") from error
    member = member_of(request)
    mine = trash.open_to(member, is_admin=may_administer(request))
    back = trash.bring_back(trash.thrown_at(at, member) & mine, member)
    words = f"{counted(len(back))} restored." if back else "There is nothing left to bring back."
    return answer(request, words, is_error=not back, back=shown(request, back))


@require_safe
@allowed(ARTIST, ADMIN)
def thumbnail(request: HttpRequest, imagine_id: int) -> HttpResponseBase:
    """The small picture of one in the trash, for those who may bring it back."""
    row = imagine_or_404(imagine_id, trashed=True)
    if not may_change(request, row):
        raise PermissionDenied("Only its owner or an admin finds it in the trash.")
    return picture.serve(row.thumb_small, f"imagine-{row.pk}-small.webp")
