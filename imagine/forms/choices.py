"""Options of a param as choices of a form: every one keeps the JSON type in which it has to go back."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imagine.blockade.metadata import Option

LONGEST_LABEL = 120
# Browsers rewrite line breaks in what they send back.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Choice:
    """One option as the page knows it: `token` is its unique text in the HTML, `value` what Blockade gets."""

    token: str
    label: str
    value: object
    group: str


@dataclass(frozen=True)
class Choices:
    """All choices of a param in their order, and the ways to find one."""

    all: tuple[Choice, ...]
    _by_token: dict[str, Choice] = field(default_factory=dict, repr=False)
    _by_label: dict[str, Choice] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, options: Iterable[Option]) -> Choices:
        """Choices with tokens and labels made unique; an option that repeats another's value is left out."""
        distinct = {(type(one.value).__name__, spelled(one.value)): one for one in reversed(tuple(options))}
        options = tuple(reversed(distinct.values()))
        labels = Counter(_label(option) for option in options)
        found: dict[str, Choice] = {}
        for option in options:
            label = _label(option)
            if labels[label] > 1:
                label = f"{label} ({shortened(spelled(option.value), 40)})"
            token = _free(_CONTROL.sub(" ", spelled(option.value)), found)
            found[token] = Choice(token, label, option.value, shortened(option.group, LONGEST_LABEL))
        by_label = {folded(choice.label): choice for choice in reversed(found.values())}
        return cls(tuple(found.values()), found, by_label)

    def called(self, text: str) -> Choice | None:
        """The choice with this token, else with this label, whatever its case and blanks."""
        return self._by_token.get(text) or self._by_label.get(folded(text))

    def worth(self, value: object) -> Choice | None:
        """The choice with this value, at best of its type, else by its text or label; null is only null."""
        kind = type(value)
        token = spelled(value)
        same = (one for one in self.all if type(one.value) is kind and spelled(one.value) == token)
        return next(same, None) or (None if value is None else self.called(token))


def spelled(value: object) -> str:
    """Any JSON value as the text that stands for it in a page or an address."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def folded(text: str) -> str:
    """Text for comparing: case and runs of blanks do not count."""
    return " ".join(text.split()).casefold()


def shortened(text: str, most: int) -> str:
    """Text on one line with at most `most` characters."""
    text = " ".join(text[: most * 4].split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _label(option: Option) -> str:
    return shortened(option.label or spelled(option.value), LONGEST_LABEL) or "(no name)"


def _free(token: str, taken: dict[str, Choice]) -> str:
    unique, count = token, 1
    while unique in taken:
        count += 1
        unique = f"{token}~{count}"
    return unique
