"""Words found by their index: FTS5 on SQLite, GIN on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db import connection

from .conditions import RANKS, Where, maker, words
from .index.postgres import PAIR
from .terms import Term, Terms

if TYPE_CHECKING:
    from .asked import Search
    from .finding import Cursor, Order

_ANYWHERE, _MEANT = "{words without}", "words"


def indexed(terms: Terms) -> Where:
    """The condition that is answered by the words' index, whatever else is asked for."""
    if connection.vendor == "sqlite":
        matched = "s.place IN (SELECT rowid FROM imagine_words WHERE imagine_words MATCH %s)"
        where = Where().add(matched, expression(terms))
        return where + words(Terms(not_numbers=terms.not_numbers))
    vector = "imagine_vector(s.words, s.without) @@ %s::tsquery"
    # A single word is decided by the index; whether several stand together only the text can say.
    phrases = tuple(term for term in terms.wanted if len(term.words) > 1)
    return Where().add(vector, tsquery(terms)) + words(replace(terms, wanted=phrases))


def side_by_side(terms: Terms) -> Where:
    """On PostgreSQL: all that can be of the first rank of several words, and little else, for a closer look.

    Their neighbours are words of the index too, so that not every match has to be read.
    """
    pairs = " & ".join(f"'{one}{PAIR}{other}'" for one, other in pairwise(terms.together.words))
    vector = Where().add("imagine_vector(s.words, s.without) @@ %s::tsquery", pairs)
    return vector + words(replace(terms, wanted=()))


def along(
    asked: Search, order: Order, edge: Cursor | None, limit: int, rank: int = 0
) -> tuple[str, list[Any]]:
    """SQL that walks SQLite's index of words in the order of time: a match's rowid is its place."""
    where = Where().add("w.imagine_words MATCH %s", expression(asked.terms, asked, rank))
    low, high = asked.span
    sign = "<" if order.descending else ">"
    for bound, comparison in ((edge.place if edge else None, sign), (low, ">="), (high, "<")):
        if bound is not None:
            where.add(f"w.rowid {comparison} %s", bound)
    where += words(Terms(not_numbers=asked.terms.not_numbers))
    sql = (
        "SELECT s.imagine_id FROM imagine_words w"
        " CROSS JOIN imagine_searchrow s INDEXED BY found_by_place ON s.place = w.rowid"
        f" WHERE {where} ORDER BY w.rowid {'DESC' if order.descending else 'ASC'} LIMIT {limit}"
    )
    return sql, where.params


def fetched(sql: str, params: list[Any]) -> list[Any]:
    """The rows of a question."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def expression(terms: Terms, asked: Search | None = None, rank: int = 0) -> str:
    """What FTS5 is asked: words, and the filters of a search as words of their own."""
    wanted = [_phrase(term, _ANYWHERE) for term in terms.wanted] or ["all"]
    unwanted = [_phrase(term, _ANYWHERE) for term in terms.unwanted]
    if asked is not None:
        wanted += _facets(asked)
    if rank:
        more, less = _rank(terms, rank)
        wanted += more
        unwanted += less
    found = _both(wanted)
    return f"{found} NOT ({' OR '.join(unwanted)})" if unwanted else found


def tsquery(terms: Terms) -> str:
    """What the GIN index is asked: every wanted word, in any order and place."""
    parts = []
    for term in terms.wanted:
        for number, word in enumerate(term.words, start=1):
            is_open = term.is_open and number == len(term.words)
            parts.append(f"'{word}'{':*' if is_open else ''}")
    return " & ".join(parts)


def _rank(terms: Terms, rank: int) -> tuple[list[str], list[str]]:
    together = [_phrase(terms.together, _MEANT)]
    whole = [_phrase(term.whole, _MEANT) for term in terms.wanted]
    begun = [_phrase(term, _MEANT) for term in terms.wanted]
    if rank == RANKS[0]:
        return together, []
    if rank == RANKS[1]:
        return whole, together
    return (begun, [_both(whole)]) if rank == RANKS[2] else ([], [_both(begun)])


def _facets(asked: Search) -> list[str]:
    """Filters as the words that the index has for them, see index/sqlite.py."""
    found = []
    if asked.statuses:
        found.append("(" + " OR ".join(f"facets : s{_hex(status)}" for status in asked.statuses) + ")")
    if asked.generator:
        found.append(f"facets : g{_hex(asked.generator)}")
    if asked.member:
        found.append(f'facets : "m{maker(asked.member)}"')
    return found


def _hex(text: str) -> str:
    return text.encode().hex()


def _both(parts: list[str]) -> str:
    return f"({' AND '.join(parts)})"


def _phrase(term: Term, columns: str) -> str:
    # Folded words have neither quotes nor anything else that FTS5 would read as more than a letter.
    return f'{columns} : "{" ".join(term.words)}"{" *" if term.is_open else ""}'
