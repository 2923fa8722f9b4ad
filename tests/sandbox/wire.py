"""Bytes as they come: what is left of a call when no HTTP library smooths it."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.sandbox_process import SandboxProcess


@dataclass
class Received:
    """All bytes until the end, and how that was: closed, reset, or silent for as long as we waited."""

    data: bytes
    end: str
    seconds: float

    @property
    def head(self) -> str:
        return self.data.partition(b"\r\n\r\n")[0].decode("latin-1")

    @property
    def body(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[2]


def call(
    sandbox: SandboxProcess,
    method: str = "GET",
    path: str = "/imagine/myRequests",
    body: Any = None,
    *,
    patience: float = 5.0,
    most: int = 50_000_000,
) -> Received:
    """One call over a bare socket, read until it ends, `patience` seconds pass or `most` bytes have come."""
    address = urlsplit(sandbox.base_url)
    sent = b"" if body is None else json.dumps(body).encode()
    head = f"{method} /api/v1{path} HTTP/1.1\r\nHost: {address.netloc}\r\nx-api-key: {sandbox.key}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    started, data, end = time.monotonic(), bytearray(), "silent"
    with socket.create_connection((address.hostname or "", address.port or 0)) as line:
        line.sendall(head.encode() + sent)
        while len(data) < most and (left := started + patience - time.monotonic()) > 0:
            line.settimeout(left)
            try:
                piece = line.recv(65_536)
            except TimeoutError:
                break
            except ConnectionResetError:
                end = "reset"
                break
            if not piece:
                end = "closed"
                break
            data += piece
    return Received(bytes(data), end, time.monotonic() - started)
