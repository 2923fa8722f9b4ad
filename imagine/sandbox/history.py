"""The list of everything made on the account: filters, order and pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .problems import Problem
from .store import STATUSES, Imagine, Store

DEFAULT_LIMIT = 18
MAX_LIMIT = 100
LARGEST_NUMBER = 2**53 - 1


@dataclass(frozen=True)
class Query:
    status: str = "all"
    limit: int = DEFAULT_LIMIT
    page: int = 0
    order: str = "DESC"
    imagine_id: int | None = None
    words: str = ""
    generator: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> Query:
        """Read the query string; Problem 400 names what is wrong. `offset` is a page number."""
        status = args.get("status") or "all"
        order = (args.get("order") or "DESC").upper()
        if status not in (*STATUSES, "all"):
            raise Problem.with_value("status", f"must be one of all, {', '.join(STATUSES)}")
        if order not in ("ASC", "DESC"):
            raise Problem.with_value("order", "must be ASC or DESC")
        return cls(
            status=status,
            limit=_number(args, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT),
            page=_number(args, "offset", 0, 0, LARGEST_NUMBER // MAX_LIMIT),
            order=order,
            imagine_id=_number(args, "imagine_id", 0, 1, LARGEST_NUMBER) if args.get("imagine_id") else None,
            words=args.get("query") or "",
            generator=args.get("generator") or "",
        )


@dataclass(frozen=True)
class Page:
    rows: list[Imagine]
    total: int
    has_more: bool


def page(store: Store, query: Query, *, shift: int = 0) -> Page:
    """One page; it begins `shift` rows later than it should, or earlier when negative."""
    condition, values = _condition(query)
    with store.transaction():
        total = store.count(condition, values)
        first = max(0, query.page * query.limit + shift)
        order = f"created_at {query.order}, id {query.order}"
        rows = store.where(condition, values, query.limit, order=order, offset=first)
    return Page(rows, total, first + len(rows) < total)


def _condition(query: Query) -> tuple[str, list[Any]]:
    """A condition of fixed words; all that came from outside is in the values."""
    parts, values = ["1"], []
    for column, value in (("status", query.status), ("generator", query.generator), ("id", query.imagine_id)):
        if value not in ("", "all", None):
            parts.append(f"{column} = ?")
            values.append(value)
    if query.words:
        parts.append("(instr(lower(title), lower(?)) OR instr(lower(prompt), lower(?)))")
        values += [query.words, query.words]
    return " AND ".join(parts), values


def _number(args: Mapping[str, str], name: str, default: int, lowest: int, highest: int) -> int:
    text = args.get(name) or str(default)
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise Problem.with_value(name, "must be a whole number")
    number = int(text)
    if not lowest <= number <= highest:
        raise Problem.with_value(name, f"must be between {lowest} and {highest}")
    return number
