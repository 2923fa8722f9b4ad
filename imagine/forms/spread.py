"""Several requests from one form: variations by seed, and all combinations of values of one or two params."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from .choices import Choice, spelled
from .fields import OneOf
from .numbers import Number

if TYPE_CHECKING:
    from .fields import Asked
    from .form import GeneratorForm

MOST_TAKES, MOST_IMAGES = 8, 16
SLOTS = ("try-1", "try-2")
# How often a seed that is taken is drawn again; a generator may know ten seeds in all.
REDRAWS = 20
# How many choices a hint names.
HINTED = 5
# What can be listed with commas between.
_LISTABLE = ("select", "radio", "int", "float", "range")

Request = tuple[dict[str, object], frozenset[str]]


@dataclass(frozen=True)
class Slot:
    """One param of which several values are tried. `problem` says what is wrong with what was typed."""

    name: str
    key: str
    text: str
    values: tuple[object, ...]
    problem: str


class Spread:
    """How many images a form asks for, and which. `data` is what was sent, {} for a fresh form."""

    most = MOST_IMAGES

    def __init__(self, form: GeneratorForm, data: Mapping[str, Any]) -> None:
        self.form = form
        self._data = data

    @cached_property
    def can_vary(self) -> bool:
        """Whether there is a seed to tell variations apart by."""
        return bool(self._seeds)

    @cached_property
    def takes(self) -> int:
        """How many variations of each combination, 1 to 8."""
        text = str(self._data.get("takes", "1")).strip()
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1
        return max(1, min(number, MOST_TAKES)) if self.can_vary else 1

    @cached_property
    def choices(self) -> list[tuple[str, str, str]]:
        """(key, label, what its values are like) of the params of which several values can be tried."""
        fields = self.form.sheet.fields.items()
        return [
            (key, str(field.label or key), _values_like(field))
            for key, field in fields
            if field.kind in _LISTABLE and not field.is_seed
        ]

    @cached_property
    def slots(self) -> list[Slot]:
        """What is tried; two of them, used or not."""
        return [self._slot(name) for name in SLOTS]

    @property
    def is_open(self) -> bool:
        """Whether something was typed into the slots."""
        return any(slot.text for slot in self.slots)

    @property
    def total(self) -> int:
        """How many images this makes."""
        cells = 1
        for slot in self.slots:
            cells *= max(1, len(slot.values))
        return cells * self.takes

    @property
    def problem(self) -> str:
        """Why this cannot be sent, "" when it can."""
        first = next((slot.problem for slot in self.slots if slot.problem), "")
        if not first and self.total > MOST_IMAGES:
            return f"This would make {self.total} images. At most {MOST_IMAGES} at once."
        return first

    @property
    def is_told(self) -> bool:
        """Whether the page that was sent showed the number that this makes."""
        return self.total == self.takes or self._data.get("total") == str(self.total)

    def requests(self, is_made: Callable[[Mapping[str, object]], bool]) -> list[Request]:
        """What to send, each with the keys of the params that we drew; the form has to be valid.

        All combinations share their seeds, so that what differs in the pictures comes from what was tried.
        A drawn seed whose request `is_made` already is drawn again.
        """
        cells = self._cells()
        seeds: list[dict[str, object]] = []
        for number in range(self.takes):
            drawn = self._draw(first=number == 0)
            for _ in range(REDRAWS):
                is_new = drawn not in seeds and not any(is_made({**cell, **drawn}) for cell in cells)
                if is_new or not drawn:
                    break
                drawn = self._draw(first=number == 0)
            seeds.append(drawn)
        return [({**cell, **drawn}, frozenset(drawn)) for cell in cells for drawn in seeds]

    def _cells(self) -> list[dict[str, object]]:
        """The params of every combination of what is tried, seeds as the form has them."""
        used = [slot for slot in self.slots if slot.values]
        fields = self.form.sheet.fields
        return [
            self.form.cleaned_params()
            | {slot.key: fields[slot.key].outgoing(value) for slot, value in zip(used, cell, strict=True)}
            for cell in itertools.product(*(slot.values for slot in used))
        ]

    def _draw(self, *, first: bool) -> dict[str, object]:
        """New seeds; the first variation keeps those that were given."""
        fields = self.form.sheet.fields
        keys = self.form.drawn if first else self._seeds
        return {key: fields[key].draw() for key in keys}

    @cached_property
    def _seeds(self) -> list[str]:
        return [key for key, field in self.form.sheet.fields.items() if field.is_seed]

    def _slot(self, name: str) -> Slot:
        key, text = str(self._data.get(name, "")), str(self._data.get(f"{name}-values", "")).strip()
        if not text:
            return Slot(name, key, "", (), "")
        if key not in [choice[0] for choice in self.choices]:
            return Slot(name, key, text, (), "Choose what to try several of.")
        if name != SLOTS[0] and key == self._data.get(SLOTS[0]):
            return Slot(name, key, text, (), "Choose two different settings.")
        field = self.form.sheet.fields[key]
        values: dict[str, object] = {}
        for part in listed(text):
            try:
                value: object = field.clean(part)
            except ValidationError as error:
                return Slot(name, key, text, (), f"{field.noun()}: {' '.join(error.messages)}")
            values.setdefault(value.token if isinstance(value, Choice) else spelled(value), value)
        return Slot(name, key, text, tuple(values.values()), "")


def _values_like(field: Asked) -> str:
    """A few values of a param, or its bounds, as a hint."""
    if isinstance(field, OneOf):
        mark = "; " if any("," in choice.label for choice in field.choices.all) else ", "
        return mark.join(choice.label for choice in field.choices.all[:HINTED])
    return field.words() if isinstance(field, Number) else ""


def listed(text: str) -> list[str]:
    """The values in a list with commas between, or semicolons where a value itself has a comma."""
    mark = ";" if ";" in text else ","
    return [part.strip() for part in text.split(mark) if part.strip()]
