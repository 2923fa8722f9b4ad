"""A picture file without what was written into it; its pixels stay as they are.

Whoever made a picture may have put its prompt inside: as XMP, as Exif, as text. What the colours need, such
as an ICC profile, is kept.
"""

from __future__ import annotations

import struct
from typing import IO

from .pieces import Part, Span
from .weaving import PARTS_AT_MOST, NotWoven, _png_chunks, _webp_chunks

# JFIF, ICC profile, Adobe's colour transform; of the markers that are not the picture's own.
JPEG_KEPT = (0xE0, 0xE2, 0xEE)
JPEG_COMMENT, JPEG_SCAN = 0xFE, 0xDA
PNG_WORDS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
WEBP_WORDS = (b"EXIF", b"XMP ")
# Flags of VP8X that announce Exif and XMP.
WEBP_ANNOUNCED = 0x08 | 0x04


def bare(file: IO[bytes], size: int) -> list[Part]:
    """The parts of a picture file without its words. Raises NotWoven for an odd one; needs `seek`."""
    file.seek(0)
    head = file.read(16)
    try:
        if head.startswith(b"\xff\xd8"):
            return _bare_jpeg(file, size)
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            return _bare_png(file, size)
        if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
            return _bare_webp(file, size)
    except (struct.error, IndexError) as error:
        raise NotWoven("The file ends too early.") from error
    raise NotWoven("Neither JPEG, PNG nor WebP.")


def _bare_jpeg(file: IO[bytes], size: int) -> list[Part]:
    kept: list[Part] = [Span(0, 2)]
    at = 2
    for _ in range(PARTS_AT_MOST):
        file.seek(at)
        lead, marker, length = struct.unpack(">BBH", file.read(4))
        if lead != 0xFF or length < 2:
            break
        if marker == JPEG_SCAN:
            return [*kept, Span(at, size)]
        end = at + 2 + length
        if marker in JPEG_KEPT or not (0xE0 <= marker <= 0xEF or marker == JPEG_COMMENT):
            kept.append(Span(at, end))
        at = end
    raise NotWoven("There is no picture in this JPEG.")


def _bare_png(file: IO[bytes], size: int) -> list[Part]:
    chunks = _png_chunks(file, size)
    return [Span(0, 8), *(Span(start, end) for name, start, end in chunks if name not in PNG_WORDS)]


def _bare_webp(file: IO[bytes], size: int) -> list[Part]:
    parts: list[Part] = []
    for name, start, end in _webp_chunks(file, size):
        if name == b"VP8X":
            file.seek(start)
            chunk = bytearray(file.read(end - start))
            chunk[8] &= ~WEBP_ANNOUNCED & 0xFF
            parts.append(bytes(chunk))
        elif name not in WEBP_WORDS:
            parts.append(Span(start, end))
    if not parts:
        raise NotWoven("There is no picture in this WebP.")
    length = 4 + sum(part.size if isinstance(part, Span) else len(part) for part in parts)
    return [b"RIFF" + struct.pack("<I", length) + b"WEBP", *parts]
