"""All fields of one generator, made once: what is asked first, what under "More", what cannot be asked."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.validators import EMPTY_VALUES

from imagine.blockade.reading import flag

from .choices import shortened
from .kinds import field_for
from .makers import System, Unusable
from .naming import Handle, handles
from .widgets import Buttons

if TYPE_CHECKING:
    from imagine.blockade.metadata import Generator, Param

    from .fields import Asked

# A form this long no longer helps anybody, and Django reads at most 1,000 fields of one request.
MOST_PARAMS = 400
# So many fields are shown at once; the optional ones beyond it are folded away.
MOST_UNFOLDED = 6


@dataclass(frozen=True)
class Sheet:
    """What a generator's metadata comes down to.

    `fields` by param key in the order of asking, `main` and `more` their keys by place, `fixed` what is sent
    without asking, `problem` why the generator cannot be used ("" when it can), `notes` what was set aside.
    """

    fields: dict[str, Asked]
    handles: dict[str, Handle]
    main: tuple[str, ...]
    more: tuple[str, ...]
    fixed: dict[str, object]
    problem: str
    notes: tuple[str, ...]


_sheets: dict[int, tuple[weakref.ref[Generator], Sheet]] = {}


def sheet_for(generator: Generator) -> Sheet:
    """The sheet of `generator`, made at the first asking and kept as long as the record lives."""
    key = id(generator)
    known = _sheets.get(key)
    if known and known[0]() is generator:
        return known[1]
    sheet = _read(generator)
    _sheets[key] = (weakref.ref(generator, lambda _: _sheets.pop(key, None)), sheet)
    return sheet


def _read(generator: Generator) -> Sheet:
    fields: dict[str, Asked] = {}
    fixed: dict[str, object] = {}
    notes: list[str] = []
    problems: list[str] = []
    for param in _ordered(generator, notes):
        try:
            fields[param.key], said = field_for(param)
            notes.extend(f"{param.key}: {note}" for note in said)
        except System:
            if param.required and param.default not in EMPTY_VALUES:
                fixed[param.key] = param.default
            elif param.required:
                problems.append(_complaint(param, "it is set by the service and has no value"))
        except Unusable as reason:
            notes.append(f"{param.key}: left out, {reason}")
            if param.required:
                problems.append(_complaint(param, str(reason)))
    ordered = dict(sorted(fields.items(), key=lambda item: _rank(item[1])))
    main, more = _folded(ordered)
    named = handles((key, _buttons(field)) for key, field in ordered.items())
    return Sheet(ordered, named, main, more, fixed, " ".join(problems), tuple(notes))


def _ordered(generator: Generator, notes: list[str]) -> list[Param]:
    """The params by `sort_order`, ties and absent ones as they came; of two with one key the first."""
    distinct: dict[str, Param] = {}
    for param in generator.params:
        if param.key in distinct:
            notes.append(f"{param.key}: given twice, the first one counts")
        distinct.setdefault(param.key, param)
    by_order = sorted(distinct.values(), key=lambda p: (p.sort_order is None, p.sort_order or 0))
    if len(by_order) > MOST_PARAMS:
        notes.append(f"{len(by_order)} params, only the required and the first {MOST_PARAMS} are asked for")
        by_order = [p for index, p in enumerate(by_order) if p.required or index < MOST_PARAMS]
    return by_order


def _complaint(param: Param, reason: str) -> str:
    return f"It needs “{shortened(param.label, 60)}”, and {reason}."


def _rank(field: Asked) -> int:
    """Prompts first, then what is required or wide, then the rest; hidden ones never get in between."""
    raw = field.param.raw
    if field.kind == "hidden":
        return 3
    if flag(raw.get("imagine_text")) or flag(raw.get("parsePrompt")):
        return 0
    return 1 if field.param.required or field.wide or field.kind == "textarea" else 2


def _folded(fields: dict[str, Asked]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which keys stand unfolded and which under "More": few fields are all shown."""
    shown = [key for key, field in fields.items() if field.kind != "hidden"]
    main = {key for key in shown if _rank(fields[key]) < 2 or fields[key].is_seed}
    if len(shown) <= MOST_UNFOLDED:
        main = set(shown)
    for key in shown:
        if len(main) < MOST_UNFOLDED and fields[key].kind in ("select", "radio"):
            main.add(key)
    # A form of optional switches only would otherwise be empty.
    main = main or set(shown[:MOST_UNFOLDED])
    unasked = [key for key in fields if key not in shown]
    return (
        tuple(key for key in shown if key in main) + tuple(unasked),
        tuple(key for key in shown if key not in main),
    )


def _buttons(field: Asked) -> int:
    return len(field.widget.choices) if isinstance(field.widget, Buttons) else 0
