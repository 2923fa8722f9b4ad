"""A studio of any size in a database of its own, and how long its pages take, for `manage.py benchmark`."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from imagine import changes, permissions
from imagine.models import Imagine, Member, Status
from imagine.search import index

YEARS, MEMBERS, GENERATORS, OPEN_ROWS = 3, 24, 8, 6
RARE, COMMON, PHRASE = "zeppelin", "dawn", '"low sun over"'
# What prompts are made of.
_SUBJECTS = (
    "a still fjord",
    "red dunes",
    "a harbour front",
    "pine shore",
    "a glacier",
    "sea stacks",
    "a market",
)
_LIGHTS = ("before sunrise", "in morning mist", "at noon", "under high overcast", "by moonlight")
_SYLLABLES = ("ka", "lo", "mi", "ren", "tas", "vel", "ur", "dor", "ish", "bel", "nam", "qui", "ost", "fra")
_HOST = "127.0.0.1"
# The best of so many: what else the machine does is not ours.
RUNS, WARM_UPS = 12, 2
FILLING_KB = 800_000


def fill(rows: int) -> float:
    """Put that many imagines in an empty database, over three years; the seconds it took."""
    began = time.perf_counter()
    members = _people()
    own = index.dialect(connection)
    if connection.vendor == "sqlite":
        # Twenty indexes grow at once, and all of them should fit.
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{FILLING_KB}")
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*own.DROP, *own.build()):
            cursor.execute(statement)
        _insert(cursor, _rows(rows, members))
        index.rebuild()
        for statement in own.TRIGGERS:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            top = "(SELECT max(id) FROM imagine_imagine)"
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('imagine_imagine', 'id'), {top})")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    changes.announce()
    # The next one is as every other.
    connection.close()
    return time.perf_counter() - began


def measure() -> list[tuple[str, float, int]]:
    """Of every page its name, the seconds of its best run, and its questions to the database."""
    member = Member.objects.get(username="member-1")
    client = Client(SERVER_NAME=_HOST)
    client.force_login(member)
    return [_measured(name, client, address) for name, address in _addresses().items()]


def _addresses() -> dict[str, str]:
    places = f"SELECT place FROM imagine_searchrow ORDER BY place DESC LIMIT 1 OFFSET {_deep()}"
    with connection.cursor() as cursor:
        cursor.execute(places)
        deep = cursor.fetchone()[0]
    revision = changes.current_revision()
    return {
        "first page": "/history/",
        "filter: one generator": "/history/?generator=generator-5",
        "filter: failed": "/history/?status=failed",
        "filter: member and generator": "/history/?member=member-3&generator=generator-2",
        "filter: last 30 days": "/history/?date=30",
        "search: rare word": f"/history/?query={RARE}",
        "search: common word": f"/history/?query={COMMON}",
        "search: phrase": f"/history/?query={PHRASE}",
        "search: word without another": f"/history/?query={COMMON}+-fjord",
        "search: common word, rare filter": f"/history/?query={COMMON}&generator={RARE}",
        "search: by relevance": f"/history/?query={COMMON}+fjord&order=relevance",
        "longest first": "/history/?order=longest",
        "page 1,000": f"/history/?after={deep}",
        "page 1,000, oldest first": f"/history/?before={deep}&order=ASC",
        "poll, quiet": f"/history/changes/?seen={revision}&ids=1,2,3&shape=tile",
        "poll, news": f"/history/changes/?seen=0&ids=1,2,3&shape=tile&newest={deep}",
    }


def _deep() -> int:
    return min(24_000, max(0, Imagine.objects.count() - 30))


def _measured(name: str, client: Client, address: str) -> tuple[str, float, int]:
    def ask() -> None:
        answer = client.get(address)
        if answer.status_code not in (200, 204):
            raise RuntimeError(f"{address} answered {answer.status_code}")

    for _ in range(WARM_UPS):
        ask()
    # What the page does not remember for a second or two; on a slow machine one of three runs has to.
    queries = min(_counted(ask) for _ in range(3))
    return name, min(_timed(ask) for _ in range(RUNS)), queries


def _counted(act: Callable[[], None]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def _timed(act: Callable[[], None]) -> float:
    # SQLite works in this very process, so the processor's time is all of it, on a busy machine too.
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    began = clock()
    act()
    return clock() - began


def _people() -> list[int]:
    people = [Member(username=f"member-{number}") for number in range(1, MEMBERS + 1)]
    for member in people:
        member.set_unusable_password()
    Member.objects.bulk_create(people)
    permissions.set_role(people[0], permissions.ARTIST)
    return [member.pk for member in people]


def _rows(rows: int, members: list[int]) -> Iterator[dict[str, Any]]:
    """What makes one row unlike the others; the newest few are under way."""
    chance = random.Random(2026)  # noqa: S311 (the same studio every time)
    words = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(3_000)]
    now = datetime.now(UTC)
    step = timedelta(days=365 * YEARS) / rows
    makers = [None, *members]
    maker_weights = [4.0, *(12 / (number + 1) for number in range(len(members)))]
    generators = [f"generator-{number}" for number in range(1, GENERATORS + 1)]
    generator_weights = [1 / (number * number) for number in range(1, GENERATORS + 1)]
    states = [Status.COMPLETE, Status.ABORT, Status.ERROR, Status.REFUSED]
    for number in range(1, rows + 1):
        created = now - step * (rows - number)
        status = (
            Status.PROCESSING if number > rows - OPEN_ROWS else chance.choices(states, (96, 2, 1.5, 0.5))[0]
        )
        prompt = _prompt(chance, words, number, rows)
        params = {"prompt": prompt, "seed": chance.randrange(2**31), "negative_text": "blurry, people"}
        ended = created + timedelta(seconds=chance.uniform(9, 60))
        yield {
            "id": number,
            "member_id": chance.choices(makers, maker_weights)[0],
            "generator": RARE if RARE in prompt else chance.choices(generators, generator_weights)[0],
            "status": status.value,
            "prompt": prompt,
            "title": f"Imagination #{number}",
            "params": json.dumps(params),
            "raw": json.dumps(
                {"id": number, "type": "skybox", "file_url": "x" * 180, "generator_data": params}
            ),
            "blockade_id": 1_000_000 + number,
            "created_at": created,
            "accepted_at": created,
            "processing_at": created + timedelta(seconds=2),
            "ended_at": None if status == Status.PROCESSING else ended,
            "revision": 1,
        }


def _prompt(chance: random.Random, words: list[str], number: int, rows: int) -> str:
    parts = [chance.choice(_SUBJECTS), chance.choice(_LIGHTS), *chance.choices(words, k=8)]
    if number % 10 == 0:
        parts.append(f"{COMMON} light")
    if number % 33 == 0:
        parts.append("low sun over water")
    if number in (rows // 3, rows // 2, rows - 20):
        # As few at any size, so that pages are alike.
        parts.append(f"a {RARE}, {COMMON}")
    return ", ".join(parts)


def _insert(cursor: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Bulk: what differs goes in as it is, the other columns with the model's own defaults."""
    first = next(rows)
    varying = list(first)
    constant = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in Imagine._meta.concrete_fields
        if field.column not in (*varying, "intent")
    }
    columns = ", ".join([*varying, "intent", *map(str, constant)])
    marks = ", ".join("%s" for _ in constant)
    values = (_bound(row) for row in chain([first], rows))
    if connection.vendor == "sqlite":
        each = ", ".join("%s" for _ in varying)
        sql = f"INSERT INTO imagine_imagine ({columns}) VALUES ({each}, lower(hex(randomblob(16))), {marks})"
        while batch := list(islice(values, 10_000)):
            cursor.executemany(sql, [(*row, *constant.values()) for row in batch])
        return
    names = ", ".join(varying)
    cursor.execute(f"CREATE TEMP TABLE filling ON COMMIT DROP AS SELECT {names} FROM imagine_imagine LIMIT 0")
    with cursor.copy(f"COPY filling ({names}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)
    sql = f"INSERT INTO imagine_imagine ({columns}) SELECT {names}, gen_random_uuid(), {marks} FROM filling"
    cursor.execute(sql, list(constant.values()))


def _bound(row: dict[str, Any]) -> list[Any]:
    adapt = connection.ops.adapt_datetimefield_value
    return [adapt(value) if isinstance(value, datetime) else value for value in row.values()]
