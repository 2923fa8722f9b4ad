"""What a page asks for: filters, words, order and place, read from an address and written back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date as Day
from datetime import datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from imagine.models import OPEN, Imagine, Status

from . import counting, finding, terms
from .finding import Cursor, Page
from .index.columns import place_of
from .numbers import Number

PAGE, PAGE_AT_MOST = 24, 100
NEWEST, OLDEST, LONGEST, RELEVANCE = "DESC", "ASC", "longest", "relevance"
ORDERS = (NEWEST, OLDEST, LONGEST, RELEVANCE)
ELSEWHERE = "elsewhere"
# One word of the page for each group of states; "failed" is both ways of not getting a picture.
GROUPS: dict[str, tuple[str, ...]] = {
    "waiting": (Status.HELD, Status.SENDING, Status.PENDING),
    "making": (Status.DISPATCHED, Status.PROCESSING),
    "failed": (Status.ERROR, Status.REFUSED),
    "open": OPEN,
}
# Days up to today that a word of the address stands for.
RECENT = {"today": 1, "7": 7, "30": 30}


@dataclass(frozen=True)
class Search:
    """What a page asks for. `before` and `after` follow the order of the list, not of time.

    `viewer` is whose favourites and boards are meant: a member's number, which no address can say. `family`
    is the number of an imagine: that one, what it was made from, and what was made from it.
    """

    status: str = ""
    generator: str = ""
    query: str = ""
    member: str = ""
    imagine_id: int | None = None
    date: str = ""
    since: Day | None = None
    until: Day | None = None
    favourite: bool = False
    board: int | None = None
    seed: int | None = None
    family: int | None = None
    order: str = NEWEST
    before: Cursor | None = None
    after: Cursor | None = None
    limit: int = PAGE
    viewer: int = 0

    @classmethod
    def from_query(cls, query: Mapping[str, str], viewer: int | None = None) -> Search:
        """Read a query string; whatever makes no sense is left out, so that no address is an error."""
        typed = query.get("query", "").replace("\0", "").strip()[:400]
        words, seed = terms.split_seed(typed)
        status = query.get("status", "").strip()
        recent = query.get("date", "").strip()
        return cls(
            status="" if status == "all" else status.replace("\0", "")[:40],
            generator=query.get("generator", "").replace("\0", "").strip()[:200],
            query=words,
            member=query.get("member", "").replace("\0", "").strip()[:150],
            imagine_id=_whole(query.get("imagine_id", "").strip().removeprefix("#")),
            date=recent if recent in RECENT else "",
            since=_day(query.get("from", "")),
            until=_day(query.get("to", "")),
            favourite=query.get("favourite", "") == "1",
            board=_whole(query.get("board", "").strip()),
            seed=_seed(query.get("seed", "").strip()) if seed is None else seed,
            family=_whole(query.get("family", "").strip()),
            order=_order(query.get("order", ""), words),
            before=Cursor.read(query.get("before", "")),
            after=Cursor.read(query.get("after", "")),
            limit=min(
                max(_whole(query.get("limit", "")) or (1 if query.get("limit") == "0" else PAGE), 1),
                PAGE_AT_MOST,
            ),
            viewer=viewer or 0,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything but order and place is asked for."""
        return self.with_(order=NEWEST, limit=PAGE) != Search(viewer=self.viewer)

    @property
    def is_dated(self) -> bool:
        """Whether only some days are asked for."""
        return bool(self.date or self.since or self.until)

    def with_(self, **changes: object) -> Search:
        """The same search with other filters, from its first page on."""
        changed = replace(self, **{"before": None, "after": None, **changes})  # type: ignore[arg-type]  # checked by callers
        if changed.order == RELEVANCE and not changed.query:
            return replace(changed, order=NEWEST)
        return changed

    def url_query(self) -> str:
        """The query string that `from_query` reads back, without what is the default."""
        return urlencode(self.values())

    def values(self) -> list[tuple[str, str]]:
        """The names and values of the query string."""
        values = {
            "status": self.status,
            "generator": self.generator,
            "query": self.query,
            "member": self.member,
            "imagine_id": self.imagine_id,
            "date": self.date,
            "from": self.since,
            "to": self.until,
            "favourite": "1" if self.favourite else "",
            "board": self.board,
            "seed": self.seed,
            "family": self.family,
            "order": self.order if self.order != NEWEST else "",
            "before": self.before,
            "after": self.after,
            "limit": self.limit if self.limit != PAGE else "",
        }
        return [(name, str(value)) for name, value in values.items() if value not in (None, "")]

    @cached_property
    def terms(self) -> terms.Terms:
        """The words that were typed, taken apart."""
        return terms.read(self.query)

    @property
    def statuses(self) -> tuple[str, ...]:
        """The states asked for; none for all of them."""
        return tuple(GROUPS.get(self.status, (self.status,))) if self.status else ()

    @cached_property
    def span(self) -> tuple[int | None, int | None]:
        """The days asked for as places, by the viewer's clock: from the first, up to the second."""
        since, until = self.since, self.until
        if self.date and not (since or until):
            since = timezone.localdate() - timedelta(days=RECENT[self.date] - 1)
        low = place_of(midnight(since)) if since else None
        high = place_of(midnight(until + timedelta(days=1))) if until else None
        return low, high

    def rows(self) -> QuerySet[Imagine]:
        """Everything that matches, in no order."""
        sql, params = finding.matching(self)
        return Imagine.objects.visible().filter(pk__in=RawSQL(sql, params))

    def page(self) -> Page:
        """One page by its key: as quick at the millionth row as at the first."""
        return finding.page(self)

    def count(self, cap: int | None = None) -> Number:
        """How many match; exact where it is known without looking, else looked at up to `cap`."""
        return counting.count(self, cap)

    def newer_than(self, place: Cursor) -> int:
        """How many matching rows were asked for after this place, up to the cap; not old ones read late."""
        return counting.newer(self, place)


def midnight(day: Day) -> datetime:
    """When a day begins where the viewer is."""
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _seed(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None


def _day(text: str) -> Day | None:
    try:
        day = (
            Day.fromisoformat(text.strip())
            if re.fullmatch(r"\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*", text)
            else None
        )
    except ValueError:
        return None
    # The very first and last days have no midnight in every zone.
    return day if day and 1 < day.year < 9999 else None


def _order(text: str, words: str) -> str:
    found = next((order for order in ORDERS if order.lower() == text.strip().lower()), NEWEST)
    return found if words or found != RELEVANCE else NEWEST
