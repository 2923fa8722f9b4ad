"""The choices of a select: plain values, `{label, value}` objects, and groups of either."""

from collections.abc import Iterator
from dataclasses import dataclass

from .reading import storable, text

# Groups within groups have no meaning in a select; deeper than this nobody looks.
DEEPEST_GROUP = 3


@dataclass(frozen=True)
class Option:
    """One choice. `value` keeps the JSON type it came with, because that is what must be sent back."""

    label: str
    value: object
    group: str = ""


def read_options(value: object) -> tuple[Option, ...]:
    """All choices in their order; whatever is no choice is left out.

    An object is read as labels by value, the way PHP spells `["fast" => "Quick sketch"]`.
    """
    return tuple(_options(storable(value), "", 0))


def _options(value: object, group: str, depth: int) -> Iterator[Option]:
    if depth > DEEPEST_GROUP:
        return
    if isinstance(value, list):
        for item in value:
            yield from _option(item, group, depth)
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict) and "value" in item:
                yield from _option(item, group, depth)
            elif isinstance(item, list | dict):
                yield from _options(item, text(key), depth + 1)
            else:
                yield Option(_spelled(item) or text(key), key, group)


def _option(item: object, group: str, depth: int) -> Iterator[Option]:
    if not isinstance(item, dict):
        if isinstance(item, str | int | float):
            yield Option(_spelled(item), item, group)
    elif isinstance(item.get("options"), list | dict):
        yield from _options(item["options"], text(item.get("label")) or group, depth + 1)
    elif "value" in item:
        label = text(item.get("label")) or text(item.get("name")) or _spelled(item["value"])
        yield Option(label, item["value"], text(item.get("group")) or group)


def _spelled(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else text(value)
