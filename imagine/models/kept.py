"""What is kept of a member's form beside imagines: what was typed and not sent, and settings under a name."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone


class Draft(models.Model):
    """What one member has typed into the form of one generator; sent or not, it is there the next time.

    `values` by param key: text, a list of texts, true or false, or {"image": the picture that stands in}.
    `origin` tells what the form was filled from ("from 7", "preset 3", "link", "" for the member alone), and
    `previous` what that put aside: {"values", "origin", "digest"}, or {}.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    generator = models.CharField(max_length=200)
    # The version of the generator's metadata for which it was typed.
    digest = models.CharField(max_length=64, blank=True)
    values = models.JSONField(default=dict)
    origin = models.CharField(max_length=60, blank=True)
    previous = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "generator"], name="one_draft_per_member_and_generator")
        ]

    def __str__(self) -> str:
        return f"{self.member} on {self.generator}"


class Preset(models.Model):
    """Settings of one generator under a name, for their owner or the whole team; `values` as in a draft."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="presets")
    generator = models.CharField(max_length=200)
    name = models.CharField(max_length=80)
    values = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "generator", "name"], name="one_preset_of_a_name")
        ]
        indexes = [models.Index(fields=["generator", "name"], name="preset_by_generator")]

    def __str__(self) -> str:
        return self.name


def _kept_under(row: KeptFile, filename: str) -> str:
    """Chance alone: nothing that a browser called its file reaches the storage."""
    return f"kept/{secrets.token_urlsafe(18)}"


class KeptFile(models.Model):
    """A file chosen in a form and not sent yet, for its member alone; drafts name it {"image": "kept-7"}.

    `size` is in bytes, `digest` the SHA-256 of the content.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_files")
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to=_kept_under)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "digest"], name="one_copy_of_a_kept_file")]

    def __str__(self) -> str:
        return self.name
