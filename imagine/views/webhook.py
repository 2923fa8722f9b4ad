"""Where Blockade tells of changes: anybody may knock, everybody gets the same answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from imagine import metrics
from imagine.blockade.json_text import parse
from imagine.blockade.reading import integer, mapping
from imagine.hints import inbox

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 65_536
PATH = re.compile("/hooks/([^/]+)/")


class HintsFirst:
    """A WSGI application that takes hints itself and leaves everything else to the one behind it.

    Of all requests only these come by the hundred a second, and from whoever likes. Here they cost a tenth of
    what Django takes for any request, so that a page need not wait for them.
    """

    def __init__(self, behind: WSGIApplication) -> None:
        self._behind = behind

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a hint, or pass the request on."""
        knocked = PATH.fullmatch(environ["PATH_INFO"])
        if not knocked or environ["REQUEST_METHOD"] != "POST":
            return self._behind(environ, start_response)
        length = environ.get("CONTENT_LENGTH") or "0"
        size = min(int(length), MOST_BYTES + 1) if length.isdecimal() else 0
        status = take(knocked[1], environ["wsgi.input"].read(size))
        start_response(f"{status.value} {status.phrase}", [])
        return []


@csrf_exempt
@require_POST
def hook(request: HttpRequest, token: str) -> HttpResponse:
    """Take a hint for one imagine, where a server has no `HintsFirst` before Django."""
    return HttpResponse(status=take(token, request.read(MOST_BYTES + 1)))


def take(token: str, body: bytes) -> HTTPStatus:
    """Note a hint; nothing of the body is believed but where to look, and the answer tells of no token."""
    if len(body) > MOST_BYTES:
        metrics.count("hints_total", outcome="too large")
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    inbox.note(token, _id_in(body))
    return HTTPStatus.NO_CONTENT


def _id_in(body: bytes) -> int | None:
    try:
        found = integer(mapping(parse(body)).get("id"))
    except (ValueError, RecursionError):
        return None
    return found if found and found > 0 else None
