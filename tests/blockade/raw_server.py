"""A server that does with each connection exactly what a test says, below and beside HTTP."""

import socket
import threading
from collections.abc import Callable
from typing import Self

Behaviour = Callable[[socket.socket], None]


class RawServer:
    """Start with `with RawServer(behaviour) as server:`. `received` holds the bytes of each connection."""

    def __init__(self, behave: Behaviour) -> None:
        self._behave = behave
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._over = threading.Event()
        self._connections: list[socket.socket] = []
        self._wrapped: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self.received: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def connections(self) -> int:
        """How many connections were made."""
        return len(self._connections)

    def address(self, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}/api/v1"

    def watch(self, connection: socket.socket) -> None:
        """Hang up this one as well when the test is over, such as the TLS side of a connection."""
        self._wrapped.append(connection)

    def wait(self, seconds: float) -> bool:
        """Sleep, but no longer than the server is needed; True when it is over."""
        return self._over.wait(seconds)

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        # A thread in accept() is not woken by close().
        self._listener.shutdown(socket.SHUT_RDWR)
        for connection in (*self._connections, *self._wrapped):
            _hang_up(connection)
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                self._behave(connection)
            except OSError:
                return

    def request(self, connection: socket.socket) -> bytes:
        """Read one request with its body and remember it."""
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65_536)
            if not piece:
                raise ConnectionError("the client hung up")
            head += piece
        head, body = head.split(b"\r\n\r\n", 1)
        lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if b"content-length" in line]
        while lengths and len(body) < int(lengths[0]):
            body += connection.recv(65_536)
        self.received.append(head + b"\r\n\r\n" + body)
        return self.received[-1]


def answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    """An HTTP answer as bytes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
