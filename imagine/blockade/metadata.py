"""What the Imagine API tells about its generators: their parameters and the choices of these."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .errors import Garbled
from .options import Option, read_options
from .reading import ENVELOPES, flag, integer, mapping, number, storable, text

__all__ = ["Generator", "Option", "Param", "read_generators"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Param:
    """One parameter of a generator. `key` is what is sent, `name` and `label` are what people read.

    `help` is HTML exactly as untrusted as the network: whoever shows it must sanitise it.
    """

    key: str
    name: str
    type: str
    element: str
    label: str
    help: str
    required: bool
    min_value: float | int | None
    max_value: float | int | None
    step: float | int | None
    default: object
    options: tuple[Option, ...]
    wide: bool
    sort_order: float | None
    random_min: int | None
    random_max: int | None
    raw: Mapping[str, object]

    @classmethod
    def from_json(cls, key: str, value: object) -> "Param":
        """Read one parameter known by `key`; raises Garbled only when the key is empty."""
        raw = mapping(storable(value))
        key = text(key)
        if not key:
            raise Garbled("a parameter without a key")
        name = text(raw.get("name")) or key
        return cls(
            key=key,
            name=name,
            type=text(raw.get("type")).lower(),
            element=text(raw.get("display_element")).lower(),
            label=text(raw.get("display_label")) or name,
            help=text(raw.get("display_help")),
            required=flag(raw.get("required")),
            min_value=number(raw.get("min_value")),
            # The skybox side of the service calls the length of a text `max-char`.
            max_value=_first_number(raw.get("max_value"), raw.get("max-char")),
            step=number(raw.get("step")),
            default=raw.get("default_value"),
            options=read_options(raw.get("options")),
            wide=flag(raw.get("display_wide")),
            sort_order=number(raw.get("sort_order")),
            random_min=integer(raw.get("random_min_value")),
            random_max=integer(raw.get("random_max_value")),
            raw=raw,
        )


@dataclass(frozen=True)
class Generator:
    """A way of making images. `key` is what a request names it by."""

    id: int | None
    key: str
    name: str
    label: str
    params: tuple[Param, ...]
    sort_order: float | None
    raw: Mapping[str, object]

    @classmethod
    def from_json(cls, value: object, key: str = "") -> "Generator":
        """Read one generator; `key` is the name it was listed under. Raises Garbled when it has none."""
        raw = mapping(storable(value))
        key = text(raw.get("generator")) or text(key)
        if not raw or not key:
            raise Garbled("a generator without a name")
        name = text(raw.get("name")) or key
        return cls(
            id=integer(raw.get("id")),
            key=key,
            name=name,
            label=text(raw.get("label")) or name,
            params=tuple(_readable_params(raw.get("params"))),
            sort_order=number(raw.get("sort_order")),
            raw=raw,
        )


def read_generators(value: object) -> tuple[Generator, ...]:
    """The answer of `/generators`: a list, or an object around it, or an object of generators by name.

    Raises Garbled when it is none of these, or when something was listed and nothing of it is readable.
    """
    named = list(_named_generators(value))
    found: dict[str, Generator] = {}
    for key, item in named:
        try:
            generator = Generator.from_json(item, key)
        except Garbled:
            continue
        found.setdefault(generator.key, generator)
    if named and not found:
        raise Garbled("no readable generator in the list")
    if len(found) < len(named):
        logger.warning("%d of %d generators could not be read", len(named) - len(found), len(named))
    return tuple(found.values())


def _readable_params(value: object) -> Iterator[Param]:
    for key, item in _keyed_params(value):
        try:
            yield Param.from_json(key, item)
        except Garbled:
            logger.warning("a parameter without a key was left out")


def _keyed_params(value: object) -> list[tuple[str, object]]:
    """Parameters by key, as an object or as a list of objects that bear their key as `name`."""
    if isinstance(value, dict):
        return list(value.items())
    if not isinstance(value, list):
        return []
    items = [mapping(item) for item in value]
    return [(text(item.get("key")) or text(item.get("name")), item) for item in items]


def _named_generators(value: object, depth: int = 0) -> list[tuple[str, object]]:
    if isinstance(value, list):
        return [("", item) for item in value]
    if not isinstance(value, dict):
        raise Garbled("a list of generators was expected")
    if "generator" in value:
        return [("", value)]
    for envelope in ("generators", "data", *ENVELOPES):
        if isinstance(value.get(envelope), dict | list) and depth < len(ENVELOPES):
            return _named_generators(value[envelope], depth + 1)
    by_name = [(str(key), item) for key, item in value.items() if "params" in mapping(item)]
    if value and not by_name:
        raise Garbled("an object without generators")
    return by_name


def _first_number(*values: object) -> float | int | None:
    found = (number(value) for value in values)
    return next((value for value in found if value is not None), None)
