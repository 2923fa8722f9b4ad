"""What a param may become: Django fields that know their kind and what they send to Blockade.

A field is made once per generator and shared by all forms and threads: nothing changes it after kinds.py.
"""

from __future__ import annotations

import re
import secrets
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from .choices import Choice, Choices, shortened, spelled

if TYPE_CHECKING:
    from imagine.blockade.metadata import Param

# Text without a limit of its own; far beyond any prompt, far below what a request may weigh.
LONGEST_TEXT = 100_000

_COLOUR = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class Asked(forms.Field):
    """A field made from a param. Templates ask it for kind, wide, is_seed, is_plain, limit and param."""

    kind = "text"
    wide = False
    # The first and last number that we may draw where this is left empty; None for all but seeds.
    seeds: tuple[int, int] | None = None
    is_searchable = False
    limit: int | None = None
    param: Param
    # What a cleaned value is when nothing was given.
    nothing: object = ""

    @property
    def is_seed(self) -> bool:
        """Whether a number is drawn where this is left empty or 0."""
        return self.seeds is not None

    def draw(self) -> int:
        """A number for a seed that was left to us, so that the request can be recognised and made anew."""
        first, last = self.seeds or (0, 0)
        return first + secrets.randbelow(last - first + 1)

    @cached_property
    def is_plain(self) -> bool:
        """Whether nothing but the control itself stands under the label."""
        has_arrow = self.kind == "select" and not self.is_searchable
        return not (has_arrow or self.is_seed or self.kind in ("bool", "file"))

    def sends(self, value: object, was_given: bool) -> bool:
        """Whether the cleaned `value` belongs into the request; an absent optional one is left to the API."""
        return value != self.nothing

    def outgoing(self, value: Any) -> object:
        """The cleaned `value` as JSON for Blockade."""
        return value

    def shown(self, value: object) -> object:
        """A value of the API's (a default, one of an earlier request) as this field takes it from a page."""
        return "" if value is None else spelled(value)

    def noun(self) -> str:
        """The name of the param as a sentence uses it."""
        return shortened(self.param.name or self.param.label, 60)

    def refuse(self, sentence: str) -> ValidationError:
        """The error to raise, in our words."""
        return ValidationError(sentence, code="invalid")


class Text(Asked):
    """Text on one line or several. `limit` and `least` count characters, a line break as one."""

    least = 0
    many_lines = False

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value).replace("\0", "")
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        return text if self.many_lines else " ".join(text.split("\n"))

    def validate(self, value: str) -> None:
        super().validate(value)
        most = self.limit or LONGEST_TEXT
        if len(value) > most:
            over = len(value) - most
            noun = "character" if over == 1 else "characters"
            raise self.refuse(f"{over:,} {noun} too long. At most {most:,}.")
        if value and len(value) < self.least:
            raise self.refuse(f"At least {self.least:,} characters.")

    def sends(self, value: object, was_given: bool) -> bool:
        """Emptied text is sent where the API would otherwise put its own default back."""
        return bool(value) or (was_given and bool(self.initial))


class YesNo(Asked, forms.BooleanField):
    """On or off. Off is an answer too, so it can never be missing, and it is always sent."""

    kind = "bool"

    def to_python(self, value: Any) -> bool:
        return str(value).strip().lower() in ("true", "1", "on", "yes")

    def sends(self, value: object, was_given: bool) -> bool:
        return True

    def shown(self, value: object) -> object:
        return self.to_python(value)


class OneOf(Asked):
    """One choice out of the options; its cleaned value is the Choice, for a choice itself may be null."""

    nothing = None
    choices: Choices

    def to_python(self, value: Any) -> Choice | None:
        text = "" if value is None else str(value)
        choice = self.choices.called(text)
        if choice is None and text.strip():
            raise self.refuse(f"“{shortened(text, 40)}” is not among the choices. Choose another.")
        # An option such as "Please choose" with an empty value is no answer where one is required.
        return None if choice and choice.value == "" and self.required else choice

    def outgoing(self, value: Choice) -> object:
        return value.value

    def shown(self, value: object) -> object:
        choice = self.choices.worth(value)
        if choice is None:
            return super().shown(value)
        return choice.label if self.is_searchable else choice.token


class Several(OneOf):
    """Any number of choices; the cleaned value is their list."""

    kind = "multi"

    def to_python(self, value: Any) -> Any:
        given = value if isinstance(value, list | tuple) else [value]
        found = [super(Several, self).to_python(item) for item in given if item not in (None, "")]
        return list({choice.token: choice for choice in found if choice is not None}.values())

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def sends(self, value: object, was_given: bool) -> bool:
        return bool(value) or bool(self.initial)

    def outgoing(self, value: Any) -> object:
        return [choice.value for choice in value]

    def shown(self, value: object) -> object:
        given = value if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
        return [super(Several, self).shown(item) for item in given]


class Colour(Asked):
    """A colour as #rrggbb."""

    kind = "colour"

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value).strip()
        if not text:
            return ""
        found = _COLOUR.fullmatch(text)
        if not found:
            raise self.refuse("A colour such as #1e90ff.")
        digits = found[1].lower()
        return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))

    def shown(self, value: object) -> object:
        """A browser's picker reads six digits only."""
        try:
            return self.to_python(value)
        except ValidationError:
            return spelled(value)


class Moment(Asked):
    """A date, a time or both, sent as ISO text in the way it was given."""

    earliest = ""
    latest = ""

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value).strip()
        if not text:
            return ""
        parse, example = MOMENTS[self.kind]
        try:
            moment = parse(text)
        except ValueError:
            moment = None
        if moment is None:
            raise self.refuse(f"A {self.kind.replace('datetime', 'date and time')} such as {example}.")
        return str(moment.isoformat())

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise self.refuse(f"{self.earliest} or later.")
        if value and self.latest and value > self.latest:
            raise self.refuse(f"{self.latest} or earlier.")


MOMENTS: dict[str, tuple[Any, str]] = {
    "date": (parse_date, "2030-06-21"),
    "time": (parse_time, "05:30"),
    "datetime": (parse_datetime, "2030-06-21T05:30"),
}


class Link(Text):
    """A web address."""

    kind = "url"
    _is_address = URLValidator(schemes=["http", "https"])

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            try:
                self._is_address(value)
            except ValidationError:
                raise self.refuse("A full web address, starting with https://.") from None


class Hidden(Asked):
    """A value that the page carries without showing it. Untouched, it goes back just as the API gave it."""

    kind = "hidden"
    nothing = None
    inner: Asked

    def to_python(self, value: Any) -> object:
        text = "" if value is None else str(value)
        default = self.param.default
        if default not in (None, "") and text.replace("\r\n", "\n") == spelled(default).replace("\r\n", "\n"):
            return default
        return self.inner.outgoing(self.inner.clean(text)) if text.strip() else None

    def validate(self, value: object) -> None:
        """What can be checked was checked by the field of its type."""
