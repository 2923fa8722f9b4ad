"""A picture into the storage, once however many rows show it, and out of it with the last of them.

Files are named by the digest of the original, so the same bytes are the same file. Nothing here assumes a
path: the storage may be a bucket.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from imagine import changes
from imagine.models import Imagine

from .pictures import PREVIEW_WIDTH, Look, look_at
from .problems import NoRoom, is_full

FIELDS = ("picture", "preview", "thumb_large", "thumb_small")


def keep(imagine: Imagine, content: bytes | File[bytes]) -> None:
    """Store a picture with its small versions and measures.

    Raises Unfit when it is not a picture that we keep, NoRoom when the disk is full; nothing half stays then.
    """
    file: File[bytes] = ContentFile(content) if isinstance(content, bytes) else content
    look = look_at(file)
    file.seek(0)
    digest = _digest(file)
    files = _files(look, digest, file)
    names = {field: _stored(name, content) for field, (name, content) in files.items()}
    with transaction.atomic():
        changes.change_one(
            imagine,
            **{field: names.get(field, "") for field in FIELDS},
            picture_width=look.width,
            picture_height=look.height,
            picture_digest=digest,
            placeholder=look.colour,
            archived_at=imagine.archived_at or timezone.now(),
            archive_due_at=None,
            archive_attempts=0,
            archive_problem="",
        )


def is_kept(imagine: Imagine) -> bool:
    """Whether the picture itself is in the storage."""
    return bool(imagine.picture) and default_storage.exists(imagine.picture.name or "")


def lacks(imagine: Imagine) -> bool:
    """Whether a small version of a kept picture is missing."""
    wanted = [imagine.thumb_large, imagine.thumb_small]
    if (imagine.picture_width or 0) > PREVIEW_WIDTH:
        wanted.append(imagine.preview)
    return not all(file and default_storage.exists(file.name or "") for file in wanted)


def forget(instance: Imagine, **kwargs: Any) -> None:
    """The receiver of Django's `post_delete`: once a row is gone for good, its files go."""
    transaction.on_commit(lambda: _let_go(instance))


def _let_go(imagine: Imagine) -> None:
    """Remove a row's files, unless another row shows the same picture."""
    if not imagine.picture_digest or _is_shown(imagine.picture_digest):
        return
    for field in FIELDS:
        if file := getattr(imagine, field):
            default_storage.delete(file.name)


def _is_shown(digest: str) -> bool:
    return Imagine.objects.filter(picture_digest=digest).exists()


def _files(look: Look, digest: str, original: File[bytes]) -> Mapping[str, tuple[str, File[Any]]]:
    found: dict[str, tuple[str, File[Any]]] = {
        f"thumb_{size}": (f"thumbs/{digest}-{size}.webp", ContentFile(made))
        for size, made in look.thumbs.items()
    }
    if look.preview:
        found["preview"] = (f"previews/{digest}.webp", ContentFile(look.preview))
    # Last, so that there is no original without its small versions.
    return found | {"picture": (f"pictures/{digest}.{look.suffix}", original)}


def _stored(name: str, content: File[Any]) -> str:
    """Store a file unless it is there; returns the name it has. A half one, of a cut write, is replaced."""
    if default_storage.exists(name):
        if _is_same(name, content):
            return name
        default_storage.delete(name)
    content.seek(0)
    try:
        return default_storage.save(name, content)
    except OSError as error:
        if default_storage.exists(name) and not _is_same(name, content):
            default_storage.delete(name)
        if is_full(error):
            raise NoRoom("The disk is full.") from error
        raise


def _is_same(name: str, content: File[Any]) -> bool:
    if default_storage.size(name) != content.size:
        return False
    content.seek(0)
    with default_storage.open(name) as stored:
        return _digest(stored) == _digest(content)


def _digest(file: File[Any]) -> str:
    found = hashlib.sha256()
    while chunk := file.read(256 * 1024):
        found.update(chunk)
    return found.hexdigest()
