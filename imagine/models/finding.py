"""What lists and searches read instead of the wide table; triggers keep it, see imagine/search/index/."""

from __future__ import annotations

from django.db import models

from .imagines import Imagine


class SearchRow(models.Model):
    """One listed imagine as lists see it. Only triggers write here; what lies in the trash has no row."""

    imagine = models.OneToOneField(
        Imagine, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="searchrow"
    )
    # Where it stands in time: a number that orders as `created_at` does, then by our own number.
    place = models.BigIntegerField()
    # Microseconds of making; -1 while they are not known.
    taken = models.BigIntegerField(default=-1)
    status = models.CharField(max_length=40)
    generator = models.CharField(max_length=200)
    # The member's number; 0 for what was made elsewhere.
    maker = models.BigIntegerField(default=0)
    seed = models.BigIntegerField(null=True)
    # Prompt and title, and what was to be left out: folded, a blank around every word.
    words = models.TextField()
    without = models.TextField()

    class Meta:
        # Each holds all that filters ask for, so that a list is read from the index alone.
        indexes = [
            models.Index(fields=["place", "status", "generator", "maker"], name="found_by_place"),
            models.Index(fields=["status", "place", "generator", "maker"], name="found_by_status"),
            models.Index(fields=["generator", "place", "status", "maker"], name="found_by_generator"),
            models.Index(fields=["maker", "place", "status", "generator"], name="found_by_maker"),
            models.Index(fields=["taken", "place", "status", "generator", "maker"], name="found_by_taken"),
            models.Index(
                fields=["seed", "place"], name="found_by_seed", condition=models.Q(seed__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.imagine_id} at {self.place}"


class SearchCount(models.Model):
    """How many listed imagines share status, generator and maker: on one UTC day, or on all of them."""

    # Days since the year 2000; -1 for all days together.
    day = models.IntegerField()
    status = models.CharField(max_length=40)
    generator = models.CharField(max_length=200)
    maker = models.BigIntegerField()
    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "status", "generator", "maker"], name="one_count_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} on {self.day}"
