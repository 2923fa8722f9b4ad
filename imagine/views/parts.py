"""The few helpers that every view shares."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django_htmx.middleware import HtmxDetails

from imagine.models import Imagine


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part; a page it rebuilds after Back is a whole page."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.history_restore_request


def render_part(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str, status: int = 200
) -> HttpResponse:
    """Send the whole page, or only the named part of it when htmx is asking."""
    name = f"{template}#{part}" if wants_part(request) else template
    return private(render(request, name, context, status=status))


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Send a whole private page."""
    return private(render(request, template, context, status=status))


def private(response: HttpResponse) -> HttpResponse:
    """Keep a member's page out of every cache; part and page share an address, so it varies by asker."""
    add_never_cache_headers(response)
    patch_vary_headers(response, ["HX-Request"])
    return response


def seen_page(request: HttpRequest) -> str:
    """The address of the page a member sees, also while only a part of it is made for htmx."""
    htmx = getattr(request, "htmx", None)
    return (htmx.current_url_abs_path if htmx else None) or request.get_full_path()


def imagine_or_404(imagine_id: int, *, trashed: bool = False) -> Imagine:
    """The row behind a permalink; the trash is seen by restoring only."""
    rows = Imagine.objects.select_related("member", "cancelled_by", "parent")
    found = (rows if trashed else rows.filter(trashed_at=None)).filter(pk=imagine_id).first()
    if found is None:
        raise Http404("There is no such image here.")
    return found
