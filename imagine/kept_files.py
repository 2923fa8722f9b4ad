"""Files chosen in a form, kept for their member for a while, so that nobody has to choose them again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from imagine.models import KeptFile, Member

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MEGABYTE = 1024 * 1024
KEPT_FOR = timedelta(days=14)
# What one member may have here at once; beyond it the oldest go.
MOST_FILES, MOST_BYTES = 20, 200 * MEGABYTE
LONGEST_NAME = 200
PREFIX = "kept-"


def keep(member: Member, upload: UploadedFile[Any]) -> KeptFile:
    """Our own copy of an upload, which can still be read; the same content of one member is kept once."""
    digest = _digest(upload)
    known = KeptFile.objects.filter(member=member, digest=digest).first()
    name = (upload.name or "file")[-LONGEST_NAME:]
    if known is not None and is_here(known):
        known.name, known.kept_at = name, timezone.now()
        known.save(update_fields=["name", "kept_at"])
        return known
    values = {
        # A file of its own: storage would move an upload's temporary one away from under the request.
        "file": File(upload.file, name),
        "name": name,
        "content_type": (upload.content_type or "")[:100],
        "size": upload.size or 0,
        "kept_at": timezone.now(),
    }
    kept, _ = KeptFile.objects.update_or_create(member=member, digest=digest, defaults=values)
    upload.seek(0)
    forget_old()
    _make_room(member)
    return kept


def find(member: Member, text: str) -> KeptFile | None:
    """The file that a form calls `kept-<number>`, if it is that member's own and still here."""
    number = text.removeprefix(PREFIX)
    if number == text or not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    young = KeptFile.objects.filter(member=member, kept_at__gt=timezone.now() - KEPT_FOR)
    kept = young.filter(pk=int(number)).first()
    return kept if kept and is_here(kept) else None


def is_here(kept: KeptFile) -> bool:
    """Whether the storage still has the content."""
    return kept.file.storage.exists(kept.file.name or "")


def handle(kept: KeptFile) -> str:
    """What forms and drafts call a file."""
    return f"{PREFIX}{kept.pk}"


def forget_old() -> int:
    """Delete what is older than files are kept for; how many."""
    return _forget(KeptFile.objects.filter(kept_at__lte=timezone.now() - KEPT_FOR))


def _make_room(member: Member) -> None:
    weight = 0
    beyond: list[KeptFile] = []
    for number, kept in enumerate(KeptFile.objects.filter(member=member).order_by("-kept_at", "-pk")):
        weight += kept.size
        if number and (number >= MOST_FILES or weight > MOST_BYTES):
            beyond.append(kept)
    _forget(beyond)


def _forget(rows: Iterable[KeptFile]) -> int:
    """Rows first, their files once that is certain: a crash between leaves a file, never a dead reference."""
    gone = 0
    for kept in rows:
        storage, name = kept.file.storage, kept.file.name or ""
        with transaction.atomic():
            # Chosen again in this very moment, it stays.
            deleted, _ = KeptFile.objects.filter(pk=kept.pk, kept_at=kept.kept_at).delete()
            if deleted:
                transaction.on_commit(partial(storage.delete, name))
        gone += deleted
    return gone


def _digest(upload: UploadedFile[Any]) -> str:
    sum_ = hashlib.sha256()
    for chunk in upload.chunks():
        sum_.update(chunk)
    upload.seek(0)
    return sum_.hexdigest()
