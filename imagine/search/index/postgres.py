"""The index on PostgreSQL: statement triggers, so that a thousand rows at once cost little more than one.

Words are found by a GIN index over a tsvector that is made from the folded words as they are: no parser, no
dictionary and no extension has a say, so it finds what SQLite finds. The index narrows, the text decides.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from imagine.search import folding

from .columns import COLUMNS, DAY, EVER, WATCHED, place, values

_MICROS = "(extract(epoch FROM {0}) * 1000000)::bigint"
_PLACE = place(_MICROS.format("{0}.created_at"), "{0}.id", "least", "greatest")
# What a typesetter puts into plain prose; without it most texts need no more than ASCII.
_TYPESET = "\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2022\u00b7\u00ab\u00bb\u00b0"


def _escaped(character: str | int) -> str:
    return f"\\U{ord(character) if isinstance(character, str) else character:08x}"


def _class(ranges: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> str:
    return "".join(f"{_escaped(first)}-{_escaped(last)}" for first, last in ranges)


def _fold() -> str:
    capitals, small, longer = folding.case_pairs()
    text = f"translate(t, '{capitals}', '{small}')"
    for one, several in longer.items():
        text = f"replace({text}, '{one}', '{several}')"
    upper = "".join(map(_escaped, (*capitals, *longer)))
    return f"""
CREATE OR REPLACE FUNCTION imagine_fold(given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE t text := left(coalesce(given, ''), {folding.TEXT_AT_MOST});
BEGIN
    IF octet_length(t) > length(t) THEN
        t := regexp_replace(normalize(t, NFKD), '[{_class((folding.ACCENTS,))}]', '', 'g');
        t := translate(normalize(t, NFKC), '{_TYPESET}', '{" " * len(_TYPESET)}');
    END IF;
    t := lower(t COLLATE "C");
    IF octet_length(t) = length(t) THEN
        t := regexp_replace(t, '[^a-z0-9]+' COLLATE "C", ' ', 'g');
    ELSE
        -- A table of all capitals is slow to go through: ten milliseconds for a long prompt.
        IF t ~ '[{upper}]' THEN
            t := {text};
        END IF;
        t := regexp_replace(t, '[^{_class(folding.word_ranges())}]', ' ', 'g');
        t := regexp_replace(t, '([{_class(folding.LONE_WORDS)}])', ' \\1 ', 'g');
    END IF;
    t := (SELECT string_agg(left(word, {folding.WORD_AT_MOST}), ' ' ORDER BY nth)
          FROM unnest(string_to_array(t, ' ')) WITH ORDINALITY AS split(word, nth) WHERE word <> '');
    RETURN coalesce(' ' || t || ' ', '');
END
$body$"""


_LEFT_OUT = """
CREATE OR REPLACE FUNCTION imagine_left_out(params jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT CASE WHEN jsonb_typeof(params -> 'negative_text') = 'string'
                THEN imagine_fold(params ->> 'negative_text') ELSE '' END
$body$"""
_SEED = """
CREATE OR REPLACE FUNCTION imagine_seed(params jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT CASE WHEN params ->> 'seed' ~ '^-?[0-9]{1,18}$' THEN (params ->> 'seed')::bigint END
$body$"""
# What stands between two neighbours that are a word of the index together; no folded word has it.
PAIR = "_"
# Each word once, and each pair of neighbours in what was meant: positions would not be in the index, so that
# phrases are looked up in the text. Its cost keeps plans from making it row by row; workers in parallel would
# take longer to start than it takes.
_VECTOR = f"""
CREATE OR REPLACE FUNCTION imagine_vector(words text, without text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE COST 10000 AS $body$
DECLARE meant text[] := array_remove(string_to_array(words, ' '), '');
BEGIN
    RETURN array_to_tsvector(
        meant || array_remove(string_to_array(without, ' '), '')
        || ARRAY(SELECT one || '{PAIR}' || other FROM unnest(meant, meant[2:]) AS pair(one, other)
                 WHERE other IS NOT NULL)
    );
END
$body$"""


def _values(row: str) -> str:
    return values(row, place=_PLACE.format(row), micros=_MICROS, params=f"{row}.params")


_NAMES = ", ".join(COLUMNS)
_SET = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
_DIFFERS = " OR ".join(f"o.{name} IS DISTINCT FROM n.{name}" for name in WATCHED)


def _trigger_function(name: str, body: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION imagine_index_{name}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    {body}
    RETURN NULL;
END
$body$"""


def _count(source: str) -> str:
    """Add up the changes of one statement, and write each count once, always in the same order."""
    return f"""
    INSERT INTO imagine_searchcount AS c (day, status, generator, maker, number)
    SELECT d.day, r.status, r.generator, r.maker, sum(r.change)
    FROM ({source}) AS r CROSS JOIN LATERAL (VALUES ({EVER}), ((r.place / {DAY})::int)) AS d(day)
    GROUP BY 1, 2, 3, 4 HAVING sum(r.change) <> 0 ORDER BY 1, 2, 3, 4
    ON CONFLICT (day, status, generator, maker) DO UPDATE SET number = c.number + excluded.number;"""


def _changes(table: str, change: int) -> str:
    return f"SELECT place, status, generator, maker, {change} AS change FROM {table}"


_FUNCTIONS = {
    "added": f"""
    INSERT INTO imagine_searchrow ({_NAMES})
    SELECT {_values("n")} FROM fresh n WHERE n.trashed_at IS NULL;""",
    "changed": f"""
    DELETE FROM imagine_searchrow s USING fresh n WHERE s.imagine_id = n.id AND n.trashed_at IS NOT NULL;
    INSERT INTO imagine_searchrow ({_NAMES})
    SELECT {_values("n")} FROM fresh n JOIN stale o ON o.id = n.id
    WHERE n.trashed_at IS NULL AND ({_DIFFERS})
    ON CONFLICT (imagine_id) DO UPDATE SET {_SET};""",
    "removed": "DELETE FROM imagine_searchrow s USING stale o WHERE s.imagine_id = o.id;",
    "row_added": _count(_changes("fresh", 1)),
    "row_changed": _count(_changes("fresh", 1) + " UNION ALL " + _changes("stale", -1)),
    "row_removed": _count(_changes("stale", -1)),
}
_EVENTS = {
    "added": ("INSERT", "NEW TABLE AS fresh"),
    "changed": ("UPDATE", "OLD TABLE AS stale NEW TABLE AS fresh"),
    "removed": ("DELETE", "OLD TABLE AS stale"),
}


def _trigger(name: str) -> str:
    table = "imagine_searchrow" if name.startswith("row_") else "imagine_imagine"
    event, tables = _EVENTS[name.removeprefix("row_")]
    return (
        f"CREATE TRIGGER imagine_index_{name} AFTER {event} ON {table} REFERENCING {tables}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION imagine_index_{name}()"
    )


def _table(name: str) -> str:
    return "imagine_searchrow" if name.startswith("row_") else "imagine_imagine"


TRIGGERS = [_trigger(name) for name in _FUNCTIONS]
DROP = [
    *(f"DROP TRIGGER IF EXISTS imagine_index_{name} ON {_table(name)}" for name in _FUNCTIONS),
    "DROP INDEX IF EXISTS imagine_words",
]
REBUILD = [
    "DROP INDEX IF EXISTS imagine_words",
    "TRUNCATE imagine_searchrow, imagine_searchcount",
    f"INSERT INTO imagine_searchrow ({_NAMES}) SELECT {_values('i')} FROM imagine_imagine i"
    " WHERE i.trashed_at IS NULL",
    _count(_changes("imagine_searchrow", 1)),
    "CREATE INDEX imagine_words ON imagine_searchrow USING gin (imagine_vector(words, without))",
]


def build() -> list[str]:
    """The functions. Going through all of Unicode for them takes a second, so it is left to who needs it."""
    functions = (_trigger_function(name, body) for name, body in _FUNCTIONS.items())
    return [_fold(), _LEFT_OUT, _SEED, _VECTOR, *functions]


def prepare(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have no plan compiled: pages ask for few rows, and a compiler takes longer than they do."""
    if connection.vendor == "postgresql":
        connection.connection.execute("SET jit = off")


def installed(cursor: Any) -> str:
    """The version that is built in this database; "" when a part of it is missing."""
    cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'imagine_index_%%'", [])
    if cursor.fetchone()[0] != len(TRIGGERS):
        return ""
    cursor.execute("SELECT obj_description(to_regclass('imagine_words'), 'pg_class')")
    return str(cursor.fetchone()[0] or "")


def mark(cursor: Any, version: str) -> None:
    """Note the version, as the comment of the words' index."""
    cursor.execute(f"COMMENT ON INDEX imagine_words IS '{version}'")
