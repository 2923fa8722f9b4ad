"""XMP into a picture file, around pixels that stay byte for byte as they are.

Where it goes, by the XMP specification, part 3: in JPEG an APP1 segment before the picture, in PNG an
uncompressed iTXt chunk, in WebP a chunk of its own that the VP8X head has to announce. An older packet of the
same kind is left out.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from .pieces import Part, Span

JPEG_XMP, JPEG_MORE = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
PNG_KEYWORD = b"XML:com.adobe.xmp"
# A segment's length has two bytes, of which it needs two itself.
JPEG_MOST = 65_535 - 2 - len(JPEG_XMP)
# Flags of VP8X.
HAS_XMP, HAS_ALPHA = 0x04, 0x10
# A file with more parts than this is not walked through to its end.
PARTS_AT_MOST = 10_000


class NotWoven(Exception):
    """The file is not built as its kind should be."""


def weave(file: IO[bytes], size: int, packet: bytes) -> list[Part]:
    """The parts of a file of `size` bytes with `packet` in it. Raises NotWoven; `file` must be seekable."""
    file.seek(0)
    head = file.read(16)
    try:
        return _weaver(head)(file, size, packet)
    except (struct.error, IndexError) as error:
        raise NotWoven("The file ends too early.") from error


def _weaver(head: bytes) -> Callable[[IO[bytes], int, bytes], list[Part]]:
    if head.startswith(b"\xff\xd8"):
        return _into_jpeg
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _into_png
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _into_webp
    raise NotWoven("Neither JPEG, PNG nor WebP.")


def _into_jpeg(file: IO[bytes], size: int, packet: bytes) -> list[Part]:
    if len(packet) > JPEG_MOST:
        raise NotWoven("The settings are too long for a JPEG.")
    segment = b"\xff\xe1" + struct.pack(">H", 2 + len(JPEG_XMP) + len(packet)) + JPEG_XMP + packet
    place, kept, last = 2, [Span(0, 2)], 2
    for marker, start, end, name in _jpeg_segments(file):
        if marker == 0xE1 and name.startswith((JPEG_XMP, JPEG_MORE)):
            kept.append(Span(last, start))
            last = end
        elif marker == 0xE0 or (marker == 0xE1 and name.startswith(b"Exif\0")):
            # JFIF and Exif both ask to be first.
            place = end
    kept.append(Span(last, size))
    return _inserted(kept, place, segment)


def _jpeg_segments(file: IO[bytes]) -> Iterator[tuple[int, int, int, bytes]]:
    """Marker, start, end and first bytes of each segment before the picture's own."""
    at = 2
    for _ in range(PARTS_AT_MOST):
        file.seek(at)
        lead, marker, length = struct.unpack(">BBH", file.read(4))
        if lead != 0xFF or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            return
        yield marker, at, at + 2 + length, file.read(min(length - 2, len(JPEG_MORE)))
        at += 2 + length


def _into_png(file: IO[bytes], size: int, packet: bytes) -> list[Part]:
    body = b"iTXt" + PNG_KEYWORD + b"\0\0\0\0\0" + packet
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    kept, last, place = [], 0, 0
    for name, start, end in _png_chunks(file, size):
        place = place or end
        if name == b"iTXt":
            file.seek(start + 8)
            if file.read(len(PNG_KEYWORD) + 1) == PNG_KEYWORD + b"\0":
                kept.append(Span(last, start))
                last = end
    kept.append(Span(last, size))
    return _inserted(kept, place, chunk)


def _png_chunks(file: IO[bytes], size: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of each chunk; the first is IHDR."""
    at = 8
    for _ in range(PARTS_AT_MOST):
        if at + 12 > size:
            return
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        yield name, at, at + 12 + length
        at += 12 + length


def _into_webp(file: IO[bytes], size: int, packet: bytes) -> list[Part]:
    chunks = list(_webp_chunks(file, size))
    head = _webp_head(file, *chunks[0][:2])
    rest: list[Part] = [Span(start, end) for name, start, end in chunks if name not in (b"VP8X", b"XMP ")]
    xmp = b"XMP " + struct.pack("<I", len(packet)) + packet + b"\0" * (len(packet) % 2)
    length = 4 + len(head) + sum(span.size for span in rest if isinstance(span, Span)) + len(xmp)
    return [b"RIFF" + struct.pack("<I", length) + b"WEBP" + head, *rest, xmp]


def _webp_chunks(file: IO[bytes], size: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of each chunk, padding included."""
    file.seek(4)
    over = min(size, 8 + struct.unpack("<I", file.read(4))[0])
    at = 12
    for _ in range(PARTS_AT_MOST):
        if at + 8 > over:
            return
        file.seek(at)
        name, length = struct.unpack("<4sI", file.read(8))
        end = at + 8 + length + length % 2
        if end > size:
            raise NotWoven("A chunk goes beyond the file.")
        yield name, at, end
        at = end


def _webp_head(file: IO[bytes], name: bytes, start: int) -> bytes:
    """The VP8X chunk that announces XMP: the file's own, or a new one for a file of a single picture."""
    file.seek(start + 8)
    if name == b"VP8X":
        flags, rest = struct.unpack("<B9s", file.read(10))
        return b"VP8X" + struct.pack("<IB", 10, flags | HAS_XMP) + bytes(rest)
    data = file.read(10)
    if name == b"VP8L" and data[0] == 0x2F:
        bits = struct.unpack("<I", data[1:5])[0]
        width, height, alpha = bits & 0x3FFF, bits >> 14 & 0x3FFF, HAS_ALPHA if bits >> 28 & 1 else 0
    elif name == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        wide, high = struct.unpack("<HH", data[6:10])
        width, height, alpha = (wide & 0x3FFF) - 1, (high & 0x3FFF) - 1, 0
    else:
        raise NotWoven("An unknown kind of WebP.")
    sizes = struct.pack("<I", width)[:3] + struct.pack("<I", height)[:3]
    return b"VP8X" + struct.pack("<IB3x", 10, HAS_XMP | alpha) + sizes


def _inserted(kept: list[Span], place: int, inserted: bytes) -> list[Part]:
    """The spans with something put in at a place of the old file."""
    found: list[Part] = []
    for span in kept:
        if span.start <= place <= span.end and inserted not in found:
            found += [Span(span.start, place), inserted, Span(place, span.end)]
        else:
            found.append(span)
    return found
