"""Controls as HTML, written directly: through templates a form of 200 params takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict

    from .choices import Choice

# What a datalist may weigh; names beyond it are not suggested but still understood when typed.
HEAVIEST_LIST = 96_000
# Up to so many short choices stand in one row of segments.
MOST_SEGMENTS, LONGEST_SEGMENT = 5, 14


def attributes(*sets: Mapping[str, Any] | None) -> SafeString:
    """All sets as HTML attributes, the last one counts; None and False are left out, True has no value."""
    merged: dict[str, Any] = {}
    for some in sets:
        merged.update(some or {})
    parts = [
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in merged.items()
        if value is not None and value is not False
    ]
    # Names are literals of this package and values were escaped in the line above.
    return mark_safe("".join(parts))  # noqa: S308 - see the comment


class Input(forms.TextInput):
    """One `<input>` of any type that holds its value as text."""

    def __init__(self, input_type: str, attrs: dict[str, Any] | None = None) -> None:
        self.input_type = input_type
        super().__init__(attrs)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        own = {"type": self.input_type, "name": name, "value": None if value in (None, "") else value}
        return format_html("<input{}>", attributes(own, self.attrs, attrs))


class Textarea(forms.Textarea):
    """Text of several lines."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        # A browser drops the first line break after the tag, so one is given to drop.
        text = "" if value is None else value
        return format_html("<textarea{}>\n{}</textarea>", attributes({"name": name}, self.attrs, attrs), text)


class Switch(forms.CheckboxInput):
    """One box, on or off."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        own = {"type": "checkbox", "name": name, "value": "true", "checked": bool(value)}
        return format_html("<input{}>", attributes(own, self.attrs, attrs))


class Select(forms.Widget):
    """A menu; with `many` one that takes several. `value` is a token or a list of tokens."""

    def __init__(
        self, choices: Iterable[Choice], *, blank: str, can_be_blank: bool, many: bool, attrs: dict[str, Any]
    ) -> None:
        super().__init__(attrs)
        choices = tuple(choices)
        self.many, self.can_be_blank = many, can_be_blank
        self._tokens = frozenset(choice.token for choice in choices)
        self._blank = format_html('<option value="">{}</option>', blank)
        # Each option as (token, what stands before "selected", what stands after it), escaped once.
        self._groups = [
            (group, [_option(choice) for choice in members])
            for group, members in groupby(choices, key=lambda choice: choice.group)
        ]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return several(data, name) if self.many else data.get(name)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(value) if isinstance(value, list) else {value or ""}
        parts: list[str] = [] if self._is_settled(chosen) else [self._blank]
        for group, options in self._groups:
            body = "".join(
                f"{head} selected{tail}" if token in chosen else head + tail for token, head, tail in options
            )
            parts.append(f'<optgroup label="{escape(group)}">{body}</optgroup>' if group else body)
        own = attributes({"name": name, "multiple": self.many}, self.attrs, attrs)
        # Every piece was escaped when it was made.
        return mark_safe(f"<select{own}>{''.join(parts)}</select>")  # noqa: S308 - see the comment

    def _is_settled(self, chosen: set[str]) -> bool:
        """Whether the menu needs no line for "nothing chosen": a browser would quietly choose the first."""
        return self.many or (not self.can_be_blank and not self._tokens.isdisjoint(chosen))


def _option(choice: Choice) -> tuple[str, str, str]:
    return choice.token, f'<option value="{escape(choice.token)}"', f">{escape(choice.label)}</option>"


class Buttons(forms.Widget):
    """Choices side by side: radio buttons, or with `many` boxes to tick."""

    use_fieldset = True

    def __init__(self, choices: Iterable[Choice], many: bool) -> None:
        super().__init__()
        self.choices, self.many = tuple(choices), many

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """ "": the legend names the group, no label belongs to it as a whole."""
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return several(data, name) if self.many else data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """False for boxes: none of them ticked looks like an absent field."""
        return not self.many and name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(value) if isinstance(value, list) else {value}
        attrs = dict(attrs or {})
        own_id = attrs.pop("id", "")
        # Wrong is the group, which its fieldset says; ARIA does not let a single button be.
        attrs.pop("aria-invalid", None)
        own = {
            "type": "checkbox" if self.many else "radio",
            "name": name,
            "class": None if self.many else "vh",
        }
        rows = (
            (
                attributes(own, attrs, {"id": f"{own_id}_{index}", "value": choice.token}),
                _mark("checked", choice.token in chosen),
                choice.label,
            )
            for index, choice in enumerate(self.choices)
        )
        labels = format_html_join("", "<label><input{}{}><span>{}</span></label>", rows)
        return format_html('<div class="{}" id="{}">{}</div>', self._layout, own_id, labels)

    @property
    def _layout(self) -> str:
        short = all(len(choice.label) <= LONGEST_SEGMENT for choice in self.choices)
        is_row = short and not self.many and len(self.choices) <= MOST_SEGMENTS
        return "group segments" if is_row else "group"


class Search(Input):
    """A text field that suggests, for lists too long for a menu. It takes a choice's label or value."""

    def __init__(self, choices: Iterable[Choice], attrs: dict[str, Any], key: str) -> None:
        choices = tuple(choices)
        self.suggestions, is_whole = suggestions(choices)
        # Asked for more while one types; see static/imagine/js/suggest.js.
        super().__init__("text", attrs if is_whole else {**attrs, "data-suggest": key})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id', name)}-list"
        control = super().render(name, value, {**(attrs or {}), "list": list_id})
        return format_html('{}<datalist id="{}">{}</datalist>', control, list_id, self.suggestions)


def suggestions(choices: Iterable[Choice]) -> tuple[SafeString, bool]:
    """The insides of a datalist, HEAVIEST_LIST bytes at most, and whether that is all of it.

    An option needs no end tag.
    """
    parts: list[str] = []
    weight = 0
    for choice in choices:
        part = f"<option>{escape(choice.label)}"
        weight += len(part.encode())
        if weight > HEAVIEST_LIST:
            break
        parts.append(part)
    is_whole = weight <= HEAVIEST_LIST
    return mark_safe("".join(parts)), is_whole  # noqa: S308 - every label was escaped above


class Lines(Textarea):
    """Several choices of a very long list, one a line."""

    def format_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list) else str(value or "")

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return super().render(name, self.format_value(value), attrs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [line.strip() for text in several(data, name) for line in text.splitlines() if line.strip()]


class FileOrAddress(forms.FileInput):
    """A file, or under the same name the web address of one."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        attrs = dict(attrs or {})
        label = attrs.pop("data-label", name)
        address = {
            "type": "url",
            "name": name,
            "id": f"{attrs.get('id', name)}-address",
            "class": "in",
            "value": value if isinstance(value, str) and value else None,
            "placeholder": "or its web address: https://",
            "aria-label": f"{label}: web address instead of a file",
        }
        own = attributes({"type": "file", "name": name, "class": "in"}, self.attrs, attrs)
        return format_html("<input{}><input{}>", own, attributes(address))

    def format_value(self, value: Any) -> Any:
        """What was typed as an address stays; a chosen file cannot be shown again by any page."""
        return value

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return (files.get(name) if files else None) or data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and name not in (files or {})


def several(data: MultiValueDict[str, str] | Mapping[str, Any], name: str) -> list[str]:
    """All values given under `name`, from a request's data or from a plain mapping."""
    found = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
    return [str(item) for item in (found if isinstance(found, list | tuple) else [found])]


def _mark(word: str, is_on: bool) -> SafeString:
    return format_html(" {}", word) if is_on else SafeString("")
