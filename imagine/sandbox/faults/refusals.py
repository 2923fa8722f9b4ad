"""Faults that are a proper answer, and the answer is no. Nothing is accepted unless the name says `after`."""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

from werkzeug.wrappers import Response

from .. import answers
from .orders import Call

TEXTS = {
    400: "prompt must be at most 600 characters long",
    401: "Unauthenticated.",
    403: "Your account has used every generation of this month",
    404: "Imagine request not found",
    409: "This request is being worked on already",
    413: "The request is too large",
    429: "Too many requests. Please slow down.",
    500: "Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


def refuse(call: Call, options: dict[str, Any]) -> Response:
    """`status`, `error`, `form` (error, message, or errors with `field`), and those of `_retry_after`."""
    status = int(options.get("status", 400))
    text = str(options.get("error", TEXTS.get(status, "This was refused")))
    form = options.get("form", "error")
    body: dict[str, Any] = {"error": text} if form == "error" else {"message": text}
    if form == "errors":
        body["errors"] = {str(options.get("field", "prompt")): [text]}
    response = answers.as_json(body, status)
    _retry_after(response, options)
    return response


def _retry_after(response: Response, options: dict[str, Any]) -> None:
    """`retry_after` is sent as it is; a number with `as_date` becomes a moment that many seconds from now."""
    wait = options.get("retry_after")
    if wait is None:
        return
    if options.get("as_date"):
        wait = formatdate(time.time() + float(wait), usegmt=True)
    response.headers["Retry-After"] = str(wait)


def server_error(call: Call, options: dict[str, Any]) -> Response:
    """`status` (500), `html` for the page a proxy would send instead of JSON, `retry_after`."""
    status = int(options.get("status", 500))
    if options.get("html"):
        page = f"<html><body><h1>{status} {TEXTS.get(status, 'Error')}</h1></body></html>"
        response = Response(page, status, content_type="text/html")
    else:
        response = answers.as_json({"message": TEXTS.get(status, "Server Error")}, status)
    _retry_after(response, options)
    return response


def server_error_after(call: Call, options: dict[str, Any]) -> Response:
    call.proceed().close()
    return server_error(call, options)


def error_200(call: Call, options: dict[str, Any]) -> Response:
    """`error`: the text under a status that promises success."""
    return answers.as_json({"error": str(options.get("error", "You have no credits left"))}, 200)


def redirect(call: Call, options: dict[str, Any]) -> Response:
    """`status` (302) and `location`; by default to a place of this sandbox that counts who follows."""
    location = options.get("location") or f"{call.request.host_url}elsewhere"
    return Response(
        "", int(options.get("status", 302)), headers={"Location": str(location)}, content_type="text/html"
    )
