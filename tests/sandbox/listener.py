"""A small HTTP server that notes what is posted to it, for webhooks."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Listener:
    """`answers` are the statuses to give, one a call; when they are used up, 200."""

    def __init__(self, answers: list[int] | None = None):
        self.received: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self._answers = list(answers or [])
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.received.append(json.loads(body))
                listener.headers.append(dict(self.headers))
                self.send_response(listener._answers.pop(0) if listener._answers else 200)
                self.send_header("Location", listener.url + "elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Stay quiet in test output."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook?for=me"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def statuses(self, count: int, within: float = 10) -> list[str]:
        """The statuses told, in order of arrival, once there are `count` of them."""
        end = time.monotonic() + within
        while len(self.received) < count:
            assert time.monotonic() < end, f"only {len(self.received)} of {count} arrived"
            time.sleep(0.01)
        return [one["status"] for one in self.received]
