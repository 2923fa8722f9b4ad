"""The settings of an imagine as people read them: rows of a sheet, lines of a text, differences of two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from imagine import catalogue
from imagine.blockade.metadata import Param
from imagine.templatetags.words import duration
from imagine.views.cards import Dressed

# Facts that are no settings, by key: no form takes them.
SIZE, BLOCKADE_ID, TAKEN, MEMBER = "size", "blockade_id", "taken", "member"


@dataclass(frozen=True)
class Fact:
    """One line: a label, the value in words, and the address of a form that opens with it, "" for none.

    `is_mono` for numbers that are read digit by digit; `given` is the value as a form takes it, else None.
    """

    label: str
    key: str
    value: str
    is_mono: bool = False
    use_url: str = ""
    given: object = None


@dataclass(frozen=True)
class Difference:
    """One line of a comparison; `take_left` is a form of the right one's settings with the left's value."""

    label: str
    left: Fact
    right: Fact
    take_left: str
    take_right: str


def facts(row: Dressed, *, usable: bool) -> list[Fact]:
    """What an imagine was made with, and came out as. With `usable` values lead into the generator's form."""
    params = _params(row)
    form = _form(row) if usable else ""
    found = [Fact("Generator", "generator", row.generator_label, use_url=form, given=row.generator)]
    for key, value in row.params.items():
        if key != "prompt" and value not in ("", None):
            found.append(_fact(key, value, params.get(key), form))
    if row.picture_width:
        found.append(Fact("Size", SIZE, f"{row.picture_width} × {row.picture_height}"))
    if row.blockade_id:
        found.append(Fact("Blockade’s id", BLOCKADE_ID, str(row.blockade_id), is_mono=True))
    return found


def as_text(row: Dressed, lines: Iterable[Fact], address: str) -> str:
    """The settings as plain text to keep or to send; `address` is the permalink with its host."""
    words = [row.prompt or row.title] if row.prompt or row.title else []
    told = [f"{fact.label}: {fact.value}" for fact in lines if fact.key != BLOCKADE_ID]
    return "\n".join([*words, *([""] if words else []), *told, f"Image: #{row.pk}", address])


def differences(left: Dressed, right: Dressed, *, usable: bool) -> list[Difference]:
    """What is not the same about two imagines, prompt first, in the order of the left one's settings."""
    ours, theirs = _by_key(left), _by_key(right)
    keys = [*ours, *(key for key in theirs if key not in ours)]
    # What only the right one has would come after the facts that are no settings.
    keys.sort(key=lambda key: key in (SIZE, TAKEN, MEMBER))
    found = []
    for key in keys:
        one, other = ours.get(key), theirs.get(key)
        label = (one or other or Fact("", key, "")).label
        one, other = one or Fact(label, key, ""), other or Fact(label, key, "")
        if one.value != other.value:
            take_left, take_right = (_taken(one, right), _taken(other, left)) if usable else ("", "")
            found.append(Difference(label, one, other, take_left, take_right))
    return found


def _by_key(row: Dressed) -> dict[str, Fact]:
    prompt = Fact("Prompt", "prompt", row.prompt or row.title, given=row.params.get("prompt"))
    taken = Fact("Time taken", TAKEN, duration(row.time_taken))
    made = Fact("Made by", MEMBER, row.who)
    settings = [fact for fact in facts(row, usable=False) if fact.key != BLOCKADE_ID]
    return {fact.key: fact for fact in (prompt, *settings, taken, made)}


def _taken(fact: Fact, other: Dressed) -> str:
    """A form that opens with the other one's settings, its seed too, and this value; "" where none does."""
    if fact.given in (None, "") or isinstance(fact.given, list | dict):
        return ""
    if fact.key == "generator":
        form = reverse("create", args=[str(fact.given)]) if _is_open(str(fact.given)) else ""
        return f"{form}?{urlencode({'from': other.pk, 'seed': 'same'})}" if form else ""
    form = _form(other)
    if not form or fact.key not in _params(other):
        return ""
    return f"{form}?{urlencode({'from': other.pk, 'seed': 'same', fact.key: str(fact.given)})}"


def _fact(key: str, value: object, param: Param | None, form: str) -> Fact:
    label = (param.label or param.name) if param else key
    options = param.options if param else ()
    words = next((option.label for option in options if option.value == value), None)
    is_usable = form and param and not isinstance(value, list | dict)
    use = f"{form}?{urlencode({key: str(value)})}" if is_usable else ""
    return Fact(label or key, key, words or _words(value), key == "seed", use, value)


def _params(row: Dressed) -> dict[str, Param]:
    entry = catalogue.get(row.generator)
    return {param.key: param for param in entry.generator.params} if entry else {}


def _form(row: Dressed) -> str:
    return reverse("create", args=[row.generator]) if _is_open(row.generator) else ""


def _is_open(generator: str) -> bool:
    entry = catalogue.get(generator)
    return entry is not None and not entry.problem


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)
