"""A plain caller of the sandbox, and what a strict client demands of its answers."""

from __future__ import annotations

import re
import time
from typing import Any

import requests

from tests.sandbox_process import SandboxProcess

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
TEXTS = (
    *(
        "status",
        "file_url",
        "thumb_url",
        "title",
        "username",
        "obfuscated_id",
        "pusher_channel",
        "pusher_event",
    ),
    *("created_at", "updated_at", "type", "generator"),
)
LATER_TIMES = {"dispatched_at", "processing_at", "completed_at"}


class Api:
    """Calls with the key in the header; every method gives the `requests` response."""

    def __init__(self, sandbox: SandboxProcess):
        self.base_url = sandbox.base_url
        self.session = requests.Session()
        self.session.headers["x-api-key"] = sandbox.key

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.session.get(self.base_url + path, params=params, timeout=20)

    def post(self, **values: Any) -> requests.Response:
        return self.session.post(f"{self.base_url}/imagine/requests", json=values, timeout=20)

    def post_form(self, values: dict[str, Any], files: dict[str, Any] | None = None) -> requests.Response:
        return self.session.post(f"{self.base_url}/imagine/requests", data=values, files=files, timeout=20)

    def delete(self, path: str) -> requests.Response:
        return self.session.delete(self.base_url + path, timeout=20)

    def generate(self, **values: Any) -> dict[str, Any]:
        """The record of an accepted request; a skybox with some prompt unless told otherwise."""
        answer = self.post(**{"generator": "stable-skybox", "prompt": "salt flats at dawn", **values})
        assert answer.status_code == 200, answer.text
        return record(answer)

    def imagine(self, imagine_id: int) -> dict[str, Any]:
        return record(self.get(f"/imagine/requests/{imagine_id}"))

    def history(self, **params: Any) -> dict[str, Any]:
        answer = self.get("/imagine/myRequests", **params)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    def ended(self, imagine_id: int, within: float = 20) -> dict[str, Any]:
        """The record once its status is final."""
        end = time.monotonic() + within
        while (found := self.imagine(imagine_id))["status"] in ("pending", "dispatched", "processing"):
            assert time.monotonic() < end, f"still {found['status']} after {within} s"
            time.sleep(0.02)
        return found


def record(answer: requests.Response) -> dict[str, Any]:
    body = answer.json()
    assert list(body) == ["request", "response"], body
    assert body["request"] == body["response"]
    found: dict[str, Any] = body["request"]
    return found


def check_strictly(row: dict[str, Any]) -> None:
    """What the official client's schemas demand of a row made by a generator, type by type."""
    for name in ("id", "queue_position", "user_id"):
        assert type(row[name]) is int, name
    for name in TEXTS:
        assert type(row[name]) is str, name
    assert row["error_message"] is None or type(row["error_message"]) is str
    assert type(row["generator_data"]) is dict
    assert re.fullmatch("[0-9a-f]{32}", row["obfuscated_id"])
    assert row["pusher_channel"] == f"status_update_{row['obfuscated_id']}"
    assert row["pusher_event"] == "status_update"
    assert row["type"] == "imaginarium"
    for name in ("created_at", "updated_at"):
        assert TIMESTAMP.fullmatch(row[name]), name
    for name in LATER_TIMES & set(row):
        assert row[name] == "" or TIMESTAMP.fullmatch(row[name]), name
    has_picture = row["status"] == "complete"
    assert bool(row["file_url"]) is bool(row["thumb_url"]) is has_picture
