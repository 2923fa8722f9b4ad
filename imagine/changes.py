"""Every visible change of an imagine goes through here and gets the next revision.

A revision is one number for the whole studio, taken under a row lock inside the transaction of the change.
So when a reader sees revision N, every change up to N is committed, and a poll may ask "anything after N?"
without ever missing a row.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db import models, transaction
from django.db.models import F, QuerySet

from imagine import notices
from imagine.models import Counter, Imagine

REVISION = "revision"
# Seconds a process may answer polls from its own memory; far below the poll's two seconds.
MEMORY = 0.3


def current_revision() -> int:
    """The newest committed revision, at most `MEMORY` seconds old; costs one cache read as a rule."""
    found: int | None = cache.get(REVISION)
    if found is None:
        found = Counter.objects.filter(name=REVISION).values_list("value", flat=True).first() or 0
        cache.set(REVISION, found, MEMORY)
    return found


def next_revision() -> int:
    """Take the next revision. Must run inside a transaction, whose commit publishes it."""
    if not Counter.objects.filter(name=REVISION).update(value=F("value") + 1):
        Counter.objects.get_or_create(name=REVISION)
        Counter.objects.filter(name=REVISION).update(value=F("value") + 1)
    transaction.on_commit(lambda: cache.delete(REVISION))
    return Counter.objects.values_list("value", flat=True).get(name=REVISION)


def announce() -> None:
    """Make every open page ask again, for changes that are not of one imagine (the service is back)."""
    with transaction.atomic():
        next_revision()


def change(rows: QuerySet[Imagine], **fields: Any) -> int:
    """Update the rows that still match, under one new revision.

    The filter of `rows` is the condition of the UPDATE, so this is also how a row is claimed: a caller
    that names the state it expects learns from the returned number of rows whether it was in time.
    """
    with transaction.atomic():
        revision = next_revision()
        changed = rows.update(revision=revision, **fields)
        if changed and notices.is_news(fields):
            notices.tell(revision)
        return changed


def change_one(imagine: Imagine, **fields: Any) -> bool:
    """Like `change` for one row whatever its state, and keep the object in step with the table."""
    changed = change(Imagine.objects.filter(pk=imagine.pk), **fields)
    for name, value in fields.items():
        if not isinstance(value, models.Expression):
            setattr(imagine, name, value)
    return bool(changed)
