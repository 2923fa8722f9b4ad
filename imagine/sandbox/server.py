"""The HTTP server around the application, and its quiet end."""

from __future__ import annotations

import errno
import fcntl
import os
import queue
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from .app import Sandbox
from .resets import is_marked
from .settings import Settings


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # A client that stops in the middle of its request must not hold a thread for ever.
    timeout = 120

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        """End the connection when its answer was given up, instead of waiting for the next request on it."""
        self.close_connection = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: a log line for each poll helps nobody."""

    def log(self, type: str, message: str, *args: Any) -> None:
        print(f"sandbox: {message % args if args else message}", file=sys.stderr)  # noqa: T201 (its only log)


class Server(ThreadedWSGIServer):
    daemon_threads = True

    def shutdown_request(self, request: Any) -> None:
        """Close a connection; one marked for a reset gets no polite goodbye first."""
        if isinstance(request, socket.socket) and is_marked(request):
            self.close_request(request)
            return
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients and faults end connections as they like; anything else deserves its traceback."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def log(self, type: str, message: str, *args: Any) -> None:
        print(f"sandbox: {message % args if args else message}", file=sys.stderr)  # noqa: T201 (its only log)


def serve(settings: Settings, *, until_stdin_closes: bool = False) -> None:
    """Serve until SIGTERM, SIGINT or, if asked for, the end of standard input."""
    # A SimpleQueue may be put to from a signal handler at any moment; an Event may not.
    stop: queue.SimpleQueue[None] = queue.SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.put(None))
    with _only_one_in(settings.data):
        _serve_until(stop, settings, until_stdin_closes)


def _serve_until(stop: queue.SimpleQueue[None], settings: Settings, until_stdin_closes: bool) -> None:
    sandbox = Sandbox(settings)
    with _listening(settings) as listener:
        server = Server(settings.host, settings.port, sandbox, Handler, fd=listener.fileno())
    answering = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    sandbox.start()
    answering.start()
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"Sandbox ready on http://{host}:{server.port}{settings.base_path}", flush=True)  # noqa: T201 (its promise)
    if until_stdin_closes:
        _when_stdin_closes(lambda: stop.put(None))
    stop.get()
    server.shutdown()
    server.server_close()
    sandbox.close()


@contextmanager
def _only_one_in(folder: Path) -> Iterator[None]:
    """Two clocks on one database would move every row twice. The lock ends with its process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit(f"Another sandbox is working in {folder}.")
        yield


def _listening(settings: Settings) -> socket.socket:
    """The listening socket. The server's own way to bind gives pages of advice when a port is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sys.exit(f"Port {settings.port} of {settings.host} is taken; choose another with --port.")
        sys.exit(f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror}.")


def _when_stdin_closes(then: Callable[[], None]) -> None:
    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        then()

    threading.Thread(target=watch, daemon=True).start()
