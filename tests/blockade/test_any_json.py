"""Whatever JSON arrives: a record of storable values, or Garbled, and nothing else."""

import json
import math
import sqlite3
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from imagine.blockade.errors import Garbled
from imagine.blockade.json_text import parse
from imagine.blockade.records import Generator, HistoryPage, Imagine, Param, read_generators

# Text as JSON may hold it: NUL and lone surrogates included.
TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats()
    | TEXT
    | st.sampled_from(["1", "0", "true", "complete", "2023-03-18T10:42:19Z", "0000-00-00", "5.0", "1e999"])
)
ROW_KEYS = ["id", "status", "generator", "generator_data", "prompt", "title", "created_at", "queue_position"]
PARAM_KEYS = ["options", "value", "label", "group", "max_value", "default_value", "display_help", "required"]
OUTER_KEYS = [
    "request",
    "response",
    "imagine",
    "data",
    "generators",
    "params",
    "name",
    "has_more",
    "totalCount",
]
KEYS = TEXT | st.sampled_from([*ROW_KEYS, *PARAM_KEYS, *OUTER_KEYS])
ANY = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=30,
)
OBJECTS = st.dictionaries(KEYS, ANY, max_size=8)
READERS = (
    Imagine.from_json,
    HistoryPage.from_json,
    Generator.from_json,
    read_generators,
    lambda value: Param.from_json("key", value),
)


@given(ANY | OBJECTS)
@settings(max_examples=150, deadline=None)
def test_any_value_gives_a_storable_record_or_garbled(value: object) -> None:
    for read in READERS:
        try:
            record = read(value)
        except Garbled:
            continue
        for part in parts(record):
            assert is_storable(part), repr(part)


@given(st.lists(ANY, max_size=5))
@settings(max_examples=100, deadline=None)
def test_good_rows_come_through_whatever_is_beside_them(others: list[object]) -> None:
    good = {"id": 1, "status": "complete"}
    page = HistoryPage.from_json({"data": [*others, good]})
    assert page.imagines[-1].id == 1
    assert len(page.imagines) + page.unreadable == len(others) + 1


@given(ANY)
@settings(max_examples=100, deadline=None)
def test_what_json_spells_is_read_back_with_nothing_but_its_oddities_lost(value: object) -> None:
    assert is_json_like(parse(json.dumps(value).encode()))


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_json_or_a_value_error(body: bytes) -> None:
    try:
        assert is_json_like(parse(body))
    except ValueError:
        return


@given(TEXT)
@settings(max_examples=100, deadline=None)
def test_every_text_survives_a_database(title: str) -> None:
    kept = Imagine.from_json({"id": 1, "title": title}).title
    with sqlite3.connect(":memory:") as database:
        assert database.execute("SELECT ?", [kept]).fetchone() == (kept,)
    database.close()


def parts(record: object) -> Iterator[object]:
    """Every value in a record, through tuples and records inside it."""
    if isinstance(record, tuple):
        for item in record:
            yield from parts(item)
    elif is_dataclass(record):
        for field in fields(record):
            yield from parts(getattr(record, field.name))
    else:
        yield record


def is_storable(value: object, depth: int = 0) -> bool:
    """Whether a text, bigint, float, timestamp or JSON column of PostgreSQL and SQLite takes it."""
    if depth > 100:
        return False
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, bool) or value is None:
        return True
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, datetime):
        return value.tzinfo is UTC and 1970 <= value.year < 3000
    if isinstance(value, dict):
        return all(is_storable(key) and is_storable(item, depth + 1) for key, item in value.items())
    return isinstance(value, list) and all(is_storable(item, depth + 1) for item in value)


def is_json_like(value: object) -> bool:
    return isinstance(value, str | int | float | bool | list | dict | None)
