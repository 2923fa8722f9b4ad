"""What people do with finished imagines: star them, put them together, show them to others."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .imagines import Imagine


class Favourite(models.Model):
    """One member's star on one imagine."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites")
    imagine = models.ForeignKey(Imagine, models.CASCADE, related_name="favourites")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "imagine"], name="one_star_per_member")]

    def __str__(self) -> str:
        return f"{self.member} stars #{self.imagine_id}"


class Board(models.Model):
    """Imagines under a name: its owner's alone, or the whole team's to see and fill."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="boards")
    name = models.CharField(max_length=80)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    imagines = models.ManyToManyField(Imagine, through="BoardEntry", related_name="boards")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="one_board_of_a_name")]

    def __str__(self) -> str:
        return self.name


class BoardEntry(models.Model):
    """One imagine on one board, and who put it there."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="entries")
    imagine = models.ForeignKey(Imagine, models.CASCADE, related_name="board_entries")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "imagine"], name="once_on_a_board")]

    def __str__(self) -> str:
        return f"#{self.imagine_id} on {self.board_id}"


class ShareLink(models.Model):
    """A secret address at which anybody may stand in one picture, until it ends or is taken back."""

    token = models.CharField(max_length=64, unique=True)
    imagine = models.ForeignKey(Imagine, models.CASCADE, related_name="share_links")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="share_links")
    shows_prompt = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    # None: until it is taken back.
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"#{self.imagine_id} shown by {self.member}"

    @property
    def is_open(self) -> bool:
        """Whether the address leads anywhere now."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())
