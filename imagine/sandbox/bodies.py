"""Request bodies: JSON, multipart and urlencoded, read into one shape."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request

from .problems import Problem


@dataclass
class Body:
    """Values by name (text when they came from a form), and files as bytes, named like their parameter."""

    kind: str = "none"
    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def read(request: Request) -> Body:
    """Problem 400 when the body is not what it says it is."""
    if request.mimetype in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return _form(request)
    data = request.get_data()
    if not data.strip():
        return Body()
    return Body("json", _json(data))


def _json(data: bytes) -> dict[str, Any]:
    try:
        values = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Problem(400, "The body is not valid JSON") from None
    if not isinstance(values, dict):
        raise Problem(400, "The body must be a JSON object")
    return values


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _form(request: Request) -> Body:
    values: dict[str, Any] = {}
    for name, sent in request.form.lists():
        if name.endswith("[]"):
            values[name[:-2]] = sent
        else:
            values[name] = sent if len(sent) > 1 else sent[0]
    # A file input left empty is sent by browsers as a part with neither name nor content.
    files = {
        name: part.read() for name, part in request.files.items() if part.filename or part.content_length
    }
    return Body("form", values, files)
