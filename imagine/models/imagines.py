"""One row of `Imagine` lives from asking to archive; the rows are the queue."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils import timezone

from .people import Member

if TYPE_CHECKING:
    from datetime import datetime


class Status(models.TextChoices):
    """Where an imagine is. The first two and last two are ours, the rest are Blockade's own words."""

    HELD = "held", "Held"
    SENDING = "sending", "Sending"
    PENDING = "pending", "Waiting"
    DISPATCHED = "dispatched", "Starting"
    PROCESSING = "processing", "Being made"
    COMPLETE = "complete", "Complete"
    ABORT = "abort", "Stopped"
    ERROR = "error", "Failed"
    REFUSED = "refused", "Refused"
    UNCONFIRMED = "unconfirmed", "Not confirmed"


AT_BLOCKADE = (Status.PENDING, Status.DISPATCHED, Status.PROCESSING)
OPEN = (Status.HELD, Status.SENDING, *AT_BLOCKADE, Status.UNCONFIRMED)
ENDED = (Status.COMPLETE, Status.ABORT, Status.ERROR, Status.REFUSED)
# Outcomes of a cancel that are not what was asked for, as its page tells them.
COMMAND_WORDS = {
    "finished first": "It was cancelled too late: it had ended first.",
    "not cancelled": "The image service did not cancel it.",
    "gone": "It was to be cancelled, but the image service does not have it any more.",
}


class Verdict(models.TextChoices):
    """How the search for an unconfirmed imagine in Blockade's history can end without a link."""

    ABSENT = "absent", "Was not accepted"
    SEVERAL = "several", "Several match"


class ImagineQuerySet(models.QuerySet["Imagine"]):
    """The sets of imagines that more than one room asks for."""

    def open(self) -> ImagineQuerySet:
        """What can still change by itself; written to match the partial index of open rows."""
        return self.filter(ended_at=None, gone_at=None, verdict="")

    def at_blockade(self) -> ImagineQuerySet:
        """Open rows that Blockade knows, ours and other tools' alike."""
        return self.open().filter(blockade_id__isnull=False)

    def in_flight(self) -> ImagineQuerySet:
        """The team's rows at Blockade or on their way; other tools' rows on the same key do not count."""
        return self.open().filter(member__isnull=False).exclude(status=Status.HELD)

    def stoppable(self) -> ImagineQuerySet:
        """What a cancel can hit: held, or at Blockade and not finished; see `can_be_cancelled`."""
        held_or_there = models.Q(status=Status.HELD) | models.Q(blockade_id__isnull=False)
        on_its_way = (Status.SENDING, Status.UNCONFIRMED)
        return self.open().filter(held_or_there).exclude(status__in=on_its_way)

    def visible(self) -> ImagineQuerySet:
        """What pages list: everything that is not in the trash."""
        return self.filter(trashed_at=None)


class Imagine(models.Model):
    """One image request, whoever made it, from the moment it is asked for."""

    # One form shown once is one intent; variations of it are told apart by `take`.
    intent = models.UUIDField(default=uuid.uuid4, editable=False)
    take = models.PositiveSmallIntegerField(default=0)
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="imagines")
    generator = models.CharField(max_length=200, blank=True)
    params = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, db_index=True, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="remixes")

    blockade_id = models.BigIntegerField(null=True, blank=True, unique=True)
    obfuscated_id = models.CharField(max_length=200, blank=True)
    # Not limited to Status: a word Blockade invents tomorrow is shown as it is.
    status = models.CharField(max_length=40, default=Status.HELD)
    queue_position = models.IntegerField(null=True, blank=True)
    file_url = models.TextField(blank=True)
    thumb_url = models.TextField(blank=True)
    title = models.TextField(blank=True)
    prompt = models.TextField(blank=True)
    error_message = models.TextField(blank=True)
    raw = models.JSONField(default=dict)

    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    processing_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    cancel_reason = models.TextField(blank=True)

    due_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    missing_count = models.PositiveSmallIntegerField(default=0)
    # What looking for an unconfirmed imagine came to: "" still looking, or one of Verdict.
    verdict = models.CharField(max_length=20, blank=True)
    refreshed_at = models.DateTimeField(null=True, blank=True)

    revision = models.BigIntegerField(default=0, db_index=True)

    picture = models.FileField(upload_to="pictures", blank=True)
    # The whole picture at a width that a sphere starts with; none where the picture itself is no larger.
    preview = models.FileField(upload_to="previews", blank=True)
    thumb_large = models.FileField(upload_to="thumbs", blank=True)
    thumb_small = models.FileField(upload_to="thumbs", blank=True)
    picture_width = models.PositiveIntegerField(null=True, blank=True)
    picture_height = models.PositiveIntegerField(null=True, blank=True)
    picture_digest = models.CharField(max_length=64, blank=True)
    placeholder = models.CharField(max_length=7, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    archive_due_at = models.DateTimeField(null=True, blank=True)
    archive_attempts = models.PositiveIntegerField(default=0)
    archive_problem = models.TextField(blank=True)

    # Held rows that an admin moved to the front go first, the one moved last before the others.
    front_at = models.DateTimeField(null=True, blank=True)
    # The hold that was put on this very row. A cancel leaves it: what is put back is on hold as before.
    hold = models.ForeignKey(
        "imagine.Hold", models.SET_NULL, null=True, blank=True, related_name="imagines", db_index=False
    )

    # What one member deleted in one go shares this moment, so that one Undo brings all of it back.
    trashed_at = models.DateTimeField(null=True, blank=True)
    trashed_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    trash_reason = models.TextField(blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    # What keeps a submission from being lost or paid for twice. `hook` is the secret part of the address at
    # which Blockade tells of this row, `hinted_id` what it said there, believed only after a look of our own.
    hook = models.CharField(max_length=64, blank=True, db_index=True)
    hinted_id = models.BigIntegerField(null=True, blank=True)
    # When the row has to be asked for by its id: after a hint, or because it was missed in a list.
    reread_at = models.DateTimeField(null=True, blank=True)
    # Blockade's ids that may be this unconfirmed row: offered to a person, or already turned down by one.
    candidates = models.JSONField(default=list, blank=True)
    declined = models.JSONField(default=list, blank=True)

    objects = ImagineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intent", "take"], name="one_row_per_intent_and_take")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="imagine_newest"),
            models.Index(fields=["status", "-created_at", "-id"], name="imagine_by_status"),
            models.Index(fields=["member", "-created_at", "-id"], name="imagine_by_member"),
            models.Index(
                fields=["status", "due_at"],
                name="imagine_open",
                condition=models.Q(ended_at=None, gone_at=None),
            ),
            models.Index(
                fields=["archive_due_at"],
                name="imagine_to_archive",
                condition=models.Q(archive_due_at__isnull=False),
            ),
            models.Index(
                fields=["reread_at"], name="imagine_to_reread", condition=models.Q(reread_at__isnull=False)
            ),
            models.Index(
                fields=["-accepted_at"],
                name="imagine_there",
                condition=models.Q(blockade_id__isnull=False, gone_at=None),
            ),
            models.Index(fields=["hold"], name="imagine_on_hold", condition=models.Q(hold__isnull=False)),
            models.Index(
                fields=["-trashed_at", "-id"],
                name="imagine_trash",
                condition=models.Q(trashed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.status}"

    def get_absolute_url(self) -> str:
        """The permalink; the same from the moment of asking for ever."""
        return reverse("imagine", args=[self.pk])

    @property
    def is_active(self) -> bool:
        """Whether the row can still change by itself, as `open()` has it; an unknown status is not an end."""
        return self.ended_at is None and self.gone_at is None and not self.verdict

    @property
    def is_stopping(self) -> bool:
        """Whether a cancel was asked for and has not taken effect yet."""
        return self.cancel_requested_at is not None and self.is_active

    @property
    def can_be_cancelled(self) -> bool:
        """Held rows and everything Blockade has not finished; a row on its way out has to land first."""
        return self.is_active and self.status not in (Status.SENDING, Status.UNCONFIRMED)

    @property
    def made_elsewhere(self) -> bool:
        """Whether the row came from another tool on the same key."""
        return self.member_id is None

    @property
    def is_panorama(self) -> bool:
        """Whether the picture's measured size is 2:1; names are not believed."""
        return bool(self.picture_height) and self.picture_width == 2 * (self.picture_height or 0)

    @property
    def time_taken(self) -> timedelta | None:
        """How long the making itself took, None until it is known."""
        start = self.processing_at or self.dispatched_at or self.accepted_at
        return self.ended_at - start if start and self.ended_at and self.ended_at >= start else None

    @property
    def started_at(self) -> datetime | None:
        """When making began, for the seconds on a live card."""
        return self.processing_at or self.dispatched_at

    @property
    def candidate_rows(self) -> ImagineQuerySet:
        """The rows that a person chooses among, when several could be this unconfirmed submission."""
        return Imagine.objects.filter(blockade_id__in=self.candidates, member=None).order_by("blockade_id")

    @property
    def command_words(self) -> str:
        """What came of the last cancel or delete, where that is not what was asked for; else ""."""
        last = self.commands.exclude(done_at=None).order_by("-pk").first()
        outcome = last.outcome if last else ""
        if outcome.startswith("not deleted"):
            return "The image service does not delete it, so it is still there."
        return COMMAND_WORDS.get(outcome, "")


class Attachment(models.Model):
    """A file that goes out with a submission; kept until Blockade has it, and for remixes after."""

    imagine = models.ForeignKey(Imagine, models.CASCADE, related_name="attachments")
    key = models.CharField(max_length=200)
    file = models.FileField(upload_to="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["imagine", "key"], name="one_file_per_param")]

    def __str__(self) -> str:
        return f"{self.key}: {self.name}"
