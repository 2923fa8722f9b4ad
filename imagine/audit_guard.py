"""What keeps the audit's table from being changed or emptied, whoever asks: triggers, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "imagine_event"
WORDS = "the audit is only ever added to"

ON = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS audit_keeps_{word} BEFORE {word} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        for word in ("update", "delete")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION audit_keeps() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$",
        f"CREATE OR REPLACE TRIGGER audit_keeps_lines BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_keeps()",
    ],
}
OFF = {
    "sqlite": [f"DROP TRIGGER IF EXISTS audit_keeps_{word}" for word in ("update", "delete")],
    "postgresql": [f"DROP TRIGGER IF EXISTS audit_keeps_lines ON {TABLE}"],
}


def put_on(connection: BaseDatabaseWrapper) -> None:
    """Refuse every UPDATE, DELETE and TRUNCATE of the audit from here on."""
    _run(connection, ON[connection.vendor])


def take_off(connection: BaseDatabaseWrapper) -> None:
    """Let the audit be changed again: for whoever empties or rebuilds the whole database on purpose."""
    _run(connection, OFF[connection.vendor])


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the guard within the block, and with it again whatever happens there."""
    take_off(connection)
    try:
        yield
    finally:
        put_on(connection)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
