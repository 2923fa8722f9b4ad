"""Taking a row for work so that no other worker takes it too."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import connection, models, transaction

M = TypeVar("M", bound=models.Model)


def first_free(due: models.QuerySet[M], **lease: Any) -> M | None:
    """Take the first of the due rows by updating it with `lease`, which must make it no longer due.

    None when there is none. PostgreSQL passes over rows that others are taking right now; on SQLite writers
    come one after the other, and whoever comes second finds the row no longer due.
    """
    # Most looks find nothing, and must not take the one lock that SQLite has for writers.
    if not due.exists():
        return None
    with transaction.atomic():
        rows = due
        if connection.features.has_select_for_update_skip_locked:
            rows = due.select_for_update(skip_locked=True, of=("self",))
        found = rows.first()
        if found is None or not due.filter(pk=found.pk).update(**lease):
            return None
    found.refresh_from_db()
    return found
