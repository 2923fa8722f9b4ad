"""A selection as one zip, packed while it is sent: however many pictures, a few hundred kilobytes of memory.

Python's own zipfile writes to what can only go forwards; pictures are compressed already, so they are stored.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import IO, cast

from django.utils import timezone

from imagine.models import Imagine

from . import manifest
from .pictures import with_settings

log = logging.getLogger(__name__)

PICTURES_AT_MOST = 500
GB = 1024**3
BYTES_AT_MOST = 4 * GB
BLOCK = 256 * 1024
# Rows read at a time, while the zip is on its way.
BATCH = 50


class TooLarge(Exception):
    """More than one zip may hold; the text is for people."""


@dataclass(frozen=True)
class ZipOf:
    """The imagines of a zip in their order, and its file name."""

    numbers: tuple[int, ...]
    name: str


def plan(numbers: Sequence[int]) -> ZipOf:
    """What a zip of these imagines will be; raises TooLarge, with words, for too many."""
    if len(numbers) > PICTURES_AT_MOST:
        raise TooLarge(
            f"A zip holds {PICTURES_AT_MOST} pictures at most, and you selected {len(numbers):,}. "
            "Select fewer, such as one day or one board at a time."
        )
    return ZipOf(tuple(numbers), f"imagine-{timezone.now():%Y-%m-%d-%H%M%S}.zip")


def pack(wanted: ZipOf) -> Generator[bytes, None, None]:
    """The zip, block by block. What is gone when its turn comes is left out, and the manifest says why."""
    sink = Sink()
    rows: list[manifest.Row] = []
    with zipfile.ZipFile(cast(IO[bytes], sink), "w", zipfile.ZIP_STORED) as packed:
        for number, imagine in _each(wanted.numbers):
            if imagine is None:
                rows.append(manifest.row_without(number, "It was deleted meanwhile."))
            elif why := _why_not(imagine, sink):
                rows.append(manifest.row_of(imagine, left_out=why))
            else:
                rows.append((yield from _add(packed, sink, imagine)))
        for name, content in (("manifest.json", manifest.as_json), ("manifest.csv", manifest.as_csv)):
            packed.writestr(name, content(rows), zipfile.ZIP_DEFLATED)
    yield sink.take()


def _each(numbers: Sequence[int]) -> Iterator[tuple[int, Imagine | None]]:
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        rows = Imagine.objects.visible().select_related("member").in_bulk(batch)
        yield from ((number, rows.get(number)) for number in batch)


def _why_not(imagine: Imagine, sink: Sink) -> str:
    if not imagine.picture:
        if imagine.archive_problem:
            return imagine.archive_problem
        return "Its picture is still on its way." if imagine.archive_due_at else "It has no picture."
    return "The zip was full: download this one by itself." if sink.total >= BYTES_AT_MOST else ""


def _add(packed: zipfile.ZipFile, sink: Sink, imagine: Imagine) -> Generator[bytes, None, manifest.Row]:
    try:
        made = with_settings(imagine)
    except Exception:
        # Each storage has errors of its own, and one picture must not cost the others.
        log.exception("Picture of imagine %s is left out of a zip", imagine.pk)
        return manifest.row_of(imagine, left_out="The picture could not be read any more.")
    why = ""
    with closing(made.pieces), packed.open(_entry(made.name, imagine), "w") as entry:
        try:
            while block := made.pieces.read(BLOCK):
                entry.write(block)
                yield sink.take()
        except (OSError, EOFError):
            log.exception("Picture of imagine %s broke off in a zip", imagine.pk)
            why = "The picture broke off while it was read: this file is not whole."
    yield sink.take()
    return manifest.row_of(imagine, file=made.name, left_out=why)


def _entry(name: str, imagine: Imagine) -> zipfile.ZipInfo:
    made_at = imagine.ended_at or imagine.created_at
    # The format knows no earlier year.
    entry = zipfile.ZipInfo(name, max(made_at.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
    entry.external_attr = 0o644 << 16
    return entry


class Sink:
    """Where zipfile writes: what has come since the last look, and how much it was in all."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self.total = 0

    def write(self, data: bytes) -> int:
        """Keep a block until it is taken."""
        self._blocks.append(bytes(data))
        self.total += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing to do: blocks are taken as they come."""

    def take(self) -> bytes:
        """Everything since the last time."""
        found = b"".join(self._blocks)
        self._blocks.clear()
        return found
