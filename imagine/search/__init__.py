"""Finding imagines: one query object for everything that lists them."""

from .asked import ELSEWHERE, GROUPS, NEWEST, OLDEST, PAGE, Cursor, Page, Search, counts_by_status, makers

__all__ = [
    "ELSEWHERE",
    "GROUPS",
    "NEWEST",
    "OLDEST",
    "PAGE",
    "Cursor",
    "Page",
    "Search",
    "counts_by_status",
    "makers",
]
