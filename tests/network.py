"""Refuses every connection to another machine, for this whole process, below all libraries."""

from __future__ import annotations

import sys
from ipaddress import ip_address
from typing import Any

# What was refused since the running test began.
refused: list[str] = []


def stay_on_this_machine() -> None:
    """Let sockets reach loopback only, and names be looked up only when they mean loopback."""
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        # Unix sockets have a path for an address.
        host = address[0] if isinstance(address, tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not _is_here(host):
        refused.append(str(host))
        raise ConnectionRefusedError(f"A test may not reach {host}.")


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost"):
        return True
    try:
        address = ip_address(str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
