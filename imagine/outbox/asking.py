"""What a member asks for becomes rows before anything else happens; asked twice, they are the same rows."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from imagine import audit, changes, limits
from imagine.forms.values import fingerprint
from imagine.models import Attachment, Imagine, Member, Status

# Bytes of chance in the secret part of a webhook's address.
HOOK_BYTES = 32

Files = Mapping[str, "UploadedFile[Any] | Attachment"]


class IntentReused(Exception):
    """The same form was sent again with other content; `imagine` is what it made the first time."""

    def __init__(self, imagine: Imagine) -> None:
        super().__init__("This form was sent before, with other settings.")
        self.imagine = imagine


@dataclass(frozen=True)
class Take:
    """One request of an intent: what to send, and which of its params are numbers we drew ourselves."""

    params: Mapping[str, Any]
    drawn: frozenset[str] = frozenset()


def ask(
    member: Member,
    generator: str,
    params: Mapping[str, Any],
    *,
    intent: uuid.UUID,
    drawn: frozenset[str] = frozenset(),
    files: Files | None = None,
    parent: Imagine | None = None,
) -> tuple[Imagine, bool]:
    """Put one request into the outbox; returns the row and whether it is new. See `ask_several`."""
    rows, is_new = ask_several(
        member, generator, [Take(params, drawn)], intent=intent, files=files, parent=parent
    )
    return rows[0], is_new


def ask_several(
    member: Member,
    generator: str,
    takes: Sequence[Take],
    *,
    intent: uuid.UUID,
    files: Files | None = None,
    parent: Imagine | None = None,
) -> tuple[list[Imagine], bool]:
    """Put all takes of one intent into the outbox, or none; returns the rows and whether they are new.

    The same intent asked again gives the same rows back. What we drew ourselves does not count as a
    difference. Raises IntentReused for other content, and limits.Full where the member has too many open.
    """
    known = _rows_of(intent)
    if not known:
        try:
            with transaction.atomic():
                limits.make_room(member, len(takes))
                return _create(member, generator, takes, intent, files or {}, parent), True
        except IntegrityError:
            # Two clicks arrived at the same moment and the other one was first.
            known = _rows_of(intent)
        except limits.Full:
            known = _rows_of(intent)
            if not known:
                raise
    if not _is_same(known, member, generator, takes):
        raise IntentReused(known[0])
    return known, False


def was_asked(intent: uuid.UUID) -> bool:
    """Whether this very form was sent before."""
    return Imagine.objects.filter(intent=intent).exists()


def made_under(intent: uuid.UUID) -> Imagine | None:
    """The first imagine of an intent that has not failed, None when there is none."""
    return _alive(Imagine.objects.filter(intent=intent)).order_by("take").first()


def ask_again(imagine: Imagine, member: Member) -> Imagine:
    """A new request with the very settings and files of an ended one; asked twice, it is the same new one."""
    intent = uuid.uuid5(imagine.intent, f"again {imagine.take}")
    files = {one.key: one for one in imagine.attachments.all()}
    again, _ = ask(member, imagine.generator, imagine.params, intent=intent, files=files, parent=imagine)
    return again


def same_as(generator: str, params: Mapping[str, Any], contents: Mapping[str, str]) -> Imagine | None:
    """Anybody's newest imagine that is this very request and has not failed; `contents` by `digests`."""
    return _alive(_rows_like(generator, params, contents)).order_by("-pk").first()


def _alive(rows: models.QuerySet[Imagine]) -> models.QuerySet[Imagine]:
    failed = (Status.ABORT, Status.ERROR, Status.REFUSED)
    alive = rows.exclude(status__in=failed).filter(trashed_at=None, gone_at=None, verdict="")
    return alive.select_related("member")


def is_made(generator: str, params: Mapping[str, Any], contents: Mapping[str, str]) -> bool:
    """Whether there is any row of this very request, whatever became of it."""
    return _rows_like(generator, params, contents).exists()


def _rows_like(
    generator: str, params: Mapping[str, Any], contents: Mapping[str, str]
) -> models.QuerySet[Imagine]:
    return Imagine.objects.filter(fingerprint=_fingerprint(generator, params, contents))


def digests(files: Files) -> dict[str, str]:
    """SHA-256 in hex of each file's content, by param."""
    return {key: _digest(one) for key, one in files.items()}


def _digest(one: UploadedFile[Any] | Attachment) -> str:
    sum_ = hashlib.sha256()
    if isinstance(one, Attachment):
        with one.file.open("rb") as kept:
            for chunk in kept.chunks():
                sum_.update(chunk)
        return sum_.hexdigest()
    for chunk in one.chunks():
        sum_.update(chunk)
    one.seek(0)
    return sum_.hexdigest()


def _fingerprint(generator: str, params: Mapping[str, Any], contents: Mapping[str, str]) -> str:
    return fingerprint(generator, {**params, **{key: f"sha256:{digest}" for key, digest in contents.items()}})


def _rows_of(intent: uuid.UUID) -> list[Imagine]:
    return list(Imagine.objects.filter(intent=intent).order_by("take"))


def _create(
    member: Member,
    generator: str,
    takes: Iterable[Take],
    intent: uuid.UUID,
    files: Files,
    parent: Imagine | None,
) -> list[Imagine]:
    contents = digests(files)
    rows: list[Imagine] = []
    for number, take in enumerate(takes):
        row = Imagine.objects.create(
            intent=intent,
            take=number,
            member=member,
            generator=generator,
            params=dict(take.params),
            fingerprint=_fingerprint(generator, take.params, contents),
            prompt=str(take.params.get("prompt", "")),
            parent=parent,
            status=Status.HELD,
            hook=secrets.token_urlsafe(HOOK_BYTES),
            due_at=timezone.now(),
            revision=changes.next_revision(),
        )
        # Each file is stored once; the takes share it.
        files = {key: _attach(row, key, file) for key, file in files.items()}
        audit.record("asked", member=member, imagine=row)
        rows.append(row)
    return rows


def _attach(row: Imagine, key: str, file: UploadedFile[Any] | Attachment) -> Attachment:
    if isinstance(file, Attachment):
        stored: Any = file.file.name
    else:
        stored = file
    name = file.name or key
    return Attachment.objects.create(
        imagine=row, key=key, file=stored, name=name, content_type=file.content_type or ""
    )


def _is_same(known: Sequence[Imagine], member: Member, generator: str, takes: Sequence[Take]) -> bool:
    def kept(values: Mapping[str, Any], drawn: frozenset[str]) -> dict[str, Any]:
        return {key: value for key, value in values.items() if key not in drawn}

    return len(known) == len(takes) and all(
        row.member_id == member.pk
        and row.generator == generator
        and kept(row.params, take.drawn) == kept(take.params, take.drawn)
        for row, take in zip(known, takes, strict=True)
    )
