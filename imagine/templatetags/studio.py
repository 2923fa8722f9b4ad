"""Marks for templates: the symbol, word and hue of a status, icons, and where the page is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django import template
from django.forms import BoundField, Field
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from imagine.models import ENDED, Status
from imagine.views.parts import seen_page

register = template.Library()
_labels: WeakKeyDictionary[Field, SafeString] = WeakKeyDictionary()


@dataclass(frozen=True)
class Mark:
    """A status for the eye: its word, the symbol in the sprite, the class that gives its hue."""

    word: str
    symbol: str
    hue: str


MARKS: dict[str, Mark] = {
    Status.HELD: Mark("Held", "s-held", "waiting"),
    Status.SENDING: Mark("Sending", "s-held", "waiting"),
    Status.PENDING: Mark("Waiting", "s-wait", "waiting"),
    Status.DISPATCHED: Mark("Starting", "s-sent", "moving"),
    Status.PROCESSING: Mark("Being made", "s-make", "moving"),
    Status.COMPLETE: Mark("Complete", "s-done", "done"),
    Status.ABORT: Mark("Stopped", "s-stop", "stopped"),
    Status.ERROR: Mark("Failed", "s-fail", "failed"),
    Status.REFUSED: Mark("Refused", "s-no", "failed"),
    Status.UNCONFIRMED: Mark("Not confirmed", "s-ask", "unsure"),
}
STOPPING = Mark("Stopping", "s-stop", "stopped")
GONE = Mark("Gone", "s-stop", "stopped")


def mark_of(status: str) -> Mark:
    """The mark of a status; a word Blockade invents tomorrow is shown as it is, as something that waits."""
    return MARKS.get(status) or Mark(
        status.replace("_", " ").replace("-", " ").capitalize(), "s-wait", "waiting"
    )


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """One symbol of the sprite, silent for screen readers: a word stands beside it or names its button."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        f" {extra}" if extra else "",
        static("imagine/sprite.svg"),
        name,
    )


@register.simple_tag
def status_mark(imagine: Any, words: str = "") -> SafeString:
    """An imagine's status as symbol and word. `words="hidden"` keeps the word for screen readers only."""
    mark = mark_of(imagine.status)
    if imagine.is_stopping:
        mark = STOPPING
    elif imagine.gone_at and imagine.status not in ENDED:
        mark = GONE
    word = (
        format_html('<span class="visually-hidden">{}</span>', mark.word) if words == "hidden" else mark.word
    )
    return format_html('<span class="status {}">{}{}</span>', mark.hue, icon(mark.symbol), word)


@register.filter
def symbol(status: str) -> str:
    """The sprite's symbol for a status; for "" (any status) the one for a list."""
    return mark_of(status).symbol if status else "all"


@register.filter
def hue(status: str) -> str:
    """The class that gives a status its hue."""
    return mark_of(status).hue if status else ""


@register.simple_tag(takes_context=True)
def here(context: Context) -> str:
    """The address of the page a member sees, also while only a part of it is made for htmx."""
    request = context.get("request")
    return seen_page(request) if request else ""


@register.filter
def nearest_active(imagines: Iterable[Any]) -> Any:
    """Of the imagines still open the one furthest on; None when all are done."""
    stages = (Status.PROCESSING, Status.DISPATCHED, Status.PENDING)
    active = [imagine for imagine in imagines if imagine.is_active]
    return min(
        active,
        key=lambda imagine: stages.index(imagine.status) if imagine.status in stages else len(stages),
        default=None,
    )


@register.filter
def still_moves(imagine: Any) -> bool:
    """Whether a page has to keep asking: the row is open, or complete and its picture is on the way."""
    return imagine.is_active or (not imagine.picture and imagine.archive_due_at is not None)


@register.filter
def inviting(field: BoundField, words: str) -> SafeString:
    """The control of a field with words in it that invite to write, as long as it is empty."""
    return field.as_widget(attrs={"placeholder": words})


@register.simple_tag
def label_of(field: BoundField) -> SafeString:
    """The row with a field's name. It is kept as long as the field, except where what is new stands in it."""
    is_new = bool(getattr(field, "drift", None))
    known = None if is_new else _labels.get(field.field)
    if known is None:
        known = render_to_string("imagine/parts/label.html", {"field": field})
        if not is_new:
            _labels[field.field] = known
    return known


@register.filter
def onto_draft(url: str) -> str:
    """An address that puts a value into a form, so that the rest of the member's draft stays."""
    return f"{url}&onto=draft" if "?" in url else url


@register.filter
def after(text: str, prefix: str) -> str:
    """What follows `prefix` in a text that starts with it, else "": the address in a message's "undo /…"."""
    return text.removeprefix(prefix) if text.startswith(prefix) else ""
