"""What somebody typed, as it was typed: kept for later, put back, fitted to a generator that has changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .choices import shortened
from .fields import YesNo
from .prefill import misfit
from .sheet import sheet_for
from .uploads import Upload

if TYPE_CHECKING:
    from django.http import QueryDict

    from imagine.blockade.metadata import Generator

    from .fields import Asked

# A picture of ours that stands in for an upload is kept as {"image": "7"}.
IMAGE = "image"


def typed_in(generator: Generator, data: QueryDict) -> dict[str, object]:
    """What a request says of each param, unchecked. No file is kept: no page can choose it again."""
    sheet = sheet_for(generator)
    values: dict[str, object] = {}
    for key, field in sheet.fields.items():
        handle = sheet.handles[key]
        if isinstance(field, Upload) and data.get(handle.image):
            values[key] = {IMAGE: data[handle.image]}
            continue
        value = field.widget.value_from_datadict(data, {}, handle.name)
        if isinstance(field, YesNo):
            value = field.to_python(value)
        if value is not None:
            values[key] = _storable(value)
    return values


def untouched(generator: Generator) -> dict[str, object]:
    """What the form of a generator says before anybody typed."""
    fields = sheet_for(generator).fields
    return {key: field.shown(field.initial) for key, field in fields.items()}


def refill(values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """What was typed as the form opens with it: initial values, and pictures of ours by param."""
    images = {
        key: str(value[IMAGE]) for key, value in values.items() if isinstance(value, dict) and IMAGE in value
    }
    return {key: value for key, value in values.items() if key not in images}, images


def adjusted(
    generator: Generator, values: Mapping[str, object]
) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """`values` without what a changed generator no longer takes, and (label, why) of each of these."""
    fields = sheet_for(generator).fields
    fitting: dict[str, object] = {}
    lost: list[tuple[str, str]] = []
    for key, value in values.items():
        field = fields.get(key)
        why = _trouble(field, value)
        if not why:
            fitting[key] = value
        elif value not in ("", None, [], False):
            lost.append((field.noun() if field else shortened(key, 60), why))
    return fitting, lost


def shared(
    values: Mapping[str, object], source: Generator, target: Generator
) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """What of `values`, typed for `source`, goes along to `target`, and (label, why) of what does not fit."""
    there = sheet_for(target).fields
    before = untouched(source)
    touched = {key: value for key, value in values.items() if value != before.get(key)}
    return adjusted(target, {key: value for key, value in touched.items() if key in there})


def _trouble(field: Asked | None, value: object) -> str:
    if field is None:
        return "This generator has no such setting."
    if _is_image(value):
        return "" if isinstance(field, Upload) else "This setting takes no picture any more."
    return misfit(field, value)


def _is_image(value: object) -> bool:
    return isinstance(value, dict) and IMAGE in value


def _storable(value: object) -> object:
    """PostgreSQL keeps no NUL, and UTF-8 no half of a surrogate pair."""
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    return value
