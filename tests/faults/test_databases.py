"""Databases that are busy, locked or full: clear words, nothing lost, nothing paid twice."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from imagine import outbox
from imagine.models import Imagine, Status
from tests.faults import databases
from tests.making import ask, generator_key

SECONDS = os.environ.get("STUDIO_WRITER_SECONDS", "4")
WRITERS = 6


def test_six_writers_never_meet_a_locked_database(new_database):
    place = new_database("writers")
    writers = [
        databases.start(
            place, "-m", "tests.faults.writer", SECONDS, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(WRITERS)
    ]
    said = [writer.communicate(timeout=120) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, said
    assert all(int(out) > 0 for out, _ in said)


@pytest.fixture
def claimed(sandbox, artist):
    """A row that is about to be sent."""
    if connection.vendor != "sqlite":
        pytest.skip("these are ways of SQLite")
    sandbox.pause()
    ask(artist, generator_key())
    return outbox.claim()


def settled(imagine: Imagine) -> Imagine:
    """What the next worker makes of a row whose outcome could not be stored."""
    Imagine.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    outbox.give_up_dead_claims()
    imagine.refresh_from_db()
    assert imagine.status == Status.UNCONFIRMED
    outbox.reconcile(imagine)
    imagine.refresh_from_db()
    return imagine


@pytest.mark.django_db(transaction=True)
def test_an_outcome_that_finds_the_database_locked_is_looked_up_later(sandbox, claimed, caplog):
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other.execute("BEGIN IMMEDIATE")
    try:
        outbox.send(claimed)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert "could not be stored" in caplog.text
    assert settled(claimed).blockade_id == sandbox.rows()[0]["id"]
    assert sandbox.statistics()["accepted_count"] == 1
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_an_outcome_that_finds_the_disk_full_is_looked_up_later(sandbox, claimed, caplog):
    sandbox.fault("generate", "set_fields", values={"remark": "x" * 400_000})
    with connection.cursor() as cursor:
        # Pages that earlier tests have left free would make room for one more row.
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 3}")
    outbox.send(claimed)
    assert "could not be stored" in caplog.text
    connection.close()
    assert settled(claimed).blockade_id == sandbox.rows()[0]["id"]
    assert sandbox.statistics()["accepted_count"] == 1
