"""What is asked for besides images, what was done, and what several processes count together."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone

from .imagines import Imagine
from .people import Member


class Command(models.Model):
    """A cancel or delete, recorded first and carried out by the worker; safe to repeat."""

    class Kind(models.TextChoices):
        CANCEL = "cancel"
        DELETE = "delete"
        CANCEL_ALL = "cancel-all"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    imagine = models.ForeignKey(Imagine, models.CASCADE, null=True, blank=True, related_name="commands")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True)
    reason = models.TextField(blank=True)
    # What was asked for in one go, and is taken back or reported in one go.
    batch = models.UUIDField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="command_open", condition=models.Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.imagine_id or 'all'}"


class Unchangeable(Exception):
    """Somebody tried to change or delete a line of the audit."""


class EventQuerySet(models.QuerySet["Event"]):
    """Lines of the audit, which are read and added."""

    def update(self, **fields: Any) -> NoReturn:
        """Refused."""
        raise Unchangeable("A line of the audit is never changed.")

    def delete(self) -> NoReturn:
        """Refused."""
        raise Unchangeable("A line of the audit is never deleted.")

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        """Refused."""
        raise Unchangeable("A line of the audit is never changed.")


class Event(models.Model):
    """Who did what to which imagine, when and why. Rows are added, never changed: triggers see to that too.

    So that a line outlives whom and what it speaks of, its two references bind nothing: the number of the
    imagine stays, and `who` is the user name as it was, "" for what a command or the worker did.
    """

    at = models.DateTimeField(default=timezone.now)
    member = models.ForeignKey(Member, models.DO_NOTHING, null=True, blank=True, db_constraint=False)
    who = models.CharField(max_length=150, blank=True)
    what = models.CharField(max_length=60)
    imagine = models.ForeignKey(
        Imagine, models.DO_NOTHING, null=True, blank=True, related_name="events", db_constraint=False
    )
    why = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="event_newest"),
            models.Index(fields=["who", "-at", "-id"], name="event_by_who"),
            models.Index(fields=["what", "-at", "-id"], name="event_by_what"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the line; raises Unchangeable for one that is there."""
        if not self._state.adding:
            raise Unchangeable("A line of the audit is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refused."""
        raise Unchangeable("A line of the audit is never deleted.")


class Counter(models.Model):
    """A number that only grows. The row lock of its UPDATE puts writers in order on every database."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


class SharedFacts(models.Model):
    """What all workers know together about Blockade's mood; `version` lets two writers notice each other."""

    name = models.CharField(max_length=40, primary_key=True)
    facts = models.JSONField(default=dict)
    version = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Slot(models.Model):
    """One of the few calls that all processes together may have under way at Blockade."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    holder = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"slot {self.number}"


class Tally(models.Model):
    """A number that operators watch, summed over all processes: the name holds its labels."""

    name = models.CharField(max_length=200, primary_key=True)
    value = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.name} = {self.value:g}"
