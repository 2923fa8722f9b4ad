"""What the audit is asked: filters that stand in the address, pages by key, and rows for a spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import urlencode

from imagine.models import Event

PAGE = 50
# In place of a user name: what commands and the worker did.
NOBODY = "-"
WORDS_KEPT = 60
# Cells that begin so are formulas to spreadsheets.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
HEADINGS = ("at", "who", "what", "imagine", "why", "details")
AT_ONCE = 2000


@dataclass(frozen=True)
class Trail:
    """Filters of the audit as they stand in the address; what makes no sense there counts as not asked."""

    who: str = ""
    what: str = ""
    imagine: str = ""
    since: str = ""
    until: str = ""
    before: str = ""
    after: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Trail:
        """Read an address."""
        texts = {name: query.get(name, "").replace("\0", "").strip() for name in cls.__dataclass_fields__}
        number = texts["imagine"].removeprefix("#")
        is_number = number.isascii() and number.isdecimal() and len(number) < 19
        return cls(
            **texts
            | {
                "imagine": number if is_number else "",
                "since": texts["since"] if _day(texts["since"]) else "",
                "until": texts["until"] if _day(texts["until"]) else "",
                "before": texts["before"] if _place(texts["before"]) else "",
                "after": texts["after"] if _place(texts["after"]) else "",
            }
        )

    @property
    def is_filtered(self) -> bool:
        """Whether lines are left out."""
        return any((self.who, self.what, self.imagine, self.since, self.until))

    def url_query(self, **changes: str) -> str:
        """The address of these filters, from the newest line on unless `changes` name a place."""
        asked = asdict(replace(self, **{"before": "", "after": "", **changes}))
        return urlencode({name: value for name, value in asked.items() if value})

    def lines(self) -> QuerySet[Event]:
        """Every line that matches, newest first."""
        found = Event.objects.order_by("-at", "-pk")
        if self.who:
            found = found.filter(who="" if self.who == NOBODY else self.who)
        if self.what:
            found = found.filter(what=self.what)
        if self.imagine:
            found = found.filter(imagine_id=int(self.imagine))
        if since := _day(self.since):
            found = found.filter(at__gte=since)
        if until := _day(self.until):
            found = found.filter(at__lt=until + timedelta(days=1))
        return found

    def page(self) -> Page:
        """One page, and where the pages beside it begin."""
        found = self.lines()
        if place := _place(self.after):
            at, pk = place
            newer = found.filter(Q(at__gt=at) | Q(pk__gt=pk), at__gte=at).order_by("at", "pk")[: PAGE + 1]
            lines = list(newer)
            has_more, lines = len(lines) > PAGE, lines[:PAGE][::-1]
            return Page(lines, _key(lines[0]) if has_more else "", _key(lines[-1]) if lines else "")
        if place := _place(self.before):
            at, pk = place
            found = found.filter(Q(at__lt=at) | Q(pk__lt=pk), at__lte=at)
        lines = list(found[: PAGE + 1])
        has_more, lines = len(lines) > PAGE, lines[:PAGE]
        newer_than = _key(lines[0]) if lines and self.before else ""
        return Page(lines, newer_than, _key(lines[-1]) if has_more else "")


@dataclass(frozen=True)
class Page:
    """Lines, and the places for `after` and `before` of the pages beside; "" where there is none."""

    lines: list[Event]
    newer: str
    older: str


def words() -> list[str]:
    """Everything that was ever done, for a list to choose from; asked once in a while."""
    found: list[str] | None = cache.get("audit-words")
    if found is None:
        found = list(Event.objects.order_by("what").values_list("what", flat=True).distinct())
        cache.set("audit-words", found, WORDS_KEPT)
    return found


def as_csv(trail: Trail) -> Iterator[str]:
    """The lines as CSV, a few thousand read at a time; begins with the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADINGS)
    for line in trail.lines().iterator(chunk_size=AT_ONCE):
        details = json.dumps(line.details, ensure_ascii=False) if line.details else ""
        number = f"#{line.imagine_id}" if line.imagine_id else ""
        at = line.at.astimezone(UTC).isoformat(timespec="seconds")
        yield writer.writerow(defused(cell) for cell in (at, line.who, line.what, number, line.why, details))


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


class _Echo:
    """Gives back what the csv writer writes."""

    def write(self, text: str) -> str:
        return text


def _day(text: str) -> datetime | None:
    try:
        day: date | None = parse_date(text)
    except ValueError:
        return None
    # The last day that there is has no day after it.
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day and day.year < 9999 else None


def _key(line: Event) -> str:
    return f"{line.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}~{line.pk}"


def _place(text: str) -> tuple[datetime, int] | None:
    moment, _, number = text.partition("~")
    try:
        at: Any = parse_datetime(moment)
    except ValueError:
        return None
    if at is None or at.tzinfo is None or not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    return at, int(number)
