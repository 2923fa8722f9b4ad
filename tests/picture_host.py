"""A host of pictures for tests: it gives ranges, cuts lines, moves pictures, and says what it was asked."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

import trustme
from PIL import Image

from tests.blockade.raw_server import RawServer, answer


def photo(width: int = 200, height: int = 100, kind: str = "JPEG", **options: object) -> bytes:
    """A picture file with something to see in it."""
    out = BytesIO()
    picture = Image.merge(
        "RGB", [Image.linear_gradient("L").resize((width, height))] * 2 + [_band(width, height)]
    )
    picture.save(out, kind, **options)
    return out.getvalue()


def _band(width: int, height: int) -> Image.Image:
    return Image.radial_gradient("L").resize((width, height))


class PictureHost:
    """Serves `content` at every path but those in `moved`; `with PictureHost(content) as host:`."""

    def __init__(self, content: bytes, certificate: trustme.LeafCert | None = None) -> None:
        self.content = content
        self.etag = '"first"'
        # Bytes of a body after which the line is cut, once for each entry.
        self.cuts: list[int] = []
        self.gives_ranges = True
        self.moved: dict[str, str] = {}
        self.status = "200 OK"
        # Instead of all of the above.
        self.behaviour: Callable[[socket.socket], None] | None = None
        self._certificate = certificate
        self.server = RawServer(self._behave)

    def __enter__(self) -> PictureHost:
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def requests(self) -> list[str]:
        """The heads of all requests."""
        return [request.decode() for request in self.server.received]

    def ranges(self) -> list[str]:
        """The ranges that were asked for; "" for a request for all."""
        found = [re.search(r"(?im)^range: (.+?)\r$", request) for request in self.requests]
        return [match[1] if match else "" for match in found]

    def _behave(self, connection: socket.socket) -> None:
        if self._certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._certificate.configure_cert(context)
            connection = context.wrap_socket(connection, server_side=True)
            self.server.watch(connection)
        with connection:
            if self.behaviour:
                self.behaviour(connection)
            else:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        head = self.server.request(connection).decode()
        path = head.split(" ")[1]
        if path in self.moved:
            connection.sendall(answer("302 Found", b"", f"Location: {self.moved[path]}"))
            return
        asked = re.search(r"(?im)^range: bytes=(\d+)-\r$", head)
        same = f"if-range: {self.etag}".lower() in head.lower()
        start = int(asked[1]) if asked and same and self.gives_ranges else 0
        status, extra = self.status, [f"ETag: {self.etag}"]
        if start:
            status = "206 Partial Content"
            extra.append(f"Content-Range: bytes {start}-{len(self.content) - 1}/{len(self.content)}")
        told = answer(status, self.content[start:], *extra)
        if self.cuts:
            told = told[: len(told) - len(self.content[start:]) + self.cuts.pop(0)]
        connection.sendall(told)


class Resolver:
    """Answers look-ups of names instead of the system: each name's numbers, one list for each look-up."""

    def __init__(self, **names: list[list[tuple[str, int]]]) -> None:
        self.answers = {name.replace("_", "."): list(lists) for name, lists in names.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        self.asked.append(host)
        lists = self.answers.get(host, [[(host, port)]])
        numbers = lists.pop(0) if len(lists) > 1 else lists[0]
        return [
            (socket.AF_INET6 if ":" in number else socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))
            for number, port in numbers
        ]


@contextmanager
def certified(name: str, content: bytes) -> Iterator[tuple[PictureHost, trustme.CA]]:
    """A host with a certificate for a name, and who signed it."""
    authority = trustme.CA()
    with PictureHost(content, authority.issue_cert(name)) as host:
        yield host, authority
