"""How many there are, without counting them.

Of states, generators, makers and days the database keeps running counts, so that figures are sums of a few
cells. Where words, stars, boards, seeds or families are asked for, it is looked, but only up to a cap:
"1,000+".
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db import connection

from imagine.changes import current_revision

from . import matching, shelves
from .conditions import Where, days, facets, maker, sets, words
from .index.columns import DAY, EVER
from .numbers import CAP, TOTAL_CAP, Number
from .shelves import Shelves
from .terms import Terms

if TYPE_CHECKING:
    from .asked import Search
    from .finding import Cursor

Cell = tuple[str, str, int, int]
# Seconds for which figures are remembered at most.
MEMORY = 10


@dataclass(frozen=True)
class Figures:
    """What stands around a list. Each count is under all other filters; None where it was not looked so far.

    `newest` is the place of the newest imagine of all, `by_day` follows the days that were asked about.
    """

    total: Number
    by_status: Counter[str] | None
    by_generator: Counter[str] | None
    by_maker: Counter[int] | None
    newest: int = 0
    by_day: list[int | None] = field(default_factory=list)
    shelves: Shelves = field(default_factory=lambda: Shelves([], Number(0)))


def figures(asked: Search, spans: Sequence[tuple[int, int]] = ()) -> Figures:
    """All figures of a page in one question; `spans` are its days as places."""
    looked_for = _is_looked_for(asked)
    parts = [_newest(), shelves.question(asked)]
    key = _key(asked) if looked_for else ""
    found: tuple[list[Cell], int] | None = cache.get(key) if key else None
    if found is None:
        parts += [_sample(asked), _total(asked)] if looked_for else [_cells(asked)]
    parts += [] if looked_for else [_span(asked, *span) for span in spans]
    answer = _answered(parts)
    if found is not None:
        answer.cells, answer.total = found
    elif key:
        cache.set(key, (answer.cells, answer.total), MEMORY)
    known = Figures(
        total=Number(0),
        by_status=None,
        by_generator=None,
        by_maker=None,
        newest=answer.newest,
        by_day=[None if looked_for else answer.by_low.get(low, 0) for low, _ in spans],
        shelves=shelves.read(answer.boards, answer.starred),
    )
    if looked_for and sum(number for *_, number in answer.cells) > CAP:
        return replace(known, total=_capped(answer.total, TOTAL_CAP))
    return _sorted(asked, answer.cells, known)


def counts_by_status(asked: Search) -> Counter[str]:
    """How many rows each state has under the other filters; of very many that words find, none is told."""
    return figures(asked).by_status or Counter()


def count(asked: Search, cap: int | None = None) -> Number:
    """How many match, exact where running counts know it, else up to `cap`, which is CAP."""
    cap = CAP if cap is None else cap
    if not _is_looked_for(asked):
        cells = _answered([_cells(asked)]).cells
        return _sorted(asked, cells, Figures(Number(0), None, None, None)).total
    sql, params = _matches(asked, cap)
    return _capped(matching.fetched(sql, params)[0][0], cap)


def _capped(found: int, cap: int) -> Number:
    return Number(min(found, cap), is_more=found > cap)


def _matches(asked: Search, cap: int) -> tuple[str, list[Any]]:
    """SQL of how many match, up to one more than the cap."""
    if _is_along(asked):
        sql, params = _along(asked, "1", cap + 1, with_facets=True)
    else:
        where = facets(asked) + _looked_for(asked)
        # PostgreSQL counts by the index alone where it is asked for no column at all.
        one = "1" if connection.vendor == "sqlite" else ""
        sql = f"SELECT {one} FROM imagine_searchrow s WHERE {where} LIMIT {cap + 1}"
        params = where.params
    return f"SELECT count(*) FROM ({sql}) AS matches", params


def newer(asked: Search, place: Cursor) -> int:
    """How many matching rows lie after a place, at most CAP; as they are few, each is looked at."""
    if asked.terms.is_void:
        return 0
    where = Where().add("s.place > %s", place.place) + facets(asked) + sets(asked) + words(asked.terms)
    by = " INDEXED BY found_by_place" if connection.vendor == "sqlite" else ""
    source = f"SELECT 1 FROM imagine_searchrow s{by} WHERE {where} LIMIT {CAP}"
    found: int = matching.fetched(f"SELECT count(*) FROM ({source}) AS matches", where.params)[0][0]
    return found


def _key(asked: Search) -> str:
    """Where the number that words have found is kept until anything changes; "" where no revision tells.

    So the next page, and the one that loads as somebody scrolls, look for nothing again.
    """
    if sets(asked).parts:
        return ""
    what = (asked.query, asked.status, asked.generator, asked.member, asked.span, current_revision())
    return f"search-figures:{hashlib.sha256(repr(what).encode()).hexdigest()}"


def _is_looked_for(asked: Search) -> bool:
    return bool(asked.query or sets(asked).parts)


def _is_along(asked: Search) -> bool:
    return connection.vendor == "sqlite" and bool(asked.terms.wanted) and not sets(asked).parts


def _looked_for(asked: Search) -> Where:
    picked = sets(asked)
    if picked.parts or not asked.terms.wanted:
        return picked + words(asked.terms)
    return matching.indexed(asked.terms)


def _along(asked: Search, columns: str, limit: int, *, with_facets: bool) -> tuple[str, list[Any]]:
    """The first matches of SQLite's own index of words, in its own order."""
    expression = matching.expression(asked.terms, asked if with_facets else None)
    where = Where().add("w.imagine_words MATCH %s", expression)
    low, high = asked.span
    for bound, sign in ((low, ">="), (high, "<")):
        if bound is not None:
            where.add(f"w.rowid {sign} %s", bound)
    joined = ""
    if columns != "1" or asked.terms.not_numbers:
        joined = " CROSS JOIN imagine_searchrow s INDEXED BY found_by_place ON s.place = w.rowid"
        where += words(Terms(not_numbers=asked.terms.not_numbers))
    return f"SELECT {columns} FROM imagine_words w{joined} WHERE {where} LIMIT {limit}", where.params


# Every part of the one question has six columns: what it is, which, state, generator, maker, number.
def _newest() -> tuple[str, list[Any]]:
    newest = "SELECT coalesce(max(place), 0) FROM imagine_searchrow"
    return f"SELECT 'newest', 0, '', '', 0, ({newest})", []


def _total(asked: Search) -> tuple[str, list[Any]]:
    sql, params = _matches(asked, TOTAL_CAP)
    return f"SELECT 'total', 0, '', '', 0, ({sql})", params


def _span(asked: Search, low: int, high: int) -> tuple[str, list[Any]]:
    where = facets(asked).add("s.place >= %s", low).add("s.place < %s", high)
    return (
        f"SELECT 'day', %s, '', '', 0, count(*) FROM imagine_searchrow s WHERE {where}",
        [low, *where.params],
    )


def _sample(asked: Search) -> tuple[str, list[Any]]:
    """The first matches, whatever their state, generator and maker."""
    columns = "s.status, s.generator, s.maker"
    if _is_along(asked):
        sql, params = _along(asked, columns, CAP + 1, with_facets=False)
    else:
        where = days(asked) + _looked_for(asked)
        sql = f"SELECT {columns} FROM imagine_searchrow s WHERE {where} LIMIT {CAP + 1}"
        params = where.params
    # Added up here, so that what is remembered is short.
    grouped = "SELECT 'cell', 0, status, generator, maker, count(*)"
    return f"{grouped} FROM ({sql}) AS sample GROUP BY status, generator, maker", params


def _cells(asked: Search) -> tuple[str, list[Any]]:
    """Running counts: of all days, or of the whole days asked for, with the two broken ones looked at."""
    if not asked.is_dated:
        return (
            "SELECT 'cell', 0, status, generator, maker, number FROM imagine_searchcount"
            f" WHERE day = {EVER} AND number > 0",
            [],
        )
    low, high = asked.span
    first = 0 if low is None else -(-low // DAY)
    last = None if high is None else high // DAY
    if low is not None and last is not None and last <= first:
        return _looked_at(low, high)
    parts = [_whole_days(first, last)]
    if low is not None and low % DAY:
        parts.append(_looked_at(low, first * DAY))
    if high is not None and last is not None and high % DAY:
        parts.append(_looked_at(last * DAY, high))
    return " UNION ALL ".join(sql for sql, _ in parts), [value for _, params in parts for value in params]


def _whole_days(first: int, last: int | None) -> tuple[str, list[Any]]:
    until = "" if last is None else " AND day < %s"
    return (
        "SELECT 'cell', 0, status, generator, maker, sum(number) FROM imagine_searchcount"
        f" WHERE day >= %s{until} GROUP BY status, generator, maker",
        [first] if last is None else [first, last],
    )


def _looked_at(low: int, high: int | None) -> tuple[str, list[Any]]:
    until = "" if high is None else " AND place < %s"
    return (
        "SELECT 'cell', 0, status, generator, maker, count(*) FROM imagine_searchrow"
        f" WHERE place >= %s{until} GROUP BY status, generator, maker",
        [low] if high is None else [low, high],
    )


@dataclass
class _Answer:
    cells: list[Cell] = field(default_factory=list)
    newest: int = 0
    by_low: dict[int, int] = field(default_factory=dict)
    boards: list[tuple[int, str, int]] = field(default_factory=list)
    starred: int = 0
    total: int = 0


def _answered(parts: list[tuple[str, list[Any]]]) -> _Answer:
    sql = " UNION ALL ".join(sql for sql, _ in parts)
    answer = _Answer()
    for kind, which, name, generator, made_by, number in matching.fetched(
        sql, [value for _, params in parts for value in params]
    ):
        if kind == "cell":
            answer.cells.append((name, generator, made_by, int(number)))
        elif kind == "day":
            answer.by_low[which] = number
        elif kind == "board":
            answer.boards.append((which, name, number))
        elif kind == "total":
            answer.total = number
        elif kind == "starred":
            answer.starred = number
        else:
            answer.newest = number or 0
    return answer


def _sorted(asked: Search, cells: list[Cell], known: Figures) -> Figures:
    by_status: Counter[str] = Counter()
    by_generator: Counter[str] = Counter()
    by_maker: Counter[int] = Counter()
    total = 0
    wanted_maker = maker(asked.member) if asked.member else None
    for status, generator, made_by, number in cells:
        fits = (
            not asked.statuses or status in asked.statuses,
            not asked.generator or generator == asked.generator,
            wanted_maker is None or made_by == wanted_maker,
        )
        if fits[1] and fits[2]:
            by_status[status] += number
        if fits[0] and fits[2]:
            by_generator[generator] += number
        if fits[0] and fits[1]:
            by_maker[made_by] += number
        if all(fits):
            total += number
    return replace(
        known, total=Number(total), by_status=by_status, by_generator=by_generator, by_maker=by_maker
    )
