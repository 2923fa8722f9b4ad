"""Files as answers: whole or in part, again only when they changed, never loaded into memory (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, parse_etags

from imagine.downloads.pieces import Pieces

A_YEAR = 365 * 24 * 3600
# One range of bytes; several at once are answered with the whole file, as servers may.
RANGE = re.compile(r"bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))", re.ASCII)


@dataclass(frozen=True)
class Sent:
    """How a file is sent. `mark` is its ETag without quotes; `for_ever` for a file that never changes."""

    name: str
    content_type: str
    mark: str
    save: bool = False
    for_ever: bool = True


def answer(request: HttpRequest | None, file: Pieces, how: Sent) -> HttpResponseBase:
    """200 with all of a file, 206 with the range asked for, 304 when the browser has it, 416 beyond its end.

    The file is closed with the answer. Without a `request` it is all of the file.
    """
    etag, asked = f'"{how.mark}"', request.headers if request else {}
    known = [tag.removeprefix("W/") for tag in parse_etags(asked.get("If-None-Match", ""))]
    if etag in known or "*" in known:
        response: HttpResponseBase = HttpResponse(status=304)
        del response["Content-Type"]
        return _closed(file, _dressed(response, how, etag))
    span = _asked_range(asked, file.size, etag)
    if span == (0, 0):
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{file.size}"
        return _closed(file, _dressed(response, how, etag))
    size = file.size
    if span:
        file.narrow(*span)
    is_head = request is not None and request.method == "HEAD"
    response = _closed(file, HttpResponse()) if is_head else FileResponse(file)
    if span:
        response.status_code = 206
        response["Content-Range"] = f"bytes {span[0]}-{span[1] - 1}/{size}"
    response["Content-Length"] = str(file.size)
    response["Content-Type"] = how.content_type
    if disposition := content_disposition_header(how.save, how.name):
        response["Content-Disposition"] = disposition
    return _dressed(response, how, etag)


def _closed(file: Pieces, response: HttpResponseBase) -> HttpResponseBase:
    file.close()
    return response


def _dressed(response: HttpResponseBase, how: Sent, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    if how.for_ever:
        patch_cache_control(response, private=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def _asked_range(asked: Mapping[str, str], size: int, etag: str) -> tuple[int, int] | None:
    """The range asked for, its end not included; (0, 0) when the file has nothing there, None for all."""
    match = RANGE.fullmatch(asked.get("Range", "").replace(" ", ""))
    if not match or asked.get("If-Range", etag) != etag:
        return None
    first, last, tail = match.groups()
    if tail:
        start, end = max(0, size - int(tail)), size
    else:
        start, end = int(first), min(int(last) + 1 if last else size, size)
        if last and int(last) < start:
            return None
    return (start, end) if start < end else (0, 0)
