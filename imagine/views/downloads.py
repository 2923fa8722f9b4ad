"""A selection as one zip, to everybody who may see it."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from imagine import audit, downloads
from imagine.permissions import ROLES, allowed, member_of
from imagine.views.acting import answer, selected

# Each takes a thread of the server for as long as it is on its way, so some stay free for pages.
AT_ONCE = 3
_places = threading.BoundedSemaphore(AT_ONCE)


@require_POST
@allowed(*ROLES)
def pack(request: HttpRequest) -> HttpResponseBase:
    """Send a zip of what was selected, while it is packed."""
    numbers = selected(request).numbers
    if not numbers:
        return answer(request, "Nothing is selected any more.", is_error=True)
    try:
        wanted = downloads.plan(numbers)
    except downloads.TooLarge as problem:
        return answer(request, str(problem), is_error=True)
    if not _places.acquire(blocking=False):
        words = f"{AT_ONCE} zips are being downloaded right now. Try again in a minute."
        return answer(request, words, is_error=True)
    response = StreamingHttpResponse(_Placed(downloads.pack(wanted)), content_type="application/zip")
    audit.record("zip downloaded", member=member_of(request), imagines=len(wanted.numbers))
    response["Content-Disposition"] = content_disposition_header(True, wanted.name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    # Proxies that collect an answer before they pass it on would collect gigabytes.
    response["X-Accel-Buffering"] = "no"
    return response


class _Placed:
    """Blocks of a zip that holds one of the places until it is closed, however it ends."""

    def __init__(self, blocks: Generator[bytes, None, None]) -> None:
        self._blocks = blocks
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        return self._blocks

    def close(self) -> None:
        """Give the place back; Django calls this when the answer is over."""
        self._blocks.close()
        if self._is_open:
            self._is_open = False
            _places.release()
