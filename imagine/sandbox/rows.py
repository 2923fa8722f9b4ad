"""Rows that were not made by a request to this sandbox: other tools' work, and history from before."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from . import painting
from .generators import SKYBOX
from .settings import Settings
from .store import ACTIVE, NEVER, Imagine

# All rows of a kind share one small picture unless they ask for one of their own.
SHARED = {"prompt": "made elsewhere", "negative_text": "", "seed": 1, "start_image": "", "settings": {}}
SHARED_WIDTH = 512
OWN = frozenset(field.name for field in fields(Imagine))
TIMES = ("created_at", "updated_at", "dispatched_at", "processing_at", "completed_at")


def made_elsewhere(wanted: Iterable[Mapping[str, Any]], settings: Settings) -> list[Imagine]:
    """Rows from loose descriptions; what one leaves out is made plausible.

    `status` (complete), `prompt`, `seed`, `generator`, `params`, `title`, `error_message`,
    `created_at` (seconds or ISO text; by default a minute apart, the last one newest),
    `kind` (a skybox row has no generator), `paint` (true: a picture of its own, painted when asked for).
    A name that is no column overlays the answer, as does everything in `extra`.
    """
    described = list(wanted)
    newest = time.time()
    return [
        _row(dict(one), settings, newest - 60.0 * (len(described) - number - 1))
        for number, one in enumerate(described)
    ]


def _row(one: dict[str, Any], settings: Settings, moment: float) -> Imagine:
    params = dict(one.pop("params", {}))
    params.setdefault("prompt", one.pop("prompt", "Made elsewhere"))
    params.setdefault("seed", one.pop("seed", 1))
    own_picture = one.pop("paint", False)
    what = painting.job(settings, SKYBOX, params) if own_picture else {**SHARED, "width": SHARED_WIDTH}
    for name in TIMES:
        if name in one:
            one[name] = _seconds(one[name])
    created = one.pop("created_at", moment)
    status = one.pop("status", "complete")
    defaults = {
        "obfuscated_id": secrets.token_hex(16),
        "generator": SKYBOX["generator"],
        "title": "",
        "updated_at": min(created + 6, time.time()),
        "prompt": str(params["prompt"]),
        "picture": painting.picture_name(what),
        "painting": what,
        "due_at": NEVER if status in ACTIVE else created,
        **_times(status, created),
    }
    overlay = {name: one.pop(name) for name in list(one) if name not in OWN} | one.pop("extra", {})
    return Imagine(**(defaults | one), status=status, params=params, created_at=created, extra=overlay)


def _times(status: str, created: float) -> dict[str, float | None]:
    """The moments a row of this status has behind it."""
    ended = status in ("complete", "error", "abort")
    now = time.time()
    return {
        "dispatched_at": min(created + 1, now) if status != "pending" else None,
        "processing_at": min(created + 2, now) if ended or status == "processing" else None,
        "completed_at": min(created + 6, now) if ended else None,
    }


def _seconds(value: Any) -> float | None:
    return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else value
