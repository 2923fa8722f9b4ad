"""Pages by key. SQL by hand, because each must be read in the one way that costs the same at any size.

Three ways there are, and `_rows` chooses:

    along    the index in the order of the list, as far as the page is long
    words    along the words' own index, which on SQLite is in the order of the list as well
    gather   everything that matches, sorted: for what picks few
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models.expressions import RawSQL

from imagine.models import Imagine, Status

from . import matching as text
from .conditions import RANKS, Where, facets, rank, rank_of, sets, words
from .index.columns import place_of

if TYPE_CHECKING:
    from .asked import Search

# Rows that are looked at one by one before the words' index is asked: what is common is among them.
NEAR = 2_000
# The most that a place or a duration can be.
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Cursor:
    """A place between two rows: where the row it stands at is, and how it ranks where that comes first."""

    place: int
    rank: int = 0

    @classmethod
    def of(cls, imagine: Imagine) -> Cursor:
        """The place of a row in time."""
        return cls(place_of(imagine.created_at, imagine.pk))

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Read what `str()` wrote; None for anything else, which then means the first page."""
        match = re.fullmatch(r"(?:(-?\d{1,18})\.)?(\d{1,19})", text, re.ASCII)
        if not match or int(match[2]) > _LARGEST:
            return None
        return cls(int(match[2]), int(match[1] or 0))

    def __str__(self) -> str:
        return f"{self.rank}.{self.place}" if self.rank else str(self.place)


@dataclass(frozen=True)
class Page:
    """Rows in display order, with the cursors of the pages on either side (None at an end)."""

    imagines: list[Imagine]
    newer: Cursor | None
    older: Cursor | None


@dataclass(frozen=True)
class Order:
    """How a list is sorted, in SQL. `ranked` is the column that comes before the place, if one does."""

    ranked: bool
    descending: bool

    def by(self, loosely: bool = False) -> str:
        """ORDER BY; loosely so that no index offers itself for it."""
        way = "DESC" if self.descending else "ASC"
        return ", ".join(f"{name} {way}" for name in self._columns(loosely))

    def past(self, edge: Cursor | None, loosely: bool = False) -> Where:
        """What lies behind the edge."""
        if edge is None:
            return Where()
        sign = "<" if self.descending else ">"
        *ranked, place = self._columns(loosely)
        if not ranked:
            return Where().add(f"{place} {sign} %s", edge.place)
        # The first comparison lets the index be entered at the place; a bare OR is read from the top.
        tie = f"({ranked[0]} {sign} %s OR {place} {sign} %s)"
        return Where().add(f"{ranked[0]} {sign}= %s AND {tie}", edge.rank, edge.rank, edge.place)

    def key(self, row: Imagine) -> tuple[int, int]:
        """Where a row stands in the list."""
        return (row.searchrow.taken if self.ranked else 0, row.searchrow.place)

    def cursor(self, row: Imagine) -> Cursor:
        """The place of a row in the list."""
        return Cursor(row.searchrow.place, row.searchrow.taken if self.ranked else 0)

    def _columns(self, loosely: bool) -> list[str]:
        names = ["s.taken", "s.place"] if self.ranked else ["s.place"]
        return [f"({name} + 0)" for name in names] if loosely else names


def page(asked: Search) -> Page:
    """One page of what is asked for."""
    backwards = asked.after is None and asked.before is not None
    edge = asked.before if backwards else asked.after
    found = _found(asked, edge, backwards=backwards, limit=asked.limit + 1)
    more, found = len(found) > asked.limit, found[: asked.limit]
    if backwards:
        found.reverse()
    first, last = (found[0].cursor, found[-1].cursor) if found else (None, None)
    return Page(
        imagines=[one.imagine for one in found],
        newer=first if (more if backwards else edge is not None) else None,
        older=last if (edge is not None if backwards else more) else None,
    )


def matching(asked: Search) -> tuple[str, list[Any]]:
    """SQL of the numbers of all that matches."""
    where = facets(asked) + sets(asked) + _text(asked)
    return f"SELECT s.imagine_id FROM imagine_searchrow s WHERE {where}", where.params


def _text(asked: Search) -> Where:
    return text.indexed(asked.terms) if asked.terms.wanted else words(asked.terms)


@dataclass(frozen=True)
class _Found:
    imagine: Imagine
    cursor: Cursor


def _found(asked: Search, edge: Cursor | None, *, backwards: bool, limit: int) -> list[_Found]:
    """The next rows with their places, in the direction that is walked."""
    from .asked import LONGEST, OLDEST, RELEVANCE

    if asked.terms.is_void:
        return []
    order = Order(ranked=asked.order == LONGEST, descending=(asked.order != OLDEST) is not backwards)
    if asked.order != RELEVANCE or not asked.terms.wanted:
        return [_Found(row, order.cursor(row)) for row in _rows(asked, order, edge, limit)]
    return _ranked(asked, order, edge, backwards=backwards, limit=limit)


def _ranked(asked: Search, order: Order, edge: Cursor | None, *, backwards: bool, limit: int) -> list[_Found]:
    """The best matches first: each rank is a list of its own, and all that may be on the page are asked."""
    numbers = [
        number for number in RANKS if not edge or (number <= edge.rank if backwards else number >= edge.rank)
    ]
    inside = {edge.rank: edge} if edge else {}
    if backwards:
        numbers.reverse()
    if connection.vendor != "sqlite" and not sets(asked).parts:
        found = _best(asked, order, inside, limit, numbers[:1] if backwards else numbers)
        if len(found) >= limit:
            return found
    if connection.vendor == "sqlite" and not sets(asked).parts:
        sql, params = _rank_after_rank(asked, order, inside, limit, numbers)
    else:
        sql, params = _all_ranks(asked, order, edge, limit, backwards=backwards)
    rows = _ask(order, sql, params, with_words=True) if numbers else []
    found = [
        _Found(row, Cursor(row.searchrow.place, rank_of(asked.terms, row.searchrow.words))) for row in rows
    ]
    return sorted(found, key=lambda one: one.cursor.rank, reverse=backwards)[:limit]


def _best(
    asked: Search, order: Order, inside: Mapping[int, Cursor], limit: int, numbers: Iterable[int]
) -> list[_Found]:
    """A page of the best, where not all that matches has to be read for it; else less than a page.

    Of the first rank there may be few, and the index knows them by their pairs. Of the next there are many as
    a rule, the newest rows among them.
    """
    found: list[_Found] = []
    for number in numbers:
        edge, rest = inside.get(number), limit - len(found)
        where = rank(asked.terms, number)
        rows = _near(asked, order, edge, words(asked.terms) + where, rest)
        if len(rows) < rest and number == RANKS[0] and len(asked.terms.together.words) > 1:
            sides = text.side_by_side(asked.terms) + where
            rows = _ask(order, *_gathering(asked, order, edge, sides, rest))
        elif len(rows) < rest:
            break
        found += [_Found(row, Cursor(row.searchrow.place, number)) for row in rows]
        if len(found) >= limit:
            break
    return found


def _rank_after_rank(
    asked: Search, order: Order, inside: Mapping[int, Cursor], limit: int, numbers: Iterable[int]
) -> tuple[str, list[Any]]:
    """One list after the other, and no further than the page is long: each walks the words' index."""
    parts = [text.along(asked, order, inside.get(number), limit, number) for number in numbers]
    union = " UNION ALL ".join(
        f"SELECT imagine_id FROM ({part}) AS s{n}" for n, (part, _) in enumerate(parts)
    )
    sql = f"SELECT imagine_id FROM ({union}) AS s LIMIT {limit}"
    return sql, [value for _, params in parts for value in params]


def _all_ranks(
    asked: Search, order: Order, edge: Cursor | None, limit: int, *, backwards: bool
) -> tuple[str, list[Any]]:
    """All ranks in one go: where every match has to be read, it is read once."""
    picked = sets(asked)
    matches = (picked + words(asked.terms) if picked.parts else _text(asked)) + facets(asked)
    ranks = [rank(asked.terms, number) for number in RANKS[:-1]]
    cases = " ".join(f"WHEN {where} THEN {number}" for number, where in zip(RANKS, ranks, strict=False))
    source = (
        f"SELECT s.imagine_id, s.place, CASE {cases} ELSE {RANKS[-1]} END AS nth"
        f" FROM imagine_searchrow s WHERE {matches}"
    )
    params = [value for where in ranks for value in where.params] + matches.params
    beyond = Where()
    if edge is not None:
        tie = order.past(edge)
        sign = "<" if backwards else ">"
        beyond.add(f"(s.nth {sign} %s OR s.nth = %s AND {tie})", edge.rank, edge.rank, *tie.params)
    way = "DESC" if backwards else "ASC"
    sql = (
        f"SELECT s.imagine_id FROM ({source}) AS s WHERE {beyond}"
        f" ORDER BY s.nth {way}, {order.by()} LIMIT {limit}"
    )
    return sql, params + beyond.params


def _rows(asked: Search, order: Order, edge: Cursor | None, limit: int) -> list[Imagine]:
    picked = sets(asked)
    if picked.parts:
        return _ask(order, *_gathering(asked, order, edge, picked + words(asked.terms), limit))
    if asked.terms.wanted and connection.vendor == "sqlite" and not order.ranked:
        return _ask(order, *text.along(asked, order, edge, limit))
    if asked.terms.has_text or asked.terms.not_numbers or (order.ranked and facets(asked).parts):
        near = _near(asked, order, edge, words(asked.terms), limit)
        if len(near) >= limit:
            return near
        return _ask(order, *_gathering(asked, order, edge, _text(asked), limit))
    return _along(asked, order, edge, limit)


def _along(asked: Search, order: Order, edge: Cursor | None, limit: int) -> list[Imagine]:
    """Walk the index that has the filters first and then the order; several states side by side."""
    parts, params = [], []
    for status in asked.statuses or (None,):
        where = facets(asked, status) + order.past(edge)
        parts.append(
            f"SELECT s.imagine_id, s.place, s.taken FROM imagine_searchrow s {_indexed_by(asked, order)}"
            f" WHERE {where} ORDER BY {order.by()} LIMIT {limit}"
        )
        params += where.params
    if len(parts) == 1:
        return _ask(order, f"SELECT imagine_id FROM ({parts[0]}) AS s", params)
    together = " UNION ALL ".join(f"SELECT * FROM ({part}) AS s{n}" for n, part in enumerate(parts))
    by = order.by()
    return _ask(order, f"SELECT imagine_id FROM ({together}) AS s ORDER BY {by} LIMIT {limit}", params)


def _near(asked: Search, order: Order, edge: Cursor | None, rest: Where, limit: int) -> list[Imagine]:
    """What there is among the next rows of the list as the filters alone would have it.

    The inner question is in order, and the outer one takes its rows as they come: a second ORDER BY would
    have SQLite read all of them.
    """
    inside = (Where() if order.ranked else facets(asked)) + order.past(edge)
    outside = rest + (facets(asked) if order.ranked else Where())
    source = (
        f"SELECT * FROM imagine_searchrow s {_indexed_by(asked, order)} WHERE {inside}"
        f" ORDER BY {order.by()} LIMIT {NEAR}"
    )
    sql = f"SELECT s.imagine_id FROM ({source}) AS s WHERE {outside} LIMIT {limit}"
    return _ask(order, sql, inside.params + outside.params)


def _gathering(
    asked: Search, order: Order, edge: Cursor | None, where: Where, limit: int
) -> tuple[str, list[Any]]:
    where = where + facets(asked) + order.past(edge, loosely=True)
    sql = (
        f"SELECT s.imagine_id FROM imagine_searchrow s WHERE {where}"
        f" ORDER BY {order.by(loosely=True)} LIMIT {limit}"
    )
    return sql, where.params


def _indexed_by(asked: Search, order: Order) -> str:
    """SQLite knows nothing of how many rows there are of a kind, so it is told where to begin."""
    if connection.vendor != "sqlite":
        return ""
    if order.ranked:
        name = "taken"
    elif asked.statuses and asked.statuses != (Status.COMPLETE,):
        name = "status"
    else:
        name = "maker" if asked.member else "generator" if asked.generator else "place"
    return f"INDEXED BY found_by_{name}"


def _ask(order: Order, sql: str, params: list[Any], *, with_words: bool = False) -> list[Imagine]:
    """The imagines whose numbers the question finds, with their places, in one go."""
    rows = Imagine.objects.select_related("member", "cancelled_by", "searchrow")
    if not with_words:
        rows = rows.defer("searchrow__words", "searchrow__without")
    found = rows.filter(pk__in=RawSQL(sql, params))
    there = (row for row in found if hasattr(row, "searchrow"))
    return sorted(there, key=order.key, reverse=order.descending)
