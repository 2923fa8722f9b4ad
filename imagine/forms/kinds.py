"""The one table from what metadata says of a param to the field that asks for it.

A new kind is one function in makers.py, one line in KINDS and one test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import EMPTY_VALUES

from . import fields, makers, numbers
from .makers import Unusable
from .widgets import Input

if TYPE_CHECKING:
    from imagine.blockade.metadata import Param

ANY = "*"

Maker = Callable[["Param"], fields.Asked]


def field_for(param: Param) -> tuple[fields.Asked, list[str]]:
    """The field of `param` with its default in place, and notes on what in the metadata was set aside.

    Raises Unusable or System when there is nothing to ask.
    """
    notes: list[str] = []
    maker = _maker(param)
    if maker is None:
        notes.append(f"unknown kind ({param.element[:40]!r}, {param.type[:40]!r}), asked as text")
        maker = makers.text
    field = maker(param)
    field.param = param
    field.wide = param.wide
    _set_default(field, notes)
    return field, notes


def _maker(param: Param) -> Maker | None:
    element, kind = (word.strip().lower().replace("_", "-") for word in (param.element, param.type))
    pairs = ((element, kind), (element, ANY), (ANY, kind))
    return next((KINDS[pair] for pair in pairs if pair in KINDS), None)


def _set_default(field: fields.Asked, notes: list[str]) -> None:
    """Put the default into the field, if the field itself would take it."""
    default = field.param.default
    if default in EMPTY_VALUES or (field.is_seed and default in (0, "0")):
        return
    shown = field.shown(default)
    try:
        field.clean(shown)
    except ValidationError:
        if isinstance(field, numbers.Number) and field.bounds.step:
            # The untouched form has to pass: of the two, such a step is the less credible.
            field.bounds = numbers.Bounds(field.bounds.low, field.bounds.high)
            field.widget.attrs["step"] = "any"
            notes.append("the default is on none of the steps, so any number is taken")
            _set_default(field, notes)
            return
        notes.append("the default does not fit and was set aside")
        return
    field.initial = default


def hidden(param: Param) -> fields.Asked:
    """A value the page carries along: its default, or what a link or an earlier imagine brought."""
    field = fields.Hidden(widget=Input("hidden"), **makers.common(param) | {"required": False})
    try:
        inner = KINDS.get((ANY, param.type), makers.text)
        field.inner = makers.text(param) if inner is hidden else inner(param)
    except Unusable:
        field.inner = makers.plain_text(param, Input("text"))
    field.inner.param, field.seeds = param, field.inner.seeds
    if param.required and not field.is_seed and param.default in EMPTY_VALUES:
        raise Unusable("it is hidden and has no value")
    return field


def _spellings(maker: Maker, *words: str) -> dict[tuple[str, str], Any]:
    """The same control named as element or as type."""
    return {pair: maker for word in words for pair in ((word, ANY), (ANY, word))}


# (display_element, type) -> maker: the exact pair first, then the element alone, then the type alone.
KINDS: dict[tuple[str, str], Maker] = {
    **_spellings(makers.textarea, "textarea", "multiline"),
    (ANY, "text"): makers.text,
    (ANY, "string"): makers.text,
    (ANY, "str"): makers.text,
    (ANY, ""): makers.text,
    (ANY, "int"): makers.whole,
    (ANY, "integer"): makers.whole,
    (ANY, "float"): makers.decimal,
    (ANY, "double"): makers.decimal,
    (ANY, "decimal"): makers.decimal,
    (ANY, "number"): makers.decimal,
    ("number", ANY): makers.decimal,
    ("number", "int"): makers.whole,
    ("number", "integer"): makers.whole,
    **_spellings(makers.yes_no, "bool", "boolean", "checkbox", "switch", "toggle"),
    **_spellings(makers.one_of, "select", "dropdown", "enum", "choice"),
    **_spellings(makers.radio, "radio", "radios", "buttons"),
    **_spellings(makers.several, "multi-select", "multiselect", "checkboxes", "select-multiple"),
    ("select", "multi-select"): makers.several,
    ("select", "multiselect"): makers.several,
    ("select", "array"): makers.several,
    ("checkbox", "array"): makers.several,
    **_spellings(makers.slider, "range", "slider"),
    **_spellings(makers.colour, "color", "colour", "color-picker", "colorpicker"),
    **_spellings(makers.moment_of("date", "date"), "date", "datepicker"),
    **_spellings(makers.moment_of("time", "time"), "time"),
    **_spellings(makers.moment_of("datetime", "datetime-local"), "datetime", "datetime-local", "timestamp"),
    **_spellings(makers.link, "url", "uri", "link"),
    **_spellings(makers.upload, "file", "image", "upload"),
    **_spellings(hidden, "hidden"),
    **_spellings(makers.system, "system"),
    **{(ANY, word): makers.structured for word in ("array", "list", "object", "dict", "json")},
}
