"""Finding imagines: one query object for everything that lists them, on SQLite and PostgreSQL alike.

asked.py     Search: what an address asks for, and back
terms.py     what was typed, as words to have and words to be without
folding.py   text as it is compared: case, accents and punctuation aside
conditions.py filters as SQL
finding.py   pages by key, in SQL
matching.py  words by their index
counting.py  how many there are, without counting them
shelves.py   stars and boards, and how many are in them
index/       the tables behind it, kept right by the database itself
"""

from .asked import (
    ELSEWHERE,
    GROUPS,
    LONGEST,
    NEWEST,
    OLDEST,
    PAGE,
    RELEVANCE,
    Search,
    midnight,
)
from .conditions import members
from .counting import Figures, counts_by_status, figures
from .finding import Cursor, Page
from .index.columns import moment_of, place_of
from .numbers import CAP, Number
from .shelves import Shelves

__all__ = [
    "CAP",
    "ELSEWHERE",
    "GROUPS",
    "LONGEST",
    "NEWEST",
    "OLDEST",
    "PAGE",
    "RELEVANCE",
    "Cursor",
    "Figures",
    "Number",
    "Page",
    "Search",
    "Shelves",
    "counts_by_status",
    "figures",
    "members",
    "midnight",
    "moment_of",
    "place_of",
]
