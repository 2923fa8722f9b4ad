"""Addresses and the way of a call: count it, let a fault have it, or check it and answer it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from . import answers, bodies
from .control import Control
from .endpoints import Endpoints
from .faults import Call, Faults
from .live import Live
from .painting import NotPainted, PaintingRoom
from .problems import Problem
from .queue import Queue
from .rates import Rates
from .settings import Settings
from .statistics import Statistics, Visit
from .store import Store
from .uploads import NAME as UPLOAD_NAME
from .uploads import Uploads
from .webhooks import Webhooks

ABOUT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sandbox</title>
<h1>Sandbox</h1>
<p>This is a stand-in for the Imagine API. Its pictures are composed by rules from the words of a prompt;
no diffusion model is at work and nothing is charged. The API lies under <code>{base}</code>.</p>
</html>
"""

PAINTING_WAIT = 300.0


class Sandbox:
    """The WSGI application and all that works behind it: `start` before the first call, `close` at last."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.live = Live(settings)
        self.statistics = Statistics()
        self.store = Store(settings.database)
        self.uploads = Uploads(self.live)
        self.painting = PaintingRoom(settings)
        self.webhooks = Webhooks(self.store, self.live, self.statistics)
        self.queue = Queue(self.store, self.live, self.painting, self.webhooks)
        self.rates = Rates(self.live)
        self.faults = Faults()
        self.endpoints = Endpoints(self.store, self.live, self.queue, self.uploads, self.statistics)
        self.control = Control(self) if settings.test_controls else None
        self._addresses = _addresses(settings.base_path, with_elsewhere=settings.test_controls)

    def start(self) -> None:
        self.painting.start()
        self.webhooks.start()
        self.queue.start()

    def close(self) -> None:
        self.queue.close()
        self.webhooks.close()
        self.painting.close()
        self.store.close()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = self.settings.max_body
        request.max_form_memory_size = self.settings.max_body
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if self.control is not None and request.path.startswith("/control/"):
            return self.control.answer(request)
        try:
            endpoint, arguments = self._addresses.bind_to_environ(request.environ).match()
        except MethodNotAllowed as error:
            response = answers.refusal(Problem(405, "This method is not allowed here"))
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods or []))
            return response
        except HTTPException:
            return answers.refusal(Problem(404, "There is nothing at this address"))
        if endpoint == "about":
            return Response(ABOUT.format(base=self.settings.base_path), mimetype="text/html")
        return self._visited(request, endpoint, dict(arguments))

    def _visited(self, request: Request, endpoint: str, arguments: dict[str, Any]) -> Response:
        """Answer a call that statistics and faults know by the name of its endpoint."""
        query = {name: value for name, value in request.args.items() if name != "api_key"}
        visit = Visit(endpoint, request.method, request.path, query, request.headers.get("user-agent", ""))
        self.statistics.begin(visit)
        try:
            call = Call(request, endpoint, lambda **more: self._serve(request, visit, arguments | more))
            fault = self.faults.next_for(call)
            visit.fault = fault.name if fault else ""
            response = fault.strike(call) if fault else call.proceed()
        except BaseException:
            self.statistics.end(visit, 0)
            raise
        if response.is_sequence:
            # Before it is sent: whoever has read the last byte may call again before this thread goes on.
            self.statistics.end(visit, response.status_code)
        else:
            ended = partial(self.statistics.end, visit, response.status_code)
            response.response = _then(response.response, ended)
        return response

    def _serve(self, request: Request, visit: Visit, arguments: dict[str, Any]) -> Response:
        if visit.endpoint == "picture":
            return self._file(request, **arguments)
        try:
            self.rates.count()
            body = bodies.read(request)
            self.endpoints.check_key(request, body, visit)
            response: Response = getattr(self.endpoints, visit.endpoint)(request, body, **arguments)
        except Problem as problem:
            response = answers.refusal(problem)
        except RequestEntityTooLarge:
            response = answers.refusal(Problem(413, "The request is too large"))
        except HTTPException:
            response = answers.refusal(Problem(400, "The body could not be read"))
        finally:
            request.close()
        self.rates.tell(response)
        return response

    def _file(self, request: Request, folder: str, name: str) -> Response:
        """A picture, its thumbnail or an uploaded file.

        Pictures of rows that did not come through the queue are painted when first asked for.
        """
        nothing = answers.refusal(Problem(404, "There is no such picture"))
        if folder == "uploads":
            found = self.uploads.path(f"/uploads/{name}") if UPLOAD_NAME.fullmatch(name) else None
            return _sent(found, request) if found else nothing
        picture = name.removeprefix("thumb_") if folder == "thumbs" else name
        imagine = self.store.by_picture(picture)
        if imagine is None:
            return nothing
        try:
            self.painting.paint(picture, imagine.painting, urgent=False).result(PAINTING_WAIT)
        except (NotPainted, TimeoutError, CancelledError):
            return nothing
        target = self.painting.thumb(picture) if folder == "thumbs" else self.painting.picture(picture)
        return _sent(target, request)


def _then(pieces: Iterable[Any], do: Callable[[], None]) -> Iterator[Any]:
    """The pieces, and `do` once the last is gone or nobody wants more."""
    try:
        yield from pieces
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
        do()


def _sent(path: Path, request: Request) -> Response:
    """The file, or 304 to a client that still has it. It is read whole, so that faults can have its bytes."""
    response = Response(path.read_bytes(), mimetype=guess_type(path.name)[0])
    response.add_etag()
    response.make_conditional(request, accept_ranges=True, complete_length=path.stat().st_size)
    return response


def _addresses(base: str, *, with_elsewhere: bool) -> Map:
    def api(path: str, endpoint: str, method: str) -> Rule:
        return Rule(base + path, endpoint=endpoint, methods=[method])

    # Where redirects on order lead, to see who follows and whether they bring the key.
    elsewhere = [Rule("/elsewhere", endpoint="elsewhere")] if with_elsewhere else []
    return Map(
        [
            *elsewhere,
            Rule("/", endpoint="about", methods=["GET"]),
            api("/generators", "generators", "GET"),
            api("/imagine/requests", "generate", "POST"),
            api("/imagine/requests/pending", "cancel_pending", "DELETE"),
            api("/imagine/requests/<id>", "imagine", "GET"),
            api("/imagine/requests/<id>", "cancel", "DELETE"),
            api("/imagine/requests/obfuscated-id/<obfuscated_id>", "imagine_by_obfuscated_id", "GET"),
            api("/imagine/myRequests", "history", "GET"),
            api("/imagine/deleteImagine/<id>", "delete", "DELETE"),
            Rule("/<any(pictures, thumbs, uploads):folder>/<name>", endpoint="picture", methods=["GET"]),
        ],
        strict_slashes=False,
        redirect_defaults=False,
        merge_slashes=False,
    )
