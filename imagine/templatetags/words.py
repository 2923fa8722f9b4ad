"""Times, durations, places and numbers as pages say them; js/clock.js says times in just the same way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from imagine.models import Status

register = template.Library()

# Between a number and its unit, and between groups of digits: a thin gap at which no line breaks.
GAP = "\u202f"
MINUTE, HOUR, DAY = 60, 3600, 86400


@register.filter
def duration(value: float | timedelta | None) -> str:
    """Seconds or a timedelta in its largest unit, "21 s", "5 min", "3 h", "2 d"; "" for None."""
    if value is None:
        return ""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    for unit, size in (("d", DAY), ("h", HOUR), ("min", MINUTE)):
        if seconds >= size:
            return f"{int(seconds // size)}{GAP}{unit}"
    return f"{max(0, round(seconds))}{GAP}s"


@register.filter
def stretch(usual: Any) -> str:
    """What is usual as a range of one unit, "18–25 s" or "1–2 min"; "" where nothing was measured."""
    if usual is None:
        return ""
    size, unit = (MINUTE, "min") if usual.low >= MINUTE else (1, "s")
    low, high = round(usual.low / size), round(usual.high / size)
    return f"{low}{GAP}{unit}" if low == high else f"{low}–{high}{GAP}{unit}"


@register.filter
def ordinal(value: int) -> str:
    """A place in a line: "1st", "2nd", "11th"."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if value % 100 in (11, 12, 13) else endings.get(value % 10, "th")
    return f"{value:,}{ending}"


@register.filter
def grouped(value: Any) -> str:
    """A seed or id in groups of three digits, to be read aloud; what is no number stays as it is."""
    text = str(value)
    digits = text.removeprefix("-")
    return f"{int(text):,}".replace(",", GAP) if digits.isascii() and digits.isdigit() else text


@register.filter
def thousands(value: int) -> str:
    """A count of things: "1,284"."""
    return f"{value:,}"


@register.filter
def percent(part: float) -> str:
    """A part of a whole: "52 %"."""
    return f"{round(100 * part)}{GAP}%"


@register.filter
def soon(seconds: float | None) -> str:
    """How far off an expected moment is, no finer than it is known: "about 10 s", "1–2 min"; "" for None."""
    if seconds is None:
        return ""
    if seconds < 3:
        return "a moment"
    if seconds < 55:
        step = 5 if seconds < 30 else 10
        return f"about {max(step, round(seconds / step) * step)}{GAP}s"
    size, unit = (HOUR, "h") if seconds >= HOUR else (MINUTE, "min")
    low, high = max(1, int(0.8 * seconds / size)), int(1.25 * seconds / size) + 1
    return f"{low}–{high}{GAP}{unit}"


@register.filter
def expected(imagine: Any) -> str:
    """When an open imagine may start or be ready, as a queue says it; "" where nothing was measured."""
    if imagine.outlook.hold:
        return "on hold"
    if imagine.outlook.starts_in is not None:
        return f"in {soon(imagine.outlook.starts_in)}"
    if imagine.usual is None or imagine.status == Status.UNCONFIRMED:
        return ""
    if imagine.late:
        return "longer than usual"
    if imagine.seconds is None:
        return f"takes {stretch(imagine.usual)}"
    left = imagine.usual.high - imagine.seconds
    return f"about {duration(left)} left" if left > 0 else "any moment"


@register.simple_tag
def when(at: datetime | None, style: str = "clock") -> SafeString | str:
    """A moment as `<time>`, in one of the STYLES; the browser says it again in its own time zone."""
    if at is None:
        return ""
    return format_html(
        '<time datetime="{}" data-as="{}">{}</time>',
        at.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds"),
        style,
        STYLES[style](timezone.localtime(at)),
    )


def _clock(at: datetime) -> str:
    return f"{at:%H:%M}"


def _second(at: datetime) -> str:
    return f"{at:%H:%M:%S}"


def _day(at: datetime) -> str:
    """The day beside another word: "today", "yesterday", "3 March"."""
    today = timezone.localdate()
    if at.date() == today:
        return "today"
    if at.date() == today - timedelta(days=1):
        return "yesterday"
    return date_format(at, "j F" if at.year == today.year else "j F Y")


def _moment(at: datetime) -> str:
    day = _day(at)
    return f"{_clock(at)} {day}" if day in ("today", "yesterday") else f"{day}, {_clock(at)}"


def _ago(at: datetime) -> str:
    """How long ago, while that says more than the time itself."""
    seconds = (timezone.now() - at).total_seconds()
    if seconds < MINUTE:
        return "just now"
    return f"{duration(seconds)} ago" if seconds < 12 * HOUR else _moment(at)


def _age(at: datetime) -> str:
    return duration((timezone.now() - at).total_seconds())


STYLES = {"clock": _clock, "second": _second, "day": _day, "moment": _moment, "ago": _ago, "age": _age}
