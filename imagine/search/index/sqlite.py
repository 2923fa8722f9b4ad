"""The index on SQLite: row triggers, and an FTS5 table whose rowid is a row's place.

So `MATCH … ORDER BY rowid DESC LIMIT` walks the newest matches first and stops. The FTS5 table keeps no text:
`SearchRow` has it, and what is taken out again is told with the very words that were put in.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from imagine.search.folding import fold

from .columns import COLUMNS, DAY, EVER, STEP, WATCHED, place, values

_MICROS = (
    "(CAST(strftime('%s', substr({0}, 1, 19)) AS INTEGER) * 1000000 + CAST(substr({0}, 21, 6) AS INTEGER))"
)
_SEED = re.compile(r"-?[0-9]{1,18}")
# Members, generators and states as words of their own: one question answers words and filters together.
FACETS = "'all s' || hex({0}.status) || ' g' || hex({0}.generator) || ' m' || {0}.maker"


def build() -> list[str]:
    """The words' own table."""
    return [WORDS]


def _place(row: str) -> str:
    own = place(f"coalesce({_MICROS.format(row + '.created_at')}, 0)", f"{row}.id", "min", "max")
    # Two rows at one place would be one to FTS5: the later goes to the next place that is free.
    taken = f"SELECT 1 FROM imagine_searchrow WHERE place = {own} AND imagine_id <> {row}.id"
    beside = f"SELECT max(place) + 1 FROM imagine_searchrow WHERE place BETWEEN {own} AND {own} + {STEP}"
    return f"CASE WHEN EXISTS ({taken}) THEN ({beside}) ELSE {own} END"


def _values(row: str) -> str:
    return values(row, place=_place(row), micros=_MICROS, params=f"{row}.params")


def _count(row: str, change: int) -> str:
    return f"""
        INSERT INTO imagine_searchcount (day, status, generator, maker, number)
        VALUES ({EVER}, {row}.status, {row}.generator, {row}.maker, {change}),
               ({row}.place / {DAY}, {row}.status, {row}.generator, {row}.maker, {change})
        ON CONFLICT (day, status, generator, maker) DO UPDATE SET number = number + {change};
    """


def _differs(*names: str) -> str:
    return " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in names)


_INDEX = f"""
    INSERT INTO imagine_words (rowid, words, without, facets)
    VALUES (NEW.place, NEW.words, NEW.without, {FACETS.format("NEW")});
"""
_UNINDEX = f"""
    INSERT INTO imagine_words (imagine_words, rowid, words, without, facets)
    VALUES ('delete', OLD.place, OLD.words, OLD.without, {FACETS.format("OLD")});
"""
_ADD = f"INSERT INTO imagine_searchrow ({', '.join(COLUMNS)}) SELECT {_values('NEW')};"
_SET = ", ".join(COLUMNS[1:])

_TRIGGER_BODIES = {
    "added": ("AFTER INSERT ON imagine_imagine WHEN NEW.trashed_at IS NULL", _ADD),
    "removed": (
        "AFTER DELETE ON imagine_imagine",
        "DELETE FROM imagine_searchrow WHERE imagine_id = OLD.id;",
    ),
    "trashed": (
        "AFTER UPDATE OF trashed_at ON imagine_imagine"
        " WHEN OLD.trashed_at IS NULL AND NEW.trashed_at IS NOT NULL",
        "DELETE FROM imagine_searchrow WHERE imagine_id = OLD.id;",
    ),
    "restored": (
        "AFTER UPDATE OF trashed_at ON imagine_imagine"
        " WHEN OLD.trashed_at IS NOT NULL AND NEW.trashed_at IS NULL",
        _ADD,
    ),
    "changed": (
        f"AFTER UPDATE OF {', '.join(WATCHED)} ON imagine_imagine"
        f" WHEN OLD.trashed_at IS NULL AND NEW.trashed_at IS NULL AND ({_differs(*WATCHED)})",
        f"UPDATE imagine_searchrow SET ({_SET}) = (SELECT {_values('NEW').split(',', 1)[1]})"
        " WHERE imagine_id = NEW.id;",
    ),
    "row_added": ("AFTER INSERT ON imagine_searchrow", _INDEX + _count("NEW", 1)),
    "row_removed": ("AFTER DELETE ON imagine_searchrow", _UNINDEX + _count("OLD", -1)),
    "row_words": (
        "AFTER UPDATE ON imagine_searchrow WHEN "
        + _differs("place", "words", "without", "status", "generator", "maker"),
        _UNINDEX + _INDEX,
    ),
    "row_counted": (
        "AFTER UPDATE ON imagine_searchrow WHEN " + _differs("place", "status", "generator", "maker"),
        _count("OLD", -1) + _count("NEW", 1),
    ),
}
TRIGGERS = [
    f"CREATE TRIGGER imagine_index_{name} {when} BEGIN {body} END"
    for name, (when, body) in _TRIGGER_BODIES.items()
]
DROP = [
    *(f"DROP TRIGGER IF EXISTS imagine_index_{name}" for name in _TRIGGER_BODIES),
    "DROP TABLE IF EXISTS imagine_words",
]
WORDS = (
    "CREATE VIRTUAL TABLE imagine_words USING fts5"
    " (words, without, facets, content='', tokenize='ascii', prefix='3 4 5')"
)
# The same as the triggers do row by row, with every place that is asked for twice moved on.
REBUILD = [
    "DELETE FROM imagine_searchrow",
    "DELETE FROM imagine_searchcount",
    f"""INSERT INTO imagine_searchrow ({", ".join(COLUMNS)})
        SELECT {
        values(
            "i",
            place=place(f"coalesce({_MICROS.format('i.created_at')}, 0)", "i.id", "min", "max"),
            micros=_MICROS,
            params="i.params",
        )
    }
        FROM imagine_imagine i WHERE i.trashed_at IS NULL""",
    """UPDATE imagine_searchrow SET place = place + twin.rank
        FROM (SELECT imagine_id, row_number() OVER (PARTITION BY place ORDER BY imagine_id) - 1 AS rank
              FROM imagine_searchrow) AS twin
        WHERE twin.imagine_id = imagine_searchrow.imagine_id AND twin.rank > 0""",
    f"""INSERT INTO imagine_words (rowid, words, without, facets)
        SELECT place, words, without, {FACETS.format("s")} FROM imagine_searchrow s ORDER BY place""",
    f"""INSERT INTO imagine_searchcount (day, status, generator, maker, number)
        SELECT {EVER}, status, generator, maker, count(*) FROM imagine_searchrow GROUP BY 2, 3, 4
        UNION ALL
        SELECT place / {DAY}, status, generator, maker, count(*) FROM imagine_searchrow
        GROUP BY 1, 2, 3, 4""",
]


_NAMED = "SELECT {} FROM sqlite_master WHERE type = '{}' AND name LIKE 'imagine_index_%%'"


def installed(cursor: Any) -> str:
    """The version that is built in this database; "" when a part of it is missing."""
    cursor.execute(
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'imagine_index_%%'", []
    )
    if cursor.fetchone()[0] != len(TRIGGERS):
        return ""
    cursor.execute(_NAMED.format("name", "view"), [])
    found = cursor.fetchone()
    return str(found[0]).removeprefix("imagine_index_") if found else ""


def mark(cursor: Any, version: str) -> None:
    """Note the version, as the name of a view: it goes with the database wherever that is copied."""
    cursor.execute(_NAMED.format("name", "view"), [])
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP VIEW "{name}"')
    cursor.execute(f"CREATE VIEW imagine_index_{version} AS SELECT 1 AS one")


def prepare(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Teach a new connection the functions that the triggers call."""
    if connection.vendor == "sqlite":
        for name, function in (("fold", fold_column), ("left_out", left_out), ("seed", seed)):
            connection.connection.create_function(f"imagine_{name}", 1, function, deterministic=True)


def fold_column(text: object) -> str:
    """`fold` for whatever SQLite holds in a text column."""
    return fold(text) if isinstance(text, str) else ""


def left_out(params: object) -> str:
    """The folded words that were to be left out, from params as JSON text."""
    text = _param(params, "negative_text")
    return fold(text) if isinstance(text, str) else ""


def seed(params: object) -> int | None:
    """The seed of params as JSON text; None where it is no whole number."""
    found = _param(params, "seed")
    if isinstance(found, bool) or not isinstance(found, int | str):
        return None
    return int(found) if _SEED.fullmatch(str(found)) else None


def _param(params: object, name: str) -> object:
    try:
        found = json.loads(params) if isinstance(params, str) else None
    except ValueError:
        return None
    return found.get(name) if isinstance(found, dict) else None
