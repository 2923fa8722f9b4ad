"""What Blockade has told of itself."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class GeneratorSnapshot(models.Model):
    """One version of one generator's metadata as Blockade gave it; it serves while Blockade is down."""

    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    raw = models.JSONField()
    position = models.PositiveIntegerField(default=0)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "digest"], name="one_row_per_generator_version")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.digest[:8]}"


class Service(models.Model):
    """What we know of Blockade itself: one row, kept by the worker, read by every page."""

    name = models.CharField(max_length=40, primary_key=True, default="blockade")
    last_answer_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    refreshed_at = models.DateTimeField(null=True, blank=True)
    backfill_page = models.PositiveIntegerField(default=0)
    backfill_rows = models.PositiveIntegerField(default=0)
    backfill_done_at = models.DateTimeField(null=True, blank=True)
    # Who reads the history right now, so that any number of workers read as often as one.
    reading_until = models.DateTimeField(null=True, blank=True)
    # The back-fill again and again, in the background: it finds what was changed or deleted long ago.
    pass_page = models.PositiveIntegerField(default=0)
    pass_began_at = models.DateTimeField(null=True, blank=True)
    pass_done_at = models.DateTimeField(null=True, blank=True)
    # Since when pictures wait for room on the disk.
    disk_full_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
