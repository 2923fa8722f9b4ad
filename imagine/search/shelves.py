"""What a member may narrow a list to by hand: their stars and the boards they see, with how many each would find."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from . import matching
from .conditions import facets, sets, words
from .counting import CAP, Number

if TYPE_CHECKING:
    from .asked import Search


@dataclass(frozen=True)
class Shelves:
    """Boards by name as (number, name, how many), and how many stars; both under the other filters."""

    boards: list[tuple[int, str, Number]]
    starred: Number


def shelves(asked: Search) -> Shelves:
    """All of it in one question, looking at no more than the cap of each."""
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
    sql = f"""
        SELECT b.id, b.name, {boards} FROM imagine_board b WHERE b.is_shared OR b.member_id = %s
        UNION ALL SELECT 0, '', {stars}"""
    found = matching.fetched(sql, [*board_params, asked.viewer, *star_params])
    counted = [(pk, name, Number(min(number, CAP), is_more=number > CAP)) for pk, name, number in found]
    named = sorted((board for board in counted if board[0]), key=lambda board: board[1].lower())
    return Shelves(named, next(number for pk, _, number in counted if not pk))


def _limited(tables: str, joined: str, asked: Search, *params: Any) -> tuple[str, list[Any]]:
    where = facets(asked) + sets(asked) + words(asked.terms)
    source = f"SELECT 1 FROM {tables} WHERE {joined} AND {where} LIMIT {CAP + 1}"
    return f"(SELECT count(*) FROM ({source}) AS matches)", [*params, *where.params]
