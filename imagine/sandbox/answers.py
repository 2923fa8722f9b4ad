"""How rows look on the wire: exact names and types of the API's answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from werkzeug.wrappers import Response

from .problems import Problem
from .store import Imagine

USER_ID = 1
USERNAME = "artist@sandbox.invalid"


def record(imagine: Imagine, position: int, origin: str, *, fresh: bool = False) -> dict[str, Any]:
    """The object of one imagine. `origin` begins its URLs; `fresh` leaves out the three later times."""
    done = imagine.status == "complete" and imagine.picture
    answer: dict[str, Any] = {
        "id": imagine.id,
        "status": imagine.status,
        "queue_position": position,
        "file_url": f"{origin}/pictures/{imagine.picture}?ver=1" if done else "",
        "thumb_url": f"{origin}/thumbs/thumb_{imagine.picture}?ver=1" if done else "",
        "title": imagine.title,
        "user_id": USER_ID,
        "username": USERNAME,
        "error_message": imagine.error_message,
        "obfuscated_id": imagine.obfuscated_id,
        "pusher_channel": f"status_update_{imagine.obfuscated_id}",
        "pusher_event": "status_update",
        "created_at": timestamp(imagine.created_at),
        "updated_at": timestamp(imagine.updated_at),
    }
    if not fresh:
        answer["dispatched_at"] = timestamp(imagine.dispatched_at)
        answer["processing_at"] = timestamp(imagine.processing_at)
        answer["completed_at"] = timestamp(imagine.completed_at)
    return answer | _making(imagine, origin) | imagine.extra


def _making(imagine: Imagine, origin: str) -> dict[str, Any]:
    params = {name: _absolute(value, origin) for name, value in imagine.params.items()}
    if imagine.kind == "imaginarium":
        return {"type": imagine.kind, "generator": imagine.generator, "generator_data": params}
    # Rows made in the vendor's other product have no generator and tell what made them at the top.
    return {
        "type": imagine.kind,
        "prompt": params.get("prompt", ""),
        "negative_text": params.get("negative_text"),
        "seed": params.get("seed", 0),
        "skybox_style_name": params.get("skybox_style_name", ""),
        "remix_imagine_id": params.get("remix_imagine_id"),
    }


def _absolute(value: Any, origin: str) -> Any:
    """Files are kept as `/uploads/...`; outside they need the address the client knows us by."""
    return origin + value if isinstance(value, str) and value.startswith("/uploads/") else value


def timestamp(moment: float | None) -> str:
    """ISO text; what has not happened yet is "", because official clients refuse anything but text here."""
    return "" if moment is None else datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


def enveloped(answer: dict[str, Any]) -> Response:
    """Some of the API's clients read `request`, some `response`: both get the same object."""
    return as_json({"request": answer, "response": answer})


def page(rows: Iterable[dict[str, Any]], total: int, has_more: bool) -> Response:
    return as_json({"data": list(rows), "totalCount": total, "has_more": has_more})


def refusal(problem: Problem) -> Response:
    body: dict[str, Any] = {"error": problem.text}
    if problem.errors:
        body["errors"] = problem.errors
    return as_json(body, problem.status)


def as_json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value), status, content_type="application/json")
