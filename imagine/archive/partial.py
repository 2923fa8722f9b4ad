"""What has come of a picture so far: a file on this machine's disk, so that a cut download can go on.

Beside the bytes lies a note: where they came from, the mark (ETag or date) by which the other side will know
whether it still has the same picture, and how many bytes there will be.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.core.files import File

from .problems import NoRoom, NotFetched, is_full

# Hours after which nobody goes on with a download.
KEPT_FOR = 24


class Partial:
    """One picture on its way. Make it with `partial_of`, which keeps other workers away from it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._note_path = path.with_suffix(".json")
        self._note = self._read_note()
        self.went_on = False

    @property
    def size(self) -> int:
        """How many bytes are here."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def total(self) -> int | None:
        """How many there will be; None when nobody has said."""
        total = self._note.get("total")
        return total if isinstance(total, int) else None

    @property
    def is_whole(self) -> bool:
        """Whether everything that was announced has come."""
        return self.total is not None and self.size == self.total > 0

    def is_from(self, source: str) -> bool:
        """Whether these bytes came from there."""
        return self._note.get("source") == source

    def headers(self, source: str) -> dict[str, str]:
        """What to ask with, to be given the rest alone if the picture is still the same."""
        mark = self._note.get("mark")
        if not self.size or not mark or not self.is_from(source):
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": str(mark)}

    def begin(self, source: str, headers: Mapping[str, str], total: int | None) -> None:
        """Forget what was here; what comes now is the picture from its first byte."""
        self.drop()
        self._note = {"source": source, "mark": mark_of(headers), "total": total}
        with _room():
            self._note_path.write_text(json.dumps(self._note))
            self.path.touch()

    def fits(self, headers: Mapping[str, str]) -> bool:
        """Whether the answer to a request for the rest begins where we stopped, of the same picture."""
        unit, _, said = headers.get("Content-Range", "").partition(" ")
        span, _, total = said.partition("/")
        begins = span.partition("-")[0]
        same = mark_of(headers) in ("", self._note.get("mark"))
        return unit == "bytes" and begins == str(self.size) and total in ("*", str(self.total)) and same

    @contextmanager
    def more(self) -> Iterator[BinaryIO]:
        """The file, for what comes next; raises NoRoom, and keeps nothing then, when the disk is full."""
        self.went_on = self.size > 0
        try:
            with _room(), self.path.open("ab") as file:
                yield file
        except NoRoom:
            self.drop()
            raise

    def drop(self) -> None:
        """Remove what is here."""
        self._note = {}
        self.path.unlink(missing_ok=True)
        self._note_path.unlink(missing_ok=True)

    def _read_note(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            found = json.loads(self._note_path.read_text())
            if isinstance(found, dict):
                return found
        return {}


class Arrived(File):  # type: ignore[type-arg]  # the stubs and the class disagree on what it is a file of
    """A whole picture on this disk. A storage on the same disk takes the file over instead of copying it."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        super().__init__(file, name=path.name)
        self._path = path

    def temporary_file_path(self) -> str:
        """Where it lies, as Django's storages ask."""
        return str(self._path)


@contextmanager
def partial_of(number: int) -> Iterator[Partial]:
    """What has come of the picture of an imagine; raises NotFetched while another worker is at it."""
    folder = place()
    with _room():
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / f"{number}.lock").open("w")
    with lock:
        _take(lock)
        partial = Partial(folder / f"{number}.part")
        try:
            yield partial
        finally:
            if not partial.size:
                partial.drop()
            Path(lock.name).unlink(missing_ok=True)


def _take(lock: IO[str]) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever had it before may have removed the file between our opening and our locking it.
        ours = os.stat(lock.name).st_ino == os.fstat(lock.fileno()).st_ino
    except OSError:
        ours = False
    if not ours:
        raise NotFetched("Another worker is fetching it.")


def sweep() -> int:
    """Remove what nobody will go on with; returns how many files."""
    oldest = time.time() - KEPT_FOR * 3600
    swept = 0
    for path in place().glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()
                swept += 1
    return swept


def place() -> Path:
    """The folder of everything that is on its way."""
    return Path(settings.DATA_DIR) / "arriving"


def mark_of(headers: Mapping[str, str]) -> str:
    """The mark by which a server knows its picture again; "" for one that is too weak to go on by."""
    etag = headers.get("ETag", "")
    return etag if etag.startswith('"') else headers.get("Last-Modified", "") if not etag else ""


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise NoRoom(os.strerror(error.errno or 0)) from error
        raise
