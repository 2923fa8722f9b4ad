"""Storages as teams have them elsewhere: without paths, and with files that are read in one direction."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage


class Forwards(BytesIO):
    """The body of an answer over a network."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: Any) -> int:
        raise OSError("this file is read forwards")


class ForwardsOnly(Storage):
    """A bucket."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def exists(self, name: str) -> bool:
        return name in self.kept

    def size(self, name: str) -> int:
        return len(self.kept[name])

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        if name not in self.kept:
            raise FileNotFoundError(name)
        found = File(Forwards(self.kept[name]), name)
        found.size = len(self.kept[name])
        return found

    def _save(self, name: str, content: File[Any]) -> str:
        self.kept[name] = b"".join(content.chunks())
        return name
