"""The tables behind lists and searches, kept right by triggers: whoever writes an imagine, by whatever path.

    imagine_imagine ──trigger──▶ imagine_searchrow ──trigger──▶ imagine_searchcount, and the words' own index

`SearchRow` is what lists read, one narrow row for each imagine that is not in the trash. `SearchCount` is how
many there are of a kind. Words are found by FTS5 on SQLite and by a GIN index on PostgreSQL.

`ensure` runs after every migration: a migration that remakes a table on SQLite drops its triggers, and with a
trigger missing or of another version all of it is built anew.
"""

from __future__ import annotations

import hashlib
import logging
from types import ModuleType
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from imagine.models import SearchCount, SearchRow

from . import postgres, sqlite

log = logging.getLogger(__name__)


def dialect(connection: BaseDatabaseWrapper) -> ModuleType:
    """The module that speaks this database's SQL."""
    return sqlite if connection.vendor == "sqlite" else postgres


def ensure(using: str = "default", **_: Any) -> bool:
    """Build triggers and tables where they are not as they should be; whether anything had to be built."""
    connection = connections[using]
    if not {SearchRow._meta.db_table, SearchCount._meta.db_table} <= set(
        connection.introspection.table_names()
    ):
        return False
    own = dialect(connection)
    functions = own.build()
    version = hashlib.sha256("\n".join(own.DROP + functions + own.TRIGGERS).encode()).hexdigest()[:16]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if own.installed(cursor) == version:
            return False
        for statement in (*own.DROP, *functions):
            cursor.execute(statement)
        rebuild(using)
        for statement in own.TRIGGERS:
            cursor.execute(statement)
        own.mark(cursor, version)
    return True


def rebuild(using: str = "default") -> None:
    """Fill the tables from the imagines; the triggers must be away, and nobody may write meanwhile."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in dialect(connection).REBUILD:
            cursor.execute(statement)
