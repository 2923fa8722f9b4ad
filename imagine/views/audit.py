"""The audit: who did what, when, to which image and why; for admins, to read and to take along."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from imagine import trail
from imagine.models import Event, Imagine, Member
from imagine.permissions import ADMIN, allowed
from imagine.trail import Trail
from imagine.views.parts import render_part


@dataclass(frozen=True)
class Line:
    """A line as the page shows it. `number` of an imagine is a link while the imagine `is_there`."""

    event: Event
    who: str
    number: int | None
    is_there: bool
    facts: list[tuple[str, str]]


@require_safe
@allowed(ADMIN)
def audit_page(request: HttpRequest) -> HttpResponse:
    """One page of the audit; every filter stands in the address."""
    asked = Trail.from_query(request.GET)
    page = asked.page()
    members = Member.objects.order_by("first_name", "username").only("username", "first_name", "last_name")
    names = {member.username: member.display_name for member in members}
    context = {
        "asked": asked,
        "lines": _dressed(page.lines, names),
        "members": names.items(),
        "nobody": trail.NOBODY,
        "words": trail.words(),
        "newer_url": _url("audit", asked.url_query(after=page.newer)) if page.newer else "",
        "older_url": _url("audit", asked.url_query(before=page.older)) if page.older else "",
        "csv_url": _url("audit_csv", asked.url_query()),
    }
    return render_part(request, "imagine/audit.html", context, part="results")


@require_safe
@allowed(ADMIN)
def audit_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All lines that match as a file for spreadsheets, sent while it is read."""
    pieces = trail.as_csv(Trail.from_query(request.GET))
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.now():%Y-%m-%d}.csv"'
    response["Cache-Control"] = "no-store, private"
    return response


def _dressed(lines: list[Event], names: dict[str, str]) -> list[Line]:
    numbers = {line.imagine_id for line in lines if line.imagine_id}
    there = set(Imagine.objects.filter(pk__in=numbers, trashed_at=None).values_list("pk", flat=True))
    return [
        Line(
            event=line,
            who=names.get(line.who, line.who),
            number=line.imagine_id,
            is_there=line.imagine_id in there,
            facts=[(name.replace("_", " "), _words(value)) for name, value in line.details.items()],
        )
        for line in lines
    ]


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_words(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else str(value)


def _url(name: str, query: str) -> str:
    return f"{reverse(name)}?{query}" if query else reverse(name)
