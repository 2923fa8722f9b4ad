"""Which addresses a picture may be fetched from, and which numbers behind their names.

The address comes from the API and is data. Only listed hosts are asked, over https, and only when every
number behind the name belongs to the public internet; the connection then goes to one of these very numbers,
so that a name which means something else a moment later leads nowhere. The API's own origin is trusted as
configured: the sandbox is plain http on loopback.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from imagine.blockade import wire

from .problems import NotFetched, Unfit

# Where the vendor keeps pictures, beside whatever host the API itself is on.
PICTURE_HOSTS = ("blockade-platform-production.s3.amazonaws.com", "images.blockadelabs.com")
PORTS = {"http": 80, "https": 443}
# On networks without IPv4 an IPv4 number is reached through one of these (RFC 6052).
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")

Number = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Place:
    """An address that may be asked. `is_ours` for the API's own origin."""

    scheme: str
    host: str
    port: int
    target: str
    is_ours: bool

    @property
    def source(self) -> str:
        """The address without its query, which may be a signature that changes from hour to hour."""
        return f"{self.scheme}://{self.host}:{self.port}{self.target.partition('?')[0]}"

    @property
    def host_header(self) -> str:
        """The host as the request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def place_of(url: str) -> Place:
    """Read a picture's address; raises Unfit unless it is one we fetch from."""
    try:
        parts, api = urlsplit(url), urlsplit(settings.BLOCKADE_URL)
        port = _port(parts)
        is_ours = (parts.scheme, parts.hostname, port) == (api.scheme, api.hostname, _port(api))
    except ValueError as error:
        raise Unfit("The picture's address cannot be read.") from error
    is_listed = parts.scheme == "https" and parts.hostname in PICTURE_HOSTS and port == PORTS["https"]
    if not (is_ours or is_listed) or parts.username is not None or parts.password is not None:
        raise Unfit("The picture lies at an address this studio does not fetch from.")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, parts.hostname or "", port, target, is_ours)


def numbers_of(place: Place, seconds: float) -> list[tuple[str, int]]:
    """Every number and port behind a place, looked up once, within so many seconds.

    Raises NotFetched when there is none, and Unfit when one of them lies in a private network: an honest host
    has no such number, so none of the others is believed either.
    """
    try:
        found = wire.addresses(place.host, place.port, seconds)
    except (OSError, UnicodeError) as error:
        raise NotFetched("The picture's host was not found.") from error
    numbers = [(str(entry[4][0]), int(entry[4][1])) for entry in found]
    if not place.is_ours and not all(is_public(number) for number, _ in numbers):
        raise Unfit("The picture's host leads into a private network.")
    return numbers


def is_public(number: str) -> bool:
    """Whether an IP number belongs to a single machine on the public internet, however it is wrapped."""
    address = _unwrapped(ipaddress.ip_address(number.partition("%")[0]))
    return address.is_global and not address.is_multicast


def _unwrapped(address: Number) -> Number:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS.get(parts.scheme, 0)
