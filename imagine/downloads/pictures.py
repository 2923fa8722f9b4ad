"""One picture as a file to save: as it came, or with its settings inside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO, cast

from django.utils.text import slugify

from imagine.models import Imagine

from .packet import packet_of
from .pieces import Pieces, is_seekable, whole
from .weaving import NotWoven, weave

# Letters of the prompt in a file's name.
WORDS = 60


@dataclass(frozen=True)
class Kind:
    """A kind of picture file."""

    suffix: str
    content_type: str


KINDS = {
    "jpg": Kind("jpg", "image/jpeg"),
    "png": Kind("png", "image/png"),
    "webp": Kind("webp", "image/webp"),
}
UNKNOWN = Kind("bin", "application/octet-stream")


@dataclass(frozen=True)
class Download:
    """A file to save. `mark` changes when its bytes do."""

    pieces: Pieces
    name: str
    kind: Kind
    mark: str


def as_it_came(imagine: Imagine) -> Download:
    """The bytes that the image service gave. Raises FileNotFoundError when they are not kept any more."""
    file, size = _opened(imagine)
    return Download(whole(file, size), name_of(imagine), kind_of(imagine), imagine.picture_digest)


def with_settings(imagine: Imagine) -> Download:
    """The same picture, pixel for pixel, with its settings and, for a panorama, what makes it a sphere.

    A file that is built oddly is given as it came. Raises FileNotFoundError as above.
    """
    file, size = _opened(imagine)
    if not is_seekable(file):
        # 64 MB at most; a storage that can only be read forwards leaves no other way.
        file = BytesIO(file.read())
    packet = packet_of(imagine)
    try:
        pieces = Pieces(file, weave(file, size, packet))
    except NotWoven:
        return Download(whole(file, size), name_of(imagine), kind_of(imagine), imagine.picture_digest)
    mark = hashlib.sha256(imagine.picture_digest.encode() + packet).hexdigest()
    return Download(pieces, name_of(imagine), kind_of(imagine), mark)


def name_of(imagine: Imagine) -> str:
    """`<number>-<first words of the prompt>.jpg`; any script's letters stay."""
    words = slugify(imagine.prompt or imagine.title, allow_unicode=True)[:WORDS].strip("-_")
    stem = f"{imagine.pk}-{words}" if words else f"{imagine.pk}"
    return f"{stem}.{kind_of(imagine).suffix}"


def kind_of(imagine: Imagine) -> Kind:
    """The kind that was found by looking into the file when it was kept."""
    return KINDS.get((imagine.picture.name or "").rpartition(".")[2], UNKNOWN)


def _opened(imagine: Imagine) -> tuple[IO[bytes], int]:
    # A fresh handle: the field itself keeps one and would share it.
    file = imagine.picture.storage.open(imagine.picture.name or "", "rb")
    return cast(IO[bytes], file), file.size
