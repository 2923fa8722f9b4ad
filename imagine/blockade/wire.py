"""HTTP connections that obey the time and the size of the one call they work for.

requests' own timeout starts anew with every byte: one byte a second holds a call for ever.
Here every wait on a socket (name, connection, handshake, sending, headers, body) lasts at most as long as the
call has left, and every byte that arrives is counted, also those that urllib3 reads and throws away.
"""

import http.client
import io
import queue
import socket
import threading
import time
from contextvars import ContextVar
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

# Seconds to wait for one address of the host before the next is tried.
CONNECT_SECONDS = 5.0
# One TLS record: a larger piece would be several waits, each with the whole remaining time.
PIECE = 16_384


class Spent(Exception):
    """A call has used up its time or its bytes.

    Not an OSError, so that neither http.client nor urllib3 takes it for trouble worth another attempt.
    """


class Allowance:
    """What one call may spend, and whether a byte of it has left this machine."""

    def __init__(self, seconds: float, most_bytes: int) -> None:
        self._ends = time.monotonic() + seconds
        self._bytes_left = most_bytes
        self.sent = False

    def seconds(self) -> float:
        """The seconds left; raises Spent when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Spent("no complete answer in time")
        return left

    def grow(self, more_bytes: int) -> None:
        """Allow so many bytes more."""
        self._bytes_left += more_bytes

    def took(self, count: int) -> None:
        """Count received bytes; raises Spent when there were too many."""
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise Spent("an answer larger than allowed")


# urllib3 has no place to hand a call's own data down to its connections; they work in the caller's thread.
allowance: ContextVar[Allowance] = ContextVar("allowance")


class _TimedReader(io.RawIOBase):
    """The receiving side of a socket, within the allowance of the call that opened it."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, granted: Allowance) -> None:
        self._raw = raw
        self._sock = sock
        self._granted = granted

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._granted.seconds())
        try:
            count = self._raw.readinto(buffer) or 0
        except TimeoutError:
            raise Spent("no complete answer in time") from None
        self._granted.took(count)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_TimedReader(raw, sock, allowance.get()))


class TimedConnection(HTTPConnection):
    """A connection over plain HTTP that asks the current allowance before every wait."""

    response_class = _TimedResponse
    # http.client can be told, for the whole process, to print all headers it sends: ours hold the key.
    debuglevel = 0

    def _new_conn(self) -> socket.socket:
        try:
            return _connected(self.host, self.port, allowance.get())
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "no connection in time") from error
        except OSError as error:
            raise NewConnectionError(self, "no connection") from error

    def send(self, data: Any) -> None:
        granted = allowance.get()
        if self.sock is None:
            self.connect()
        for start in range(0, len(data), PIECE):
            self.sock.settimeout(granted.seconds())
            # From here on nobody can prove that the other side has not got the request.
            granted.sent = True
            try:
                super().send(data[start : start + PIECE])
            except TimeoutError:
                raise Spent("the request could not be sent in time") from None


class TimedTLSConnection(TimedConnection, HTTPSConnection):
    """The same over TLS."""


class TimedPool(HTTPConnectionPool):
    """Kept connections over plain HTTP."""

    ConnectionCls = TimedConnection


class TimedTLSPool(HTTPSConnectionPool):
    """Kept connections over TLS."""

    ConnectionCls = TimedTLSConnection


def _connected(host: str, port: int, granted: Allowance) -> socket.socket:
    """A connection to the first address of `host` that takes one; raises OSError when none does."""
    problem: OSError = OSError("the host has no address")
    for family, kind, protocol, _, address in addresses(host.strip("[]"), port, granted.seconds()):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(min(CONNECT_SECONDS, granted.seconds()))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            problem = error
        except Spent:
            sock.close()
            raise
        else:
            return sock
    raise problem


_Addresses = list[tuple[int, int, int, str, Any]]


def addresses(host: str, port: int, seconds: float) -> _Addresses:
    """What `socket.getaddrinfo` finds, within so many seconds; raises OSError or UnicodeError."""
    # Looked up aside: the system's resolver knows no deadline and cannot be stopped.
    found: queue.SimpleQueue[_Addresses | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            found.put(error)

    threading.Thread(target=look_up, name="host name look-up", daemon=True).start()
    try:
        answer = found.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError("the host name was not found in time") from None
    if isinstance(answer, Exception):
        raise answer
    return answer
