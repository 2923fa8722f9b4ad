"""Forms that open filled in: from a readable address, or from an imagine to be made anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from .choices import shortened
from .fields import Several
from .sheet import sheet_for

if TYPE_CHECKING:
    from django.http import QueryDict

    from imagine.blockade.metadata import Generator

    from .fields import Asked

# Words of the create page's own address; a param of such a name is reached as `p-<name>`.
OWN_WORDS = ("from", "preset", "carry", "start", "onto", "stream", "after")
# `?from=7&seed=same` keeps the seed of the imagine; it is no value.
SAME = "same"


def initial_from_query(generator: Generator, query: QueryDict) -> dict[str, object]:
    """What an address such as `?prompt=…&seed=…` puts into the form, as text, checked by the form only."""
    sheet = sheet_for(generator)
    initial: dict[str, object] = {}
    for key, field in sheet.fields.items():
        name = sheet.handles[key].name
        name = name if name in query else key
        if name not in query or name in OWN_WORDS or (field.is_seed and query[name] == SAME):
            continue
        initial[key] = query.getlist(name) if isinstance(field, Several) else query[name]
    return initial


def initial_from_imagine(
    generator: Generator, params: Mapping[str, object], keep_seed: bool
) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """What an earlier request's `params` put into the form, and (label, why) of all that no longer fits."""
    fields = sheet_for(generator).fields
    initial: dict[str, object] = {}
    lost: list[tuple[str, str]] = []
    for key, value in params.items():
        field = fields.get(key)
        if value is None or (field is not None and field.is_seed and not keep_seed):
            continue
        if field is None:
            lost.append((shortened(key, 60), "This generator has no such setting."))
        elif why := misfit(field, value):
            lost.append((field.noun(), why))
        else:
            initial[key] = value
    return initial, lost


def misfit(field: Asked, value: object) -> str:
    """Why a field would not take a value, "" when it would; an absent one is no misfit."""
    try:
        field.clean(field.shown(value))
    except ValidationError as error:
        return "" if error.code == "required" else " ".join(error.messages)
    return ""
