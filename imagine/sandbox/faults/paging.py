"""Faults of the history: pages that shift, repeat or lie."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from .orders import Call


def shifted_page(call: Call, options: dict[str, Any]) -> Response:
    return call.proceed(shift=-int(options.get("rows", 1)))


def repeated_page(call: Call, options: dict[str, Any]) -> Response:
    return call.proceed(page=int(options.get("page", 0)))


def has_more(call: Call, options: dict[str, Any]) -> Response:
    return _page(call, lambda page: page.update(has_more=options.get("value", True)))


def total_count(call: Call, options: dict[str, Any]) -> Response:
    return _page(call, lambda page: page.update(totalCount=options.get("value", len(page["data"]))))


def duplicates(call: Call, options: dict[str, Any]) -> Response:
    copies = int(options.get("copies", 2))
    return _page(call, lambda page: page.update(data=[row for row in page["data"] for _ in range(copies)]))


def missing_rows(call: Call, options: dict[str, Any]) -> Response:
    hidden = set(options.get("ids", []))

    def change(page: dict[str, Any]) -> None:
        page["data"] = [row for row in page["data"] if hidden and row["id"] not in hidden]

    return _page(call, change)


def unsorted(call: Call, options: dict[str, Any]) -> Response:
    return _page(call, lambda page: page["data"].reverse())


def _page(call: Call, change: Callable[[dict[str, Any]], Any]) -> Response:
    response = call.proceed()
    page = json.loads(response.get_data())
    if "data" in page:
        change(page)
        response.set_data(json.dumps(page))
    return response
