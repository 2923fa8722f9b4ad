"""What a generator's metadata demands of the values sent for it.

`checked` gives the values as the API stores them: typed, with defaults for what was left out. Values may be
typed (JSON) or text (forms). Metadata may be as odd as a test makes it: a bound that is no number is none.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from .problems import Problem

Param = Mapping[str, Any]
SEED_MAX = 2_147_483_647


class Wrong(Exception):
    """One value breaks one rule; the text says which, without the parameter's name."""


def checked(params: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of known params, or a Problem that names every param that is wrong."""
    clean: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, param in known_params(params).items():
        value = values.get(name)
        try:
            clean[name] = _value(param, value)
        except Wrong as wrong:
            errors[name] = [f"{name} {wrong}"]
    if errors:
        raise Problem(400, "; ".join(text for texts in errors.values() for text in texts), errors)
    return {name: value for name, value in clean.items() if value is not None}


def known_params(params: Any) -> dict[str, Param]:
    """Those that can be made sense of; a generator without any may list them as `[]`."""
    if not isinstance(params, Mapping):
        return {}
    return {name: param for name, param in params.items() if isinstance(param, Mapping)}


def _value(param: Param, value: Any) -> Any:
    if value is None or value in ("", []):
        if param.get("required"):
            raise Wrong("is required")
        value = param.get("default_value")
        if value is None:
            return None
        return _draw(param, value)
    read: Callable[[Param, Any], Any] = KINDS.get(str(param.get("type")), _text)
    return _draw(param, read(param, value))


def _draw(param: Param, value: Any) -> Any:
    """Seeds of 0, or -1 as some tools send, ask for a number to be drawn."""
    if not param.get("parse_random") or value not in (0, -1):
        return value
    lowest, highest = _bound(param, "random_min_value"), _bound(param, "random_max_value")
    return random.randint(int(lowest or 1), int(highest or SEED_MAX))  # noqa: S311 (no secret)


def _text(param: Param, value: Any) -> str:
    if not isinstance(value, str):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong("must be text")
        value = str(value)
    text: str = value
    longest = _bound(param, "max_value")
    shortest = _bound(param, "min_value")
    if longest is not None and len(value) > longest:
        raise Wrong(f"must be at most {longest:g} characters long")
    if shortest is not None and len(value) < shortest:
        raise Wrong(f"must be at least {shortest:g} characters long")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Wrong("must be valid text") from None
    return text


def _int(param: Param, value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,30}\s*", value, re.ASCII):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Wrong("must be a whole number")
    _within(param, value)
    return value


def _float(param: Param, value: Any) -> float:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise Wrong("must be a number") from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Wrong("must be a number")
    _within(param, value)
    return float(value)


def _within(param: Param, value: float) -> None:
    lowest, highest, step = (_bound(param, name) for name in ("min_value", "max_value", "step"))
    if lowest is not None and value < lowest:
        raise Wrong(
            f"must be at least {lowest:g}" if abs(lowest) < 1e6 else f"must be at least {int(lowest)}"
        )
    if highest is not None and value > highest:
        raise Wrong(
            f"must be at most {highest:g}" if abs(highest) < 1e6 else f"must be at most {int(highest)}"
        )
    if step:
        steps = (value - (lowest or 0)) / step
        if abs(steps - round(steps)) > 1e-6 * max(1.0, abs(steps)):
            raise Wrong(f"must be in steps of {step:g}")


def _bool(param: Param, value: Any) -> bool:
    word = str(value).strip().lower()
    if word in ("true", "1", "on", "yes"):
        return True
    if word in ("false", "0", "off", "no"):
        return False
    raise Wrong("must be true or false")


def _choice(param: Param, value: Any) -> Any:
    by_text = {str(option): option for option in options(param)}
    if isinstance(value, list | dict) or str(value) not in by_text:
        raise Wrong(f"must be one of {_some(list(by_text))}")
    return by_text[str(value)]


def _choices(param: Param, value: Any) -> list[Any]:
    values = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(_choice(param, one) for one in values))


def options(param: Param) -> list[Any]:
    """The values to choose from: plain ones, labelled ones and groups of either, flattened."""
    return _flat(param.get("options"))


def _flat(found: Any) -> list[Any]:
    values: list[Any] = []
    for option in found if isinstance(found, list) else []:
        if isinstance(option, Mapping) and "options" in option:
            values += _flat(option["options"])
        else:
            values.append(option.get("value") if isinstance(option, Mapping) else option)
    return values


def _some(words: list[str]) -> str:
    shown = ", ".join(word or "(empty)" for word in words[:12])
    return f"{shown} and {len(words) - 12} more" if len(words) > 12 else shown


def _colour(param: Param, value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise Wrong("must be a colour such as #88aadd")
    return value.lower()


def _date(param: Param, value: Any) -> str:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Wrong("must be a date such as 2024-06-30") from None
    first, last = param.get("min_value"), param.get("max_value")
    if isinstance(first, str) and first and day.isoformat() < first:
        raise Wrong(f"must not be before {first}")
    if isinstance(last, str) and last and day.isoformat() > last:
        raise Wrong(f"must not be after {last}")
    return day.isoformat()


def _url(param: Param, value: Any) -> str:
    text = _text(param, value)
    if not is_web_address(text):
        raise Wrong("must be a web address that begins with http:// or https://")
    return text


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _file(param: Param, value: Any) -> str:
    """Files have been stored by now; what is left of them is their own address."""
    if not isinstance(value, str) or not value.startswith("/uploads/"):
        raise Wrong("must be an image: a file, or base64 text in JSON")
    return value


def _bound(param: Param, name: str) -> float | None:
    try:
        return float(param[name])
    except (KeyError, TypeError, ValueError):
        return None


KINDS: dict[str, Callable[[Param, Any], Any]] = {
    "int": _int,
    "integer": _int,
    "float": _float,
    "number": _float,
    "bool": _bool,
    "boolean": _bool,
    "select": _choice,
    "radio": _choice,
    "multiselect": _choices,
    "color": _colour,
    "date": _date,
    "url": _url,
    "file": _file,
    "image": _file,
}
