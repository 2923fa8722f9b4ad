"""The eight endpoints, each a method named like what it does. They raise Problem; `app.py` answers it."""

from __future__ import annotations

import hmac
import re
import secrets
import time
from dataclasses import replace
from typing import Any

from werkzeug.wrappers import Request, Response

from . import answers, history, painting, validation
from .bodies import Body
from .live import Live
from .problems import Problem
from .queue import Queue
from .statistics import Statistics, Visit
from .store import Imagine, Store
from .uploads import Uploads, is_file

LONGEST_WEBHOOK = 2000


class Endpoints:
    def __init__(self, store: Store, live: Live, queue: Queue, uploads: Uploads, statistics: Statistics):
        self._store = store
        self._live = live
        self._queue = queue
        self._uploads = uploads
        self._statistics = statistics

    def check_key(self, request: Request, body: Body, visit: Visit) -> None:
        """The key may be in a header, the query, a form field or JSON; the first one found counts."""
        places = {
            "header": request.headers.get("x-api-key"),
            "query": request.args.get("api_key"),
            body.kind: body.values.pop("api_key", None),
        }
        where = next((place for place, key in places.items() if key), "nowhere")
        self._statistics.saw_key(visit, where)
        if where == "nowhere":
            raise Problem(403, "An API key is required")
        if not hmac.compare_digest(
            str(places[where]).encode("utf-8", "replace"), self._live.settings.key.encode()
        ):
            raise Problem(403, "The API key is not valid")

    def generators(self, request: Request, body: Body) -> Response:
        return answers.as_json(self._live.generators)

    def generate(self, request: Request, body: Body) -> Response:
        name = body.values.get("generator")
        if not name:
            raise Problem.with_value("generator", "is required")
        generator = self._live.generator(str(name))
        if generator is None:
            raise Problem.with_value("generator", "is not one of this account's generators")
        webhook_url = _webhook_url(body.values.get("webhook_url"))
        params = self._params(generator, body)
        imagine = self._queue.enter(self._new(generator, params, webhook_url, origin(request)))
        self._statistics.accepted(imagine.id, imagine.generator, imagine.params)
        return self._one(imagine, request, fresh=True)

    def imagine(self, request: Request, body: Body, id: str) -> Response:
        return self._one(self._found(id), request)

    def imagine_by_obfuscated_id(self, request: Request, body: Body, obfuscated_id: str) -> Response:
        imagine = self._store.by_obfuscated_id(obfuscated_id)
        if imagine is None:
            raise Problem(404, "Imagine request not found")
        return self._one(imagine, request)

    def history(self, request: Request, body: Body, *, shift: int = 0, page: int | None = None) -> Response:
        """`shift` and `page` are for faults: another place in the list than the one asked for."""
        query = history.Query.from_args(request.args)
        found = history.page(self._store, query if page is None else replace(query, page=page), shift=shift)
        here = origin(request)
        rows = [answers.record(row, self._store.queue_position(row), here) for row in found.rows]
        return answers.page(rows, found.total, found.has_more)

    def cancel(self, request: Request, body: Body, id: str) -> Response:
        imagine = self._found(id)
        if self._queue.cancel(imagine.id) is None:
            raise Problem(400, "This imagine request has ended and cannot be cancelled")
        return answers.as_json({"success": True})

    def cancel_pending(self, request: Request, body: Body) -> Response:
        if self._queue.cancel_pending():
            return answers.as_json({"success": True})
        return answers.as_json({"error": "You don't have any pending imagine requests"})

    def delete(self, request: Request, body: Body, id: str) -> Response:
        imagine = self._found(id)
        self._store.delete(imagine.id)
        return answers.as_json({"success": "Item deleted successfully", "id": str(imagine.id)})

    def elsewhere(self, request: Request, body: Body) -> Response:
        """Only a redirect on order leads here; see `faults/refusals.py`."""
        raise Problem(404, "There is nothing elsewhere")

    def _params(self, generator: dict[str, Any], body: Body) -> dict[str, Any]:
        known = generator.get("params")
        values = dict(body.values)
        files = (
            {name for name, param in known.items() if is_file(param)} if isinstance(known, dict) else set()
        )
        for name in files:
            sent = body.files.get(name) or values.pop(name, None)
            if sent:
                values[name] = self._uploads.keep(name, sent)
        return validation.checked(known, values)

    def _new(self, generator: dict[str, Any], params: dict[str, Any], webhook_url: str, here: str) -> Imagine:
        what = painting.job(self._live.settings, generator, params)
        rehearsed = str(params.get("rehearse", ""))
        now = time.time()
        return Imagine(
            obfuscated_id=secrets.token_hex(16),
            status="pending",
            generator=generator["generator"],
            params=params,
            title="",
            prompt=str(params.get("prompt", "")),
            picture=painting.picture_name(what),
            painting=what,
            created_at=now,
            updated_at=now,
            fate=rehearsed if rehearsed in ("error", "abort") else "complete",
            webhook_url=webhook_url,
            origin=here,
        )

    def _found(self, id: str) -> Imagine:
        imagine = self._store.get(int(id)) if id.isascii() and id.isdigit() and len(id) < 18 else None
        if imagine is None:
            raise Problem(404, "Imagine request not found")
        return imagine

    def _one(self, imagine: Imagine, request: Request, *, fresh: bool = False) -> Response:
        position = self._store.queue_position(imagine)
        return answers.enveloped(answers.record(imagine, position, origin(request), fresh=fresh))


def origin(request: Request) -> str:
    """The address the client knows us by, without a slash at its end; ours when what it says is no host."""
    if re.fullmatch(r"[\w.:\[\]-]+", request.host, re.ASCII):
        return request.host_url.rstrip("/")
    return f"http://{request.environ['SERVER_NAME']}:{request.environ['SERVER_PORT']}"


def _webhook_url(value: Any) -> str:
    if not value:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_WEBHOOK or not validation.is_web_address(value):
        raise Problem.with_value("webhook_url", "must be a web address that begins with http:// or https://")
    return value
