"""A file made of parts of another one and of bytes in between, read as it is asked for and never copied."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import IO, Any, NamedTuple

SKIP = 256 * 1024


class Span(NamedTuple):
    """Bytes of the file below, from `start` up to but not including `end`."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many."""
        return self.end - self.start


Part = bytes | Span


class Pieces(io.RawIOBase):
    """Reads `parts` one after the other as one file. Closing it closes the file below.

    The file below may lack `seek`, as those of some storages do: then it is read forwards, and this one too.
    """

    def __init__(self, file: IO[bytes], parts: Sequence[Part]) -> None:
        super().__init__()
        self._file = file
        self._parts = [part for part in parts if size_of(part)]
        self._can_seek = is_seekable(file)
        self._below = 0
        self._at = 0
        self.size = sum(map(size_of, self._parts))

    def narrow(self, start: int, end: int) -> None:
        """Leave only the bytes from `start` up to `end` in it, and begin with them."""
        found: list[Part] = []
        at = 0
        for part in self._parts:
            size = size_of(part)
            low, high = max(start - at, 0), min(end - at, size)
            if low < high:
                found.append(_cut(part, low, high))
            at += size
        self._parts, self.size, self._at = found, end - start, 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """As the file below."""
        return self._can_seek

    def tell(self) -> int:
        """Where the next byte comes from."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go somewhere else; nothing is read for it."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as the part at hand goes; 0 at the end. Raises EOFError for a cut file."""
        at = self._at
        for part in self._parts:
            size = size_of(part)
            if at < size:
                piece = self._piece(part, at, min(size - at, len(buffer)))
                buffer[: len(piece)] = piece
                self._at += len(piece)
                return len(piece)
            at -= size
        return 0

    def close(self) -> None:
        """Close the file below as well."""
        if not self.closed:
            self._file.close()
        super().close()

    def _piece(self, part: Part, at: int, size: int) -> bytes:
        if isinstance(part, bytes):
            return part[at : at + size]
        self._go(part.start + at)
        piece = self._file.read(size)
        self._below += len(piece)
        if not piece:
            raise EOFError("The file is shorter than it was.")
        return piece

    def _go(self, place: int) -> None:
        if self._can_seek:
            self._file.seek(place)
            self._below = place
        while self._below < place:
            skipped = len(self._file.read(min(SKIP, place - self._below)))
            if not skipped:
                raise EOFError("The file is shorter than it was.")
            self._below += skipped


def whole(file: IO[bytes], size: int) -> Pieces:
    """All of a file, unchanged."""
    return Pieces(file, [Span(0, size)])


def is_seekable(file: IO[bytes]) -> bool:
    """Whether a file can be read from any place."""
    return hasattr(file, "seek") and (not hasattr(file, "seekable") or file.seekable())


def size_of(part: Part) -> int:
    """How many bytes a part is."""
    return part.size if isinstance(part, Span) else len(part)


def _cut(part: Part, low: int, high: int) -> Part:
    return Span(part.start + low, part.start + high) if isinstance(part, Span) else part[low:high]
