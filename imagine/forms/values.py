"""When two requests are the same: the API echoes 7 as "7", drops what is empty and adds its defaults."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imagine.blockade.metadata import Generator

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")


def fingerprint(generator_key: str, params: Mapping[str, object]) -> str:
    """SHA-256 in hex over the generator and its params, however they are spelled; empty ones do not count."""
    told = {key: settled(value) for key, value in params.items()}
    canonical = [generator_key, {key: value for key, value in told.items() if value is not None}]
    text = json.dumps(canonical, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def same_request(
    sent: Mapping[str, object], echoed: Mapping[str, object], generator: Generator | None = None
) -> bool:
    """Whether `echoed`, as the API tells it, is the request that was `sent`.

    All that was sent must be there. What only the echo has may be a default that the API filled in; with
    `generator` it has to be that param's very default.
    """
    defaults = {param.key: settled(param.default) for param in generator.params} if generator else {}
    for key in sent.keys() | echoed.keys():
        ours, theirs = settled(sent.get(key)), settled(echoed.get(key))
        if ours == theirs or (key in sent and ours == settled(False) and theirs is None):
            continue
        if ours is not None or (key in defaults and theirs != defaults[key]):
            return False
    return True


def settled(value: object) -> object:
    """A value in the one spelling that all its spellings share; None for whatever is empty."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        value = repr(value)
    if isinstance(value, str):
        return _settled_text(value)
    if isinstance(value, Mapping):
        return {str(key): settled(item) for key, item in value.items()} or None
    if isinstance(value, list | tuple):
        return [settled(item) for item in value] or None
    return None


def _settled_text(value: str) -> str | None:
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _NUMBER.fullmatch(text):
        number = Decimal(text).normalize()
        return format(number, "f") if abs(number.adjusted()) < 40 else str(number)
    if text in ("true", "false"):
        return "1" if text == "true" else "0"
    return text or None
