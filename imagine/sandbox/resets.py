"""Ending a connection with a TCP reset instead of a goodbye."""

from __future__ import annotations

import socket
import struct

# SO_LINGER switched on with no time to linger: closing throws away what is unsent and resets.
AT_ONCE = struct.pack("ii", 1, 0)


def mark_for_reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)


def is_marked(connection: socket.socket) -> bool:
    try:
        return connection.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(AT_ONCE)) == AT_ONCE
    except OSError:
        return False
