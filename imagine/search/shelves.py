"""A member's stars and the boards they see, with how many imagines each would find."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .conditions import facets, sets, words
from .numbers import CAP, Number

if TYPE_CHECKING:
    from .asked import Search


@dataclass(frozen=True)
class Shelves:
    """Boards by name as (number, name, how many), and how many stars; both under the other filters."""

    boards: list[tuple[int, str, Number]]
    starred: Number


def question(asked: Search) -> tuple[str, list[Any]]:
    """SQL of all of it, looking at no more than the cap of each; a part of what `counting.figures` asks."""
    boards, board_params = _limited(
        "imagine_boardentry e JOIN imagine_searchrow s ON s.imagine_id = e.imagine_id",
        "e.board_id = b.id",
        replace(asked, board=None),
    )
    stars, star_params = _limited(
        "imagine_favourite f JOIN imagine_searchrow s ON s.imagine_id = f.imagine_id",
        "f.member_id = %s",
        replace(asked, favourite=False),
        asked.viewer,
    )
    sql = (
        f"SELECT 'board', b.id, b.name, '', 0, {boards} FROM imagine_board b"
        " WHERE b.is_shared OR b.member_id = %s"
        f" UNION ALL SELECT 'starred', 0, '', '', 0, {stars}"
    )
    return sql, [*board_params, asked.viewer, *star_params]


def read(boards: list[tuple[int, str, int]], starred: int) -> Shelves:
    """The answer to `question`."""
    named = sorted(boards, key=lambda board: board[1].lower())
    return Shelves([(pk, name, _capped(number)) for pk, name, number in named], _capped(starred))


def _capped(number: int) -> Number:
    return Number(min(number, CAP), is_more=number > CAP)


def _limited(tables: str, joined: str, asked: Search, *params: Any) -> tuple[str, list[Any]]:
    where = facets(asked) + sets(asked) + words(asked.terms)
    source = f"SELECT 1 FROM {tables} WHERE {joined} AND {where} LIMIT {CAP + 1}"
    return f"(SELECT count(*) FROM ({source}) AS matches)", [*params, *where.params]
