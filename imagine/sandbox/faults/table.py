"""Every fault by name: one function, and what it does with which options (defaults in brackets).

`POST /control/faults {"endpoint": "generate", "fault": "refuse", "times": 1, "skip": 0, "match": "", …}`
switches one on for the next `times` calls of an endpoint (null: until cleared), after `skip` calls were let
pass, and only for calls whose address or body contains `match`. For endpoints see `orders.py`; `*` is any.
"before" means nothing was done yet, "after" that the call was carried out and only its answer is spoilt.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import contents, paging, refusals, wire
from .orders import Strike


@dataclass(frozen=True)
class Fault:
    strike: Strike
    about: str


FAULTS = {
    # A proper answer, and it is no.
    "refuse": Fault(
        refusals.refuse,
        "before: status (400; 401, 403, 404, 409, 413, 429 …), error (a text that fits), "
        "form (error | message | errors), field (prompt), retry_after (none; any text or number), "
        "as_date (false; send it as an HTTP date)",
    ),
    "server_error": Fault(refusals.server_error, "before: status (500), html (false), retry_after (none)"),
    "server_error_after": Fault(
        refusals.server_error_after, "after: status (500), html (false), retry_after (none)"
    ),
    "error_200": Fault(refusals.error_200, "before: an error under status 200; error (no credits left)"),
    "redirect": Fault(refusals.redirect, "before: status (302), location (/elsewhere of this sandbox)"),
    # The connection.
    "reset_before": Fault(wire.reset_before, "before: TCP reset; politely (false; a plain close instead)"),
    "reset_after": Fault(wire.reset_after, "after: TCP reset; politely (false; a plain close instead)"),
    "silence_before": Fault(wire.silence_before, "before: not a byte for seconds (60), then a close"),
    "silence_after": Fault(wire.silence_after, "after: not a byte for seconds (60), then a close"),
    "slow": Fault(wire.slow, "a right answer after seconds (1)"),
    "late_acceptance": Fault(
        wire.late_acceptance,
        "cut off now (then: reset | error), and carried out seconds (1) later all the same",
    ),
    "not_http": Fault(wire.not_http, "before: bytes (an SSH greeting) instead of HTTP"),
    # How the bytes come.
    "drip": Fault(wire.drip, "after: the body in pieces of bytes (1) with a pause (1 s) after each"),
    "drip_head": Fault(wire.drip_head, "after: status line and headers byte by byte, pause (1 s) after each"),
    "truncated": Fault(wire.truncated, "after: share (0.5) of the body that was promised, then a close"),
    "endless": Fault(
        wire.endless, "after: a body that never ends, in pieces of bytes (65536), pause (0 s) between"
    ),
    "huge": Fault(wire.huge, "after: the right JSON followed by megabytes (16) of blanks; chunked (false)"),
    "huge_head": Fault(wire.huge_head, "after: headers (300) of a thousand bytes each"),
    "compressed": Fault(wire.compressed, "after: gzip nobody asked for, that unpacks to megabytes (32)"),
    # What the answer says.
    "html": Fault(contents.html, "after: a web page; status (as it was), type (text/html)"),
    "garbled": Fault(contents.garbled, "after: body (broken JSON) as application/json"),
    "empty": Fault(contents.empty, "after: no body at all; status (as it was)"),
    "replaced": Fault(
        contents.replaced, "after: the bytes in base64 (none); type (image/jpeg), status (200)"
    ),
    "content_type": Fault(contents.content_type, "after: the right JSON under the wrong type (text/plain)"),
    "wrong_shape": Fault(contents.wrong_shape, "after: json ([]) instead of what was expected"),
    "not_utf8": Fault(contents.not_utf8, "after: bytes in a title that are no UTF-8"),
    "deep": Fault(contents.deep, "after: lists within lists, depth (100000)"),
    "envelope": Fault(contents.envelope, "after: which (bare; request, response, imagine, data, list)"),
    "missing_fields": Fault(contents.missing_fields, "after: without fields (status); row (all of them)"),
    "null_fields": Fault(contents.null_fields, "after: fields (every one) are null; row (all of them)"),
    "set_fields": Fault(contents.set_fields, "after: fields are values ({}) instead; row (all of them)"),
    "unknown_status": Fault(contents.unknown_status, "after: status (dreaming); row (all of them)"),
    "status_back": Fault(
        contents.status_back, "after: status (pending) again, later fields empty; row (all of them)"
    ),
    "odd_types": Fault(contents.odd_types, "after: numbers as text, flags as 0 or 1, {} as []"),
    "odd_text": Fault(
        contents.odd_text, "after: NUL and half a surrogate pair in texts; text, row (all of them)"
    ),
    "odd_dates": Fault(
        contents.odd_dates, "after: every date is date (0000-00-00 00:00:00); row (all of them)"
    ),
    "broken_row": Fault(contents.broken_row, "after: value (a text) put into the list at row (0)"),
    # Pages of the history.
    "shifted_page": Fault(
        paging.shifted_page, "rows (1) arrived above in the meantime; negative: were deleted"
    ),
    "repeated_page": Fault(paging.repeated_page, "page (0) whatever was asked for"),
    "has_more": Fault(paging.has_more, "has_more is value (true)"),
    "total_count": Fault(paging.total_count, "totalCount is value (the number of rows on this page)"),
    "duplicates": Fault(paging.duplicates, "each row copies (2) times"),
    "missing_rows": Fault(paging.missing_rows, "without the rows ids (all); count and has_more as they were"),
    "unsorted": Fault(paging.unsorted, "the page upside down"),
}
