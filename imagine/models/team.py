"""What a team needs beside images: how the shared queue is steered, who may come in, and who is told what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .imagines import Imagine


class Hold(models.Model):
    """Something an admin keeps from being sent: everything, a generator's, a member's, or chosen imagines."""

    class Scope(models.TextChoices):
        ALL = "all", "Everything"
        GENERATOR = "generator", "One generator"
        MEMBER = "member", "One member"
        SELECTED = "selected", "These imagines"

    scope = models.CharField(max_length=20, choices=Scope.choices)
    # The generator's key or the member's user name; "" where all is held. A selection has no name of its own,
    # so it gets a word that no other has; its rows point here.
    value = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "value"], name="one_hold_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.scope} {self.value}".strip()


class QueueControl(models.Model):
    """The team's limits: one row. None stands for the setting's own default, or for no limit."""

    name = models.CharField(max_length=20, primary_key=True, default="team")
    # How many may be at Blockade at once, of everybody together.
    in_flight = models.PositiveIntegerField(null=True, blank=True)
    # How many of one member may be open at once, held ones included.
    per_member = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Prediction(models.Model):
    """When an imagine was expected to end, as said once it was accepted; kept to learn how true it was."""

    imagine = models.OneToOneField(Imagine, models.CASCADE, related_name="prediction")
    generator = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    # Seconds of it that were expected in line.
    wait = models.FloatField(default=0)
    # Half of all were to end between `low_at` and `high_at`, nine of ten by `late_at`.
    low_at = models.DateTimeField()
    high_at = models.DateTimeField()
    late_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["generator", "-ended_at"], name="prediction_by_generator")]

    def __str__(self) -> str:
        return f"#{self.imagine_id} by {self.high_at:%H:%M:%S}"


class Invitation(models.Model):
    """A way in for one person, once. Only a digest is kept, so that the table lets nobody in."""

    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20)
    # For whom, as its admin noted it.
    note = models.CharField(max_length=150, blank=True)
    # Whoever proves this address at the company's provider comes in without the link.
    email = models.EmailField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.role} {self.note}".strip()


class Identity(models.Model):
    """A member as the company's OpenID provider knows them: its address, and its own word for the person."""

    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="identities")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_member_per_identity")]

    def __str__(self) -> str:
        return f"{self.member} at {self.issuer}"


class Notice(models.Model):
    """Something a member is told: what became of an imagine, and by whose hand."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    imagine = models.ForeignKey(Imagine, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40)
    details = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # One end of one imagine is told once, however often it is read.
            models.UniqueConstraint(fields=["member", "imagine", "kind"], name="told_once")
        ]
        indexes = [
            models.Index(fields=["member", "-at"], name="notice_newest"),
            models.Index(fields=["member"], name="notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.imagine_id}"


class ChatMessage(models.Model):
    """A line for the team's chat, sent by the worker to the address that the settings name."""

    text = models.TextField()
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="chat_due", condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.text
