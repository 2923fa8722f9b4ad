"""Faults below HTTP, or in how its bytes come."""

from __future__ import annotations

import gzip
import itertools
import select
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, NoReturn

from werkzeug.wrappers import Response

from ..resets import mark_for_reset
from .orders import Call

PATIENCE = 60.0


class Dropped(ConnectionError):
    """The connection ends here, without (more of) an answer; the server says nothing about it."""


def reset_before(call: Call, options: dict[str, Any]) -> Response:
    _drop(call, options)


def reset_after(call: Call, options: dict[str, Any]) -> Response:
    call.proceed().close()
    _drop(call, options)


def _drop(call: Call, options: dict[str, Any]) -> NoReturn:
    if not options.get("politely"):
        mark_for_reset(call.socket)
    raise Dropped


def silence_before(call: Call, options: dict[str, Any]) -> Response:
    _keep_silent(call, options)


def silence_after(call: Call, options: dict[str, Any]) -> Response:
    call.proceed().close()
    _keep_silent(call, options)


def _keep_silent(call: Call, options: dict[str, Any]) -> NoReturn:
    wait_for_end(call.socket, float(options.get("seconds", PATIENCE)))
    raise Dropped


def wait_for_end(connection: socket.socket, seconds: float) -> bool:
    """True as soon as the client has hung up, False when the time is over."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        readable, _, _ = select.select([connection], [], [], min(left, 0.25))
        if readable:
            try:
                if not connection.recv(65_536):
                    return True
            except OSError:
                return True
    return False


def slow(call: Call, options: dict[str, Any]) -> Response:
    # Read first: what comes in while we listen for the client's end is gone.
    call.request.get_data()
    wait_for_end(call.socket, float(options.get("seconds", 1.0)))
    return call.proceed()


def late_acceptance(call: Call, options: dict[str, Any]) -> Response:
    # The body must be read while its connection is there.
    call.request.get_data()
    timer = threading.Timer(float(options.get("seconds", 1.0)), lambda: call.proceed().close())
    timer.daemon = True
    timer.start()
    if options.get("then") == "error":
        return Response('{"message": "Server Error"}', 503, content_type="application/json")
    _drop(call, options)


def drip(call: Call, options: dict[str, Any]) -> Response:
    response = call.proceed()
    body = response.get_data()
    size, pause = int(options.get("bytes", 1)), float(options.get("pause", 1.0))

    def dripping() -> Iterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]
            time.sleep(pause)

    return _streamed(response, dripping(), len(body))


def drip_head(call: Call, options: dict[str, Any]) -> Response:
    pause = float(options.get("pause", 1.0))
    for byte in _raw(call.proceed()):
        call.socket.sendall(bytes([byte]))
        time.sleep(pause)
    raise Dropped


def truncated(call: Call, options: dict[str, Any]) -> Response:
    response = call.proceed()
    body = response.get_data()
    kept = body[: int(len(body) * float(options.get("share", 0.5)))]
    return _streamed(response, iter([kept]), len(body))


def endless(call: Call, options: dict[str, Any]) -> Response:
    response = call.proceed()
    piece, pause = b" " * int(options.get("bytes", 65_536)), float(options.get("pause", 0.0))

    def pouring() -> Iterator[bytes]:
        yield b'{"data": ['
        for _ in itertools.count():
            yield piece
            time.sleep(pause)

    return _streamed(response, pouring(), None)


def huge(call: Call, options: dict[str, Any]) -> Response:
    response = call.proceed()
    body = response.get_data()
    padding = int(float(options.get("megabytes", 16)) * 1024 * 1024)
    pieces = itertools.chain([body], itertools.repeat(b" " * 65_536, padding // 65_536))
    length = len(body) + padding // 65_536 * 65_536
    return _streamed(response, pieces, None if options.get("chunked") else length)


def huge_head(call: Call, options: dict[str, Any]) -> Response:
    response = call.proceed()
    for number in range(int(options.get("headers", 300))):
        response.headers[f"X-Padding-{number}"] = "x" * 1000
    return response


def compressed(call: Call, options: dict[str, Any]) -> Response:
    response = call.proceed()
    padding = b" " * int(float(options.get("megabytes", 32)) * 1024 * 1024)
    response.set_data(gzip.compress(response.get_data() + padding, 6))
    response.headers["Content-Encoding"] = "gzip"
    return response


def not_http(call: Call, options: dict[str, Any]) -> Response:
    call.socket.sendall(str(options.get("bytes", "SSH-2.0-OpenSSH_9.2\r\n")).encode())
    raise Dropped


def _streamed(response: Response, pieces: Iterator[bytes], length: int | None) -> Response:
    """The same head around a body of another kind; without a length it comes in chunks."""
    streamed = Response(pieces, response.status_code, headers=response.headers)
    del streamed.headers["Content-Length"]
    if length is not None:
        streamed.headers["Content-Length"] = str(length)
    return streamed


def _raw(response: Response) -> bytes:
    body = response.get_data()
    response.headers["Content-Length"] = str(len(body))
    response.headers["Connection"] = "close"
    lines = [f"HTTP/1.1 {response.status}", *(f"{name}: {value}" for name, value in response.headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
