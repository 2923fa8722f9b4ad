"""The conditions of a search in SQL: each a text and its values, over `imagine_searchrow s`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db import connection

from imagine.models import Member

from .terms import Term, Terms

if TYPE_CHECKING:
    from .asked import Search

# Seconds for which the names of members are remembered.
MEMORY = 30
NOBODY = -2
# Of everything that matches a query, in falling relevance: its words as one phrase in prompt or title, all of
# them whole, all of them begun so, and whatever only has them in what was left out.
RANKS = (1, 2, 3, 4)


@dataclass
class Where:
    """Conditions that must all hold."""

    parts: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)

    def add(self, part: str, *params: Any) -> Where:
        """One more; itself, for the next."""
        self.parts.append(part)
        self.params += params
        return self

    def __add__(self, other: Where) -> Where:
        return Where(self.parts + other.parts, self.params + other.params)

    def __str__(self) -> str:
        return " AND ".join(self.parts) or "1 = 1"


def facets(asked: Search, status: str | None = None) -> Where:
    """State, generator, maker and days; of several states the one that is given."""
    where = Where()
    if status is not None:
        where.add("s.status = %s", status)
    elif asked.statuses:
        where.add(f"s.status IN ({marks(asked.statuses)})", *asked.statuses)
    if asked.generator:
        where.add("s.generator = %s", asked.generator)
    if asked.member:
        where.add("s.maker = %s", maker(asked.member))
    return where + days(asked)


def days(asked: Search) -> Where:
    """The days asked for, as places."""
    where = Where()
    low, high = asked.span
    if low is not None:
        where.add("s.place >= %s", low)
    if high is not None:
        where.add("s.place < %s", high)
    return where


def sets(asked: Search) -> Where:
    """What picks imagines one by one: numbers, stars, a board, a seed, a family."""
    where = Where()
    for number in (*asked.terms.numbers, *([asked.imagine_id] if asked.imagine_id is not None else [])):
        where.add(f"({_NUMBERED})", number, number)
    if asked.favourite:
        where.add(
            "s.imagine_id IN (SELECT imagine_id FROM imagine_favourite WHERE member_id = %s)", asked.viewer
        )
    if asked.board is not None:
        where.add(
            "s.imagine_id IN (SELECT e.imagine_id FROM imagine_boardentry e JOIN imagine_board b"
            " ON b.id = e.board_id WHERE b.id = %s AND (b.is_shared OR b.member_id = %s))",
            asked.board,
            asked.viewer,
        )
    if asked.seed is not None:
        where.add("s.seed = %s", asked.seed)
    if asked.family is not None:
        where.add(f"s.imagine_id IN ({_FAMILY})", asked.family, asked.family, asked.family)
    return where


def words(terms: Terms) -> Where:
    """What the folded text must and must not have; true on both databases without any index."""
    where = Where()
    for term in terms.wanted:
        where.add(f"({_find('words')} > 0 OR {_find('without')} > 0)", term.needle, term.needle)
    for term in terms.unwanted:
        where.add(f"({_find('words')} = 0 AND {_find('without')} = 0)", term.needle, term.needle)
    for number in terms.not_numbers:
        where.add(f"NOT ({_NUMBERED})", number, number)
    if terms.is_void:
        where.add("1 = 0")
    return where


def rank(terms: Terms, number: int) -> Where:
    """What makes a match of this rank, one of RANKS."""
    whole = _all(term.whole for term in terms.wanted)
    together, begun = _all([terms.together]), _all(terms.wanted)
    if number == RANKS[0]:
        return together
    if number == RANKS[1]:
        return whole + _not(together)
    return begun + _not(whole) if number == RANKS[2] else _not(begun)


def rank_of(terms: Terms, folded: str) -> int:
    """The rank of a match whose prompt and title are these, folded; as `rank` has it."""
    kinds = ([terms.together], [term.whole for term in terms.wanted], terms.wanted)
    for number, wanted in zip(RANKS, kinds, strict=False):
        if all(term.needle in folded for term in wanted):
            return number
    return RANKS[-1]


def maker(name: str) -> int:
    """The number under which a member's imagines are listed; 0 for elsewhere, NOBODY where there is none."""
    if name == "elsewhere":
        return 0
    for number, (username, _) in members().items():
        if username == name:
            return number
    found = Member.objects.filter(username=name).values_list("pk", flat=True).first()
    return NOBODY if found is None else found


def members() -> dict[int, tuple[str, str]]:
    """User name and display name of everybody, by number; at most half a minute old."""
    known: dict[int, tuple[str, str]] | None = cache.get("search-members")
    if known is None:
        everybody = Member.objects.only("username", "first_name", "last_name")
        known = {member.pk: (member.username, member.display_name) for member in everybody}
        cache.set("search-members", known, MEMORY)
    return known


def marks(values: Iterable[object]) -> str:
    """As many placeholders as there are values."""
    return ", ".join("%s" for _ in values)


# People paste both our number and Blockade's.
_NUMBERED = (
    "s.imagine_id = %s OR s.imagine_id ="
    " coalesce((SELECT id FROM imagine_imagine WHERE blockade_id = %s), -1)"
)

_FAMILY = (
    "SELECT id FROM imagine_imagine WHERE id = %s"
    " UNION ALL SELECT id FROM imagine_imagine WHERE parent_id = %s"
    " UNION ALL SELECT parent_id FROM imagine_imagine WHERE id = %s AND parent_id IS NOT NULL"
)


def _find(column: str) -> str:
    return f"{'instr' if connection.vendor == 'sqlite' else 'strpos'}(s.{column}, %s)"


def _all(terms: Iterable[Term]) -> Where:
    where = Where()
    for term in terms:
        where.add(f"{_find('words')} > 0", term.needle)
    return where


def _not(where: Where) -> Where:
    return Where([f"NOT ({where})"], where.params)
