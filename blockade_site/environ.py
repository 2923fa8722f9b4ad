"""Readers for environment variables. Each refuses what makes no sense in one line that names the variable."""

from __future__ import annotations

import os
from collections.abc import Collection
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"]


def text(name: str, default: str = "") -> str:
    """A variable as it is, without the spaces around it; empty counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """A switch: 1 is on, 0 or nothing is off."""
    value = text(name, "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def number(name: str, default: int, *, at_most: int) -> int:
    """A whole number from 0 on."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal()) or int(value) > at_most:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from 0 to {at_most:,}, without units, not {value!r}."
        )
    return int(value)


def secret(name: str) -> str:
    """A key that was copied and pasted: a space or a line break inside is refused, and never shown."""
    value = text(name)
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ImproperlyConfigured(
            f"{name} holds a space, a line break or a character that no key has: copy it again, alone."
        )
    return value


def address(name: str, default: str = "") -> str:
    """A web address without a slash at its end, such as https://studio.example.com."""
    value = text(name, default).rstrip("/")
    if value and not is_address(value):
        raise ImproperlyConfigured(
            f"{name} must be a web address such as https://studio.example.com, without a name, "
            f"a password, ? or #. What it is now: {_unquoted(value)}"
        )
    return value


def api_address(name: str, default: str) -> str:
    """The web address of an API: https, since the key travels with every call, or on this machine."""
    value = address(name, default)
    if value.startswith("http://") and not is_loopback(urlsplit(value).hostname or ""):
        raise ImproperlyConfigured(
            f"{name} must begin with https://, or anybody on the way can read the key."
        )
    return value


def origin(name: str) -> str:
    """A web address of which nothing follows the host and the port."""
    value = address(name)
    if urlsplit(value).path:
        raise ImproperlyConfigured(f"{name} must end after the host, not with {urlsplit(value).path!r}.")
    return value


def secret_address(name: str) -> str:
    """An https address that is a secret itself, as chats give out, and so never shown; a query is fine."""
    value = text(name)
    try:
        parts = urlsplit(value)
        is_odd = parts.port == 0 or parts.username is not None or parts.password is not None
    except ValueError:
        is_odd, parts = True, urlsplit("")
    readable = value.isascii() and value.isprintable() and " " not in value
    if value and (is_odd or parts.scheme != "https" or not parts.hostname or parts.fragment or not readable):
        raise ImproperlyConfigured(f"{name} must be the https address that the chat gave you, as it is.")
    return value


def some_of(name: str, known: Collection[str], *, default: Collection[str]) -> list[str]:
    """Words separated by commas, each one of `known`; "none" is none of them."""
    value = text(name)
    found = [part.strip() for part in value.split(",") if part.strip()] if value else list(default)
    if found == ["none"]:
        return []
    if strange := [part for part in found if part not in known]:
        raise ImproperlyConfigured(f"{name} takes {', '.join(known)}, or none; not {strange[0]!r}.")
    return found


def together(**values: str) -> None:
    """Refuse some of these variables without the others."""
    missing = [name for name, value in values.items() if not value]
    if missing and len(missing) < len(values):
        given = next(name for name, value in values.items() if value)
        raise ImproperlyConfigured(f"{given} needs {' and '.join(missing)} beside it.")


def names(name: str) -> list[str]:
    """Host names separated by commas; a scheme or a path among them is refused."""
    found = [part.strip() for part in text(name).split(",") if part.strip()]
    for part in found:
        if "/" in part or " " in part:
            raise ImproperlyConfigured(
                f"{name} takes host names with commas between them, such as studio.example.com, not {part!r}."
            )
    return found


def database(name: str, default: dict[str, Any]) -> dict[str, Any]:
    """A database from an address such as postgres://user:password@host/name, or `default`."""
    value = text(name)
    if not value:
        return default
    if value.partition(":")[0] not in ("postgres", "postgresql", "sqlite"):
        raise ImproperlyConfigured(f"{name} must begin with postgres:// or sqlite:// and name a database.")
    try:
        found = dict(dj_database_url.parse(value, conn_max_age=600, conn_health_checks=True))
    except ValueError as problem:
        # The value holds a password, so neither it nor what the parser says of it is repeated.
        raise ImproperlyConfigured(
            f"{name} cannot be read: use postgres://user:password@host:5432/name with %XX for odd characters."
        ) from problem
    if not found.get("NAME"):
        raise ImproperlyConfigured(f"{name} names no database: add it after the last slash.")
    if found["ENGINE"] == default["ENGINE"]:
        return default | {"NAME": found["NAME"]}
    return found


def redis(name: str) -> str:
    """The address of a Redis server, or ""."""
    value = text(name)
    if value and value.partition("://")[0] not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured(f"{name} must begin with redis://, rediss:// or unix://.")
    return value


def is_address(value: str) -> bool:
    """Whether `value` is a plain http(s) address with a host and nothing secret or odd in it."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    readable = value.isascii() and value.isprintable() and " " not in value
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain and readable and port != 0


def is_loopback(host: str) -> bool:
    """Whether a host name or address can be reached from this machine alone."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _unquoted(value: str) -> str:
    """An address shown without what could be a password or a token in it."""
    return repr(value.split("@")[-1].split("?")[0].split("#")[0])
