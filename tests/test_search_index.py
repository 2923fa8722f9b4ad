"""The index behind lists and searches is right, by whatever path imagines are written."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from imagine.models import Imagine, SearchCount, SearchRow, Status
from imagine.search import index
from imagine.search.folding import fold
from tests.making import row

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def kept() -> tuple[set, dict]:
    rows = set(SearchRow.objects.values_list())
    counts = {tuple(cell): number for *cell, number in _cells() if number}
    return rows, counts


def _cells():
    return SearchCount.objects.values_list("day", "status", "generator", "maker", "number")


def rebuilt() -> tuple[set, dict]:
    with connection.cursor() as cursor:
        for statement in index.dialect(connection).DROP:
            cursor.execute(statement)
        for statement in index.dialect(connection).build():
            cursor.execute(statement)
    index.rebuild()
    return kept()


def test_triggers_keep_what_a_rebuild_would_find(artist):
    chance = random.Random(7)
    rows = [row(chance.choice([artist, None]), created_at=START + timedelta(hours=n)) for n in range(30)]
    for _ in range(120):
        one = Imagine.objects.filter(pk=chance.choice(rows).pk)
        match chance.randrange(7):
            case 0:
                one.update(status=chance.choice(Status.values), title="Étude")
            case 1:
                one.update(trashed_at=chance.choice([None, START]))
            case 2:
                one.update(prompt=f"words {chance.random()}", params={"seed": 5, "negative_text": "Fog"})
            case 3:
                one.update(member=chance.choice([artist, None]), generator=chance.choice("ab"))
            case 4:
                one.update(created_at=START + timedelta(days=chance.randrange(9)))
            case 5:
                one.update(processing_at=START, ended_at=START + timedelta(seconds=chance.randrange(90)))
            case 6:
                if chance.random() < 0.3:
                    one.delete()
    before = kept()
    assert before[0]
    assert before == rebuilt()


def test_many_rows_at_once_are_counted_like_one_by_one():
    Imagine.objects.bulk_create(
        Imagine(prompt=f"p {n}", created_at=START, generator="sky") for n in range(50)
    )
    Imagine.objects.update(status=Status.COMPLETE)
    Imagine.objects.filter(pk__in=Imagine.objects.values("pk")[:10]).update(trashed_at=START)
    counts = Counter({cell[1]: cell[4] for cell in _cells() if cell[0] == -1})
    assert +counts == {"complete": 40}
    assert kept() == rebuilt()


def test_moments_before_all_time_and_after_it_are_no_error():
    odd = [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1969, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, tzinfo=UTC),
    ]
    for moment in odd * 2:
        row(created_at=moment)
    assert SearchRow.objects.count() == 6


@pytest.mark.parametrize("params", [{}, [], None, 7, "x", {"seed": "12"}, {"seed": True}, {"seed": 1.5}])
def test_any_params_are_no_error(params):
    made = row(params=params if params is not None else {})
    assert SearchRow.objects.get(imagine=made).seed == (12 if params == {"seed": "12"} else None)


def test_a_missing_trigger_has_everything_built_anew():
    one = row(prompt="before")
    name = "imagine_index_changed"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON imagine_imagine")
        )
    Imagine.objects.filter(pk=one.pk).update(prompt="behind its back")
    assert SearchRow.objects.get().words == " before ‖"
    assert index.ensure()
    assert SearchRow.objects.get().words == " behind its back ‖"
    assert not index.ensure()


def test_text_is_folded_alike_by_python_and_by_the_database():
    numbers = [number for number in range(1, 0x110000) if not 0xD800 <= number < 0xE000]
    texts = ["A".join(map(chr, numbers[at : at + 200])) for at in range(0, len(numbers), 200)]
    texts += [
        "",
        " ",
        "Straße ÉTUDE",
        "山水画",
        "ﬁne Ⅷ",
        "x" * 20_000,
        "é" * 200,
        "a\u0301b",
        "نص عربي",
        "हिन्दी",
    ]
    with connection.cursor() as cursor:
        found = []
        for text in texts:
            cursor.execute("SELECT imagine_fold(%s)", [text])
            found.append(cursor.fetchone()[0])
    assert [text for text, said in zip(texts, found, strict=True) if said != fold(text)] == []
