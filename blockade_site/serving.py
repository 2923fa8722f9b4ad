"""The web server of `start`: a listening socket, waitress on it, and a look whether pages answer."""

from __future__ import annotations

import errno
import http.client
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import waitress
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from blockade_site.environ import is_loopback

THREADS = 8
# Open lines at once: browsers keep one or more for each page that polls, and waitress's own limit is 100.
LINES = 4096
# Files that everything else may have open beside them.
SPARE_FILES = 256
# Seconds until the first page must have come.
STARTUP = 30


class CannotListen(Exception):
    """Nobody can listen there; the text says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on host and port (0: any free one), so that both are ours from here on.

    Whoever connects early waits for the first page instead of being turned away. Raises CannotListen.
    """
    if not 0 <= port <= 65535:
        raise CannotListen(f"There is no port {port}: take one from 1024 to 65535, such as --port 8000.")
    try:
        family, *_, target = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(target[:2], family=family, backlog=1024)
    except OSError as problem:
        raise CannotListen(_words_for(problem, host, port)) from problem


def address(listener: socket.socket) -> str:
    """The web address of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(
    application: Any,
    listener: socket.socket,
    *,
    host_header: str,
    is_proxied: bool,
    when_ready: Callable[[], None],
) -> bool:
    """Serve until KeyboardInterrupt; returns False when pages never answered.

    `when_ready` is called, in a thread of its own, once /healthz answers to `host_header`. Behind a proxy
    what it says of the browser's side is let through, for Django to judge.
    """
    server = waitress.create_server(
        application,
        sockets=[listener],
        threads=THREADS,
        connection_limit=_room_for_lines(),
        ident=None,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=not is_proxied,
    )
    server.channel_class = _Channel
    watch = _FirstAnswer(listener, host_header, when_ready)
    watch.start()
    server.run()
    server.close()
    return not watch.gave_up


def _room_for_lines() -> int:
    """How many lines may be open: each is a file, of which this process asks for as many as it may have."""
    allowed, at_most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = LINES + SPARE_FILES
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        allowed = wanted if at_most == resource.RLIM_INFINITY else min(wanted, at_most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, at_most))
    room = LINES if allowed == resource.RLIM_INFINITY else allowed - SPARE_FILES
    return max(min(LINES, room), THREADS)


class _Task(WSGITask):  # type: ignore[misc]  # waitress comes without types
    """Keeps the line open after an answer without a body: every quiet poll is a 204, every hint as well.

    waitress takes the missing length of a 204 or 304 for unknown, and hangs up.
    """

    def set_close_on_finish(self) -> None:
        """Hang up after this answer, where the browser wants that or only that tells where the body ends."""
        wants_it = self.request.headers.get("CONNECTION", "").lower() == "close"
        if self.has_body or wants_it or self.version != "1.1":
            super().set_close_on_finish()


class _Channel(HTTPChannel):  # type: ignore[misc]  # the same
    task_class = _Task


class _FirstAnswer(threading.Thread):
    """Asks for /healthz until it answers; ends the process when it never does."""

    def __init__(self, listener: socket.socket, host_header: str, then: Callable[[], None]) -> None:
        super().__init__(name="first-answer", daemon=True)
        self.gave_up = False
        self._target = _reachable(listener)
        self._host_header = host_header
        self._then = then

    def run(self) -> None:
        deadline = time.monotonic() + STARTUP
        while time.monotonic() < deadline:
            if self._ask():
                self._then()
                return
            time.sleep(0.1)
        self.gave_up = True
        os.kill(os.getpid(), signal.SIGTERM)

    def _ask(self) -> bool:
        connection = http.client.HTTPConnection(*self._target, timeout=STARTUP)
        try:
            connection.request("GET", "/healthz", headers={"Host": self._host_header, "Connection": "close"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def _reachable(listener: socket.socket) -> tuple[str, int]:
    """Where we reach our own socket: "every address" is not one that can be connected to everywhere."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104 (read here, not listened on)


def _words_for(problem: OSError, host: str, port: int) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program: end that one, or add --port {port + 1}."
    if problem.errno == errno.EACCES:
        return f"Port {port} is not for everybody: take one from 1024 on, such as --port 8000."
    if is_loopback(host):
        return f"Could not listen on {host}: {problem}."
    return f"This machine has no address {host}: use --host 127.0.0.1, or one of its own addresses."
