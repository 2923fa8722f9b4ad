"""One query object for everything that lists imagines: filters, order and pages by key, all from a URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from imagine.models import OPEN, Imagine, Member, Status

PAGE, PAGE_AT_MOST = 24, 100
NEWEST, OLDEST = "DESC", "ASC"
ELSEWHERE = "elsewhere"
# One word of the page for each group of states; "failed" is both ways of not getting a picture.
GROUPS: dict[str, tuple[str, ...]] = {
    "waiting": (Status.HELD, Status.SENDING, Status.PENDING),
    "making": (Status.DISPATCHED, Status.PROCESSING),
    "failed": (Status.ERROR, Status.REFUSED),
    "open": OPEN,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cursor:
    """A place between two rows: the sort key of the row it stands at."""

    created_at: datetime
    pk: int

    @classmethod
    def of(cls, imagine: Imagine) -> Cursor:
        """The place of a row."""
        return cls(imagine.created_at, imagine.pk)

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Read what `str()` wrote; None for anything else, which then means the first page."""
        match = re.fullmatch(r"(\d{1,17})-(\d{1,18})", text, re.ASCII)
        if not match:
            return None
        return cls(_EPOCH + timedelta(microseconds=int(match[1])), int(match[2]))

    def __str__(self) -> str:
        return f"{(self.created_at - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"


@dataclass(frozen=True)
class Page:
    """Rows in display order, with the cursors of the pages on either side (None at an end)."""

    imagines: list[Imagine]
    newer: Cursor | None
    older: Cursor | None


@dataclass(frozen=True)
class Search:
    """What a page asks for. `before` and `after` follow the order of the list, not of time."""

    status: str = ""
    generator: str = ""
    query: str = ""
    member: str = ""
    imagine_id: int | None = None
    order: str = NEWEST
    before: Cursor | None = None
    after: Cursor | None = None
    limit: int = PAGE

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Search:
        """Read a query string; whatever makes no sense is left out, so that no address is an error."""
        number = query.get("imagine_id", "").strip().removeprefix("#")
        status = query.get("status", "").strip()
        limit = query.get("limit", "")
        return cls(
            status="" if status == "all" else status[:40],
            generator=query.get("generator", "").strip()[:200],
            query=query.get("query", "").replace("\0", "").strip()[:400],
            member=query.get("member", "").strip()[:150],
            imagine_id=int(number) if re.fullmatch(r"[0-9]{1,18}", number) else None,
            order=OLDEST if query.get("order", "").upper() == OLDEST else NEWEST,
            before=Cursor.read(query.get("before", "")),
            after=Cursor.read(query.get("after", "")),
            limit=min(max(int(limit), 1), PAGE_AT_MOST) if re.fullmatch(r"[0-9]{1,4}", limit) else PAGE,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything but order and place is asked for."""
        return any((self.status, self.generator, self.query, self.member, self.imagine_id))

    def with_(self, **changes: object) -> Search:
        """The same search with other filters, from its first page on."""
        return replace(self, **{"before": None, "after": None, **changes})  # type: ignore[arg-type]  # checked by callers

    def url_query(self) -> str:
        """The query string that `from_query` reads back, without what is the default."""
        values = {
            "status": self.status,
            "generator": self.generator,
            "query": self.query,
            "member": self.member,
            "imagine_id": self.imagine_id,
            "order": self.order if self.order != NEWEST else "",
            "before": self.before,
            "after": self.after,
            "limit": self.limit if self.limit != PAGE else "",
        }
        return urlencode({name: str(value) for name, value in values.items() if value})

    def rows(self) -> QuerySet[Imagine]:
        """Everything that matches, in no order."""
        rows = Imagine.objects.visible()
        if self.status:
            rows = rows.filter(status__in=GROUPS.get(self.status, (self.status,)))
        if self.generator:
            rows = rows.filter(generator=self.generator)
        if self.member == ELSEWHERE:
            rows = rows.filter(member=None)
        elif self.member:
            rows = rows.filter(member__username=self.member)
        if self.imagine_id is not None:
            rows = rows.filter(_has_number(self.imagine_id))
        for word in self.query.split():
            rows = rows.filter(_has_word(word))
        return rows

    def page(self) -> Page:
        """One page by its key: as quick at the millionth row as at the first."""
        backwards = self.after is None and self.before is not None
        descending = (self.order == NEWEST) is not backwards
        rows = self.rows().select_related("member", "cancelled_by")
        edge = self.before if backwards else self.after
        if edge:
            rows = rows.filter(_past(edge, descending=descending))
        rows = rows.order_by("-created_at", "-pk") if descending else rows.order_by("created_at", "pk")
        found = list(rows[: self.limit + 1])
        more, found = len(found) > self.limit, found[: self.limit]
        if backwards:
            found.reverse()
        first, last = (Cursor.of(found[0]), Cursor.of(found[-1])) if found else (None, None)
        return Page(
            imagines=found,
            newer=first if (more if backwards else edge is not None) else None,
            older=last if (edge is not None if backwards else more) else None,
        )

    def newer_than(self, place: Cursor) -> int:
        """How many matching rows were asked for after this place; old rows read late do not count."""
        return self.rows().filter(_past(place, descending=False)).count()


def _past(edge: Cursor, *, descending: bool) -> Q:
    # The first comparison lets the index be entered at the place; a bare OR makes SQLite read from the top.
    if descending:
        tie = Q(created_at__lt=edge.created_at) | Q(pk__lt=edge.pk)
        return Q(created_at__lte=edge.created_at) & tie
    tie = Q(created_at__gt=edge.created_at) | Q(pk__gt=edge.pk)
    return Q(created_at__gte=edge.created_at) & tie


def _has_number(number: int) -> Q:
    # People paste both our number and Blockade's.
    return Q(pk=number) | Q(blockade_id=number)


def _has_word(word: str) -> Q:
    if re.fullmatch(r"#[0-9]{1,18}", word):
        return _has_number(int(word[1:]))
    return Q(prompt__icontains=word) | Q(title__icontains=word)


def counts_by_status(search: Search) -> dict[str, int]:
    """How many rows each status has under the other filters."""
    rows = search.with_(status="").rows()
    return dict(rows.values_list("status").annotate(Count("pk")).order_by())


def makers() -> list[Member]:
    """Everybody who has made something, by name."""
    with_imagines = Imagine.objects.visible().filter(member__isnull=False).values("member").distinct()
    return sorted(Member.objects.filter(pk__in=with_imagines), key=lambda member: member.display_name.lower())
