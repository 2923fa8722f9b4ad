"""Databases for tests that start processes of their own, and for suites that run on PostgreSQL too."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults import databases
from tests.postgres import PostgresProcess

MakeDatabase = Callable[[str], str]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresProcess]:
    with PostgresProcess() as process:
        databases.migrated(process.database("migrated"))
        yield process


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(databases.sqlite(tmp_path_factory.mktemp("migrated")))


@pytest.fixture(params=["sqlite", "postgres"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> MakeDatabase:
    """Makes empty databases with our tables by their name, on SQLite and on PostgreSQL."""

    def on_sqlite(name: str) -> str:
        return str(shutil.copy(request.getfixturevalue("sqlite_file"), tmp_path / f"{name}.sqlite3"))

    def on_postgres(name: str) -> str:
        process: PostgresProcess = request.getfixturevalue("postgres")
        return process.database(name, like="migrated")

    return on_sqlite if request.param == "sqlite" else on_postgres
