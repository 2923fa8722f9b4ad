"""Faults in what an answer says. The call is carried out; its answer is changed on the way back."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from .. import answers
from .orders import Call


def html(call: Call, options: dict[str, Any]) -> Response:
    response = call.proceed()
    page = "<!doctype html><html><body><p>We are working on it.</p></body></html>"
    status = int(options.get("status", response.status_code))
    return Response(page, status, content_type=str(options.get("type", "text/html; charset=utf-8")))


def garbled(call: Call, options: dict[str, Any]) -> Response:
    response = call.proceed()
    response.set_data(str(options.get("body", '{"request": {"id": 12,, "status": }')))
    return response


def empty(call: Call, options: dict[str, Any]) -> Response:
    response = call.proceed()
    response.set_data(b"")
    response.status_code = int(options.get("status", response.status_code))
    return response


def replaced(call: Call, options: dict[str, Any]) -> Response:
    call.proceed().close()
    body = b64decode(str(options.get("base64", "")))
    return Response(
        body, int(options.get("status", 200)), content_type=str(options.get("type", "image/jpeg"))
    )


def content_type(call: Call, options: dict[str, Any]) -> Response:
    response = call.proceed()
    response.headers["Content-Type"] = str(options.get("type", "text/plain"))
    return response


def wrong_shape(call: Call, options: dict[str, Any]) -> Response:
    return answers.as_json(options.get("json", []), call.proceed().status_code)


def not_utf8(call: Call, options: dict[str, Any]) -> Response:
    response = call.proceed()
    response.set_data(response.get_data().replace(b'"title": "', b'"title": "\xe9\xff\x00', 1))
    return response


def deep(call: Call, options: dict[str, Any]) -> Response:
    depth = int(options.get("depth", 100_000))
    response = call.proceed()
    response.set_data(b'{"request": ' + b"[" * depth + b"]" * depth + b"}")
    return response


def envelope(call: Call, options: dict[str, Any]) -> Response:
    """`which`: request, response, imagine, data, bare or list."""
    which = options.get("which", "bare")

    def wrap(body: Any) -> Any:
        inner = body.get("request", body) if isinstance(body, dict) else body
        return inner if which == "bare" else [inner] if which == "list" else {which: inner}

    return _changed(call, wrap)


def missing_fields(call: Call, options: dict[str, Any]) -> Response:
    def change(record: dict[str, Any]) -> None:
        for name in options.get("fields", ["status"]):
            record.pop(name, None)

    return _each(call, options, change)


def null_fields(call: Call, options: dict[str, Any]) -> Response:
    return _each(
        call, options, lambda record: record.update(dict.fromkeys(options.get("fields", list(record))))
    )


def set_fields(call: Call, options: dict[str, Any]) -> Response:
    return _each(call, options, lambda record: record.update(options.get("values", {})))


def unknown_status(call: Call, options: dict[str, Any]) -> Response:
    return _each(call, options, lambda record: record.update(status=options.get("status", "dreaming")))


def status_back(call: Call, options: dict[str, Any]) -> Response:
    later = {"file_url": "", "thumb_url": "", "completed_at": "", "processing_at": ""}
    return _each(call, options, lambda record: record.update(later, status=options.get("status", "pending")))


def odd_types(call: Call, options: dict[str, Any]) -> Response:
    return _changed(call, _as_php_would)


def odd_text(call: Call, options: dict[str, Any]) -> Response:
    text = str(options.get("text", "nul \0 half \ud83d end"))
    return _each(call, options, lambda record: record.update(title=text, prompt=text, error_message=text))


def odd_dates(call: Call, options: dict[str, Any]) -> Response:
    text = options.get("date", "0000-00-00 00:00:00")
    names = ("created_at", "updated_at", "dispatched_at", "processing_at", "completed_at")
    return _each(call, options, lambda record: record.update(dict.fromkeys(names, text)))


def broken_row(call: Call, options: dict[str, Any]) -> Response:
    def change(body: Any) -> Any:
        rows = body["data"] if isinstance(body, dict) and "data" in body else body
        if isinstance(rows, list):
            rows.insert(int(options.get("row", 0)), options.get("value", "not a row"))
        return body

    return _changed(call, change)


def _as_php_would(value: Any) -> Any:
    """Numbers become text, flags 0 or 1, empty objects empty lists."""
    if isinstance(value, dict):
        return {name: _as_php_would(inner) for name, inner in value.items()} or []
    if isinstance(value, list):
        return [_as_php_would(inner) for inner in value]
    if isinstance(value, bool):
        return int(value)
    return str(value) if isinstance(value, int | float) else value


def _changed(call: Call, change: Callable[[Any], Any]) -> Response:
    """The answer with its JSON changed; what is no JSON stays as it is."""
    response = call.proceed()
    if response.mimetype == "application/json":
        response.set_data(json.dumps(change(json.loads(response.get_data()))))
    return response


def _each(call: Call, options: dict[str, Any], change: Callable[[dict[str, Any]], Any]) -> Response:
    """Change every record of the answer, or only the one at the index `row`."""

    def change_all(body: Any) -> Any:
        records = _records(body)
        chosen = records[options["row"] : options["row"] + 1] if "row" in options else records
        for record in chosen:
            change(record)
        return body

    return _changed(call, change_all)


def _records(body: Any) -> list[dict[str, Any]]:
    if isinstance(body, dict) and isinstance(body.get("data"), list):
        body = body["data"]
    if isinstance(body, list):
        return [one for one in body if isinstance(one, dict)]
    wrapped = (
        [body[name] for name in ("request", "response") if name in body] if isinstance(body, dict) else []
    )
    return wrapped or ([body] if isinstance(body, dict) else [])
