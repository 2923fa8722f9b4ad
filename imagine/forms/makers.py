"""How each kind of control is made from a param: one function each, put to use by the table in kinds.py."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import EMPTY_VALUES

from imagine.blockade.reading import flag
from imagine.sanitise import clean_help

from . import fields, numbers
from .choices import Choices, shortened, spelled
from .uploads import upload_for
from .widgets import Buttons, Input, Lines, Search, Select, Switch, Textarea

if TYPE_CHECKING:
    from imagine.blockade.metadata import Param

LONGEST_LABEL = 300
# More buttons than this become a menu, more choices in a menu than this a field that suggests.
MOST_BUTTONS, MOST_IN_MENU = 12, 100

WHOLE_TYPES = ("int", "integer")
YES_NO_TYPES = ("bool", "boolean")


class Unusable(Exception):
    """The param cannot be asked for; the message says why, to be read after its name."""


class System(Exception):
    """The param is the service's own matter and is never shown."""


def text(param: Param) -> fields.Asked:
    """Text on one line; with options, one of them."""
    return one_of(param) if param.options else plain_text(param, Input("text", {"class": "in"}))


def textarea(param: Param) -> fields.Asked:
    """Text of several lines."""
    is_main = param.required or flag(param.raw.get("imagine_text"))
    attrs = {"class": "in", "rows": 4} if is_main else {"class": "in small", "rows": 2}
    field = plain_text(param, Textarea(attrs))
    field.kind, field.many_lines = "textarea", True
    return field


def plain_text(param: Param, widget: Any) -> fields.Text:
    """Text, whatever else metadata says."""
    field = fields.Text(widget=widget, **common(param))
    _limit(field, param)
    return field


def _limit(field: fields.Text, param: Param) -> None:
    least, most = param.min_value or 0, param.max_value
    field.limit = int(most) if most is not None and 1 <= most <= fields.LONGEST_TEXT else None
    field.least = math.ceil(least) if 0 < least <= (field.limit or fields.LONGEST_TEXT) else 0
    # Not maxlength: that would cut what is pasted without a word.
    field.widget.attrs["data-limit"] = field.limit


def whole(param: Param) -> fields.Asked:
    """A whole number; with options, one of them."""
    return one_of(param) if param.options else _number(param, is_whole=True)


def decimal(param: Param) -> fields.Asked:
    """A number with a fraction; with options, one of them."""
    return one_of(param) if param.options else _number(param, is_whole=False)


def _number(param: Param, *, is_whole: bool) -> numbers.Number:
    field = numbers.Number(widget=Input("number", {"class": "in"}), **common(param))
    field.kind, field.whole, field.bounds = "int" if is_whole else "float", is_whole, _bounds(param, is_whole)
    field.seeds = numbers.seeds(param, field.bounds) if is_whole and _is_seed(param) else None
    low, high, step = field.bounds.low, field.bounds.high, field.bounds.step
    if field.is_seed:
        # A seed is a name rather than an amount: no arrows, and what is no number stays to be corrected.
        attrs = {"class": "in mono", "inputmode": "numeric", "placeholder": "Drawn when sent"}
        field.widget = Input("text", {**attrs, "autocomplete": "off", "data-min": low, "data-max": high})
        field.required = False
    else:
        mode = None if low is None or low < 0 else "numeric" if is_whole else "decimal"
        step = step or (1 if is_whole else "any")  # type: ignore[assignment]  # "any" is HTML's word for no step
        field.widget.attrs |= {"min": low, "max": high, "step": step, "inputmode": mode}
    return field


def _bounds(param: Param, is_whole: bool) -> numbers.Bounds:
    low, high, step = param.min_value, param.max_value, param.step
    if is_whole:
        low, high = low if low is None else math.ceil(low), high if high is None else math.floor(high)
        step = step if step is not None and float(step).is_integer() and step != 1 else None
    if low is not None and high is not None and low > high:
        low = high = None
    wide_enough = step is not None and step > 0 and (low is None or high is None or step <= high - low)
    return numbers.Bounds(low, high, step if wide_enough else None)


def _is_seed(param: Param) -> bool:
    is_drawn = flag(param.raw.get("parse_random")) or None not in (param.random_min, param.random_max)
    return is_drawn or param.key.lower() == "seed"


def slider(param: Param) -> fields.Asked:
    """A number picked on a range; without ends and a default a slider would invent one, so a plain field."""
    is_whole = param.type in WHOLE_TYPES or (
        param.type in ("range", "slider") and all(isinstance(n, int) for n in _figures(param))
    )
    field = _number(param, is_whole=is_whole)
    bounds = field.bounds
    has_ends = bounds.low is not None and bounds.high is not None and bounds.low < bounds.high
    if has_ends and not field.is_seed and param.default not in EMPTY_VALUES and _takes(field, param):
        field.kind, field.widget = "range", Input("range", {**field.widget.attrs, "class": "range"})
        field.widget.attrs.pop("inputmode")
    return field


def _figures(param: Param) -> list[object]:
    figures = (param.min_value, param.max_value, param.step)
    return [figure for figure in figures if figure is not None] or [0.5]


def _takes(field: numbers.Number, param: Param) -> bool:
    try:
        field.clean(spelled(param.default))
    except ValidationError:
        return False
    return True


def yes_no(param: Param) -> fields.Asked:
    """A switch; boxes with options are several boxes."""
    if param.options and param.type not in YES_NO_TYPES:
        return several(param)
    return fields.YesNo(widget=Switch(), **common(param) | {"required": False})


def one_of(param: Param) -> fields.Asked:
    """A menu, or a field that suggests when the menu would be endless."""
    if flag(param.raw.get("multiple")):
        return several(param)
    if not param.options and param.type in YES_NO_TYPES:
        return yes_no(param)
    field = _one_of(param, fields.OneOf)
    attrs = {
        "class": "in",
        "autocomplete": "off",
        "placeholder": f"Type to find one of {len(field.choices.all):,}",
    }
    field.is_searchable = len(field.choices.all) > MOST_IN_MENU
    if field.is_searchable:
        field.widget = Search(field.choices.all, attrs, param.key)
    else:
        field.widget = _menu(param, field)
    return field


def radio(param: Param) -> fields.Asked:
    """Choices side by side while there are few of them and none of them is in a group."""
    field = one_of(param)
    if field.kind == "select" and isinstance(field, fields.OneOf) and len(field.choices.all) <= MOST_BUTTONS:
        field.kind, field.widget = "radio", Buttons(field.choices.all, many=False)
    return field


def several(param: Param) -> fields.Asked:
    """Any number of choices."""
    field = _one_of(param, fields.Several)
    count = len(field.choices.all)
    field.is_searchable = count > MOST_IN_MENU
    if field.is_searchable:
        field.widget = Lines({"class": "in", "rows": 3, "placeholder": f"One a line, out of {count:,}"})
    elif count > MOST_BUTTONS:
        field.widget = Select(
            field.choices.all, blank="", can_be_blank=False, many=True, attrs={"class": "in", "size": 8}
        )
    else:
        field.widget = Buttons(field.choices.all, many=True)
    return field


def _one_of(param: Param, kind: type[fields.OneOf]) -> fields.OneOf:
    if not param.options:
        raise Unusable("it offers no choices")
    field = kind(**common(param))
    field.choices = Choices.of(param.options)
    if kind is fields.OneOf:
        field.kind = "select"
    return field


def _menu(param: Param, field: fields.OneOf) -> Select:
    """A menu with a line for "nothing chosen", except where a default or an option of its own is that."""
    is_settled = field.choices.called("") or field.choices.worth(param.default)
    return Select(
        field.choices.all,
        blank="Choose…" if param.required else "Not set",
        can_be_blank=not is_settled,
        many=False,
        attrs={"class": "in"},
    )


def colour(param: Param) -> fields.Asked:
    """A colour; the browser's picker cannot be empty, so it shows only where a colour is there already."""
    field = fields.Colour(**common(param))
    try:
        has_colour = bool(field.to_python(param.default))
    except ValidationError:
        has_colour = False
    picker, words = Input("color", {"class": "in"}), Input("text", {"class": "in", "placeholder": "#rrggbb"})
    field.widget = picker if has_colour or param.required else words
    return field


def moment_of(kind: str, input_type: str) -> Callable[[Param], fields.Asked]:
    """The maker for a date, a time or both."""

    def moment(param: Param) -> fields.Asked:
        field = fields.Moment(**common(param))
        field.kind = kind
        ends = [_end(field, param.raw.get(name)) for name in ("min_value", "max_value")]
        field.earliest, field.latest = ends if not all(ends) or ends[0] <= ends[1] else ("", "")
        attrs = {"class": "in", "min": field.earliest or None, "max": field.latest or None}
        field.widget = Input(input_type, attrs | ({} if kind == "date" else {"step": "any"}))
        return field

    return moment


def _end(field: fields.Moment, value: object) -> str:
    try:
        return field.to_python(value) if isinstance(value, str) else ""
    except ValidationError:
        return ""


def link(param: Param) -> fields.Asked:
    """A web address."""
    field = fields.Link(widget=Input("url", {"class": "in", "placeholder": "https://"}), **common(param))
    _limit(field, param)
    return field


def upload(param: Param) -> fields.Asked:
    """A file or picture."""
    return upload_for(param, **common(param))


def system(param: Param) -> fields.Asked:
    """Nothing of anybody's but the service's."""
    raise System


def structured(param: Param) -> fields.Asked:
    """Lists and objects: askable only as choices."""
    if param.options:
        return several(param)
    raise Unusable("it wants data that no form can ask for")


def common(param: Param) -> dict[str, Any]:
    """What every field is made with."""
    noun = shortened(param.name or param.label, 60)
    has_choices = bool(param.options)
    return {
        "label": shortened(param.label, LONGEST_LABEL),
        "required": param.required,
        "help_text": clean_help(param.help) if param.help else "",
        "error_messages": {"required": f"Choose {noun} first." if has_choices else f"Fill in {noun} first."},
    }
