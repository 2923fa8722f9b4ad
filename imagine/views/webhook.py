"""Where Blockade tells of changes: anybody may knock, everybody gets the same answer."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from imagine import metrics
from imagine.blockade.json_text import parse
from imagine.blockade.reading import integer, mapping
from imagine.hints import inbox

MOST_BYTES = 65_536
PATH = re.compile("/hooks/([^/]+)/")


class HintsFirst:
    """Middleware that takes hints before sessions, policies and other addresses have cost them anything.

    Of all requests only these come from outside by the hundred a second, and a page must not wait for them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a hint here, and leave everything else to what follows."""
        knocked = PATH.fullmatch(request.path_info)
        return hook(request, knocked[1]) if knocked else self._get_response(request)


@csrf_exempt
@require_POST
def hook(request: HttpRequest, token: str) -> HttpResponse:
    """Take a hint for one imagine. Nothing of the body is believed but where to look."""
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        metrics.count("hints_total", outcome="too large")
        return HttpResponse(status=413)
    inbox.note(token, _id_in(body))
    return HttpResponse(status=204)


def _id_in(body: bytes) -> int | None:
    try:
        found = integer(mapping(parse(body)).get("id"))
    except (ValueError, RecursionError):
        return None
    return found if found and found > 0 else None
