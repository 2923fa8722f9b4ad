"""Storages as teams have them elsewhere: without paths, and with files that are read in one direction."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files import File
from django.core.files.storage import InMemoryStorage


class Forwards(BytesIO):
    """The body of an answer over a network."""

    def seekable(self) -> bool:
        return False


class ForwardsOnly(InMemoryStorage):
    """A bucket."""

    def path(self, name: str) -> str:
        raise NotImplementedError("a bucket has no paths")

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        content = super()._open(name, mode).read()
        found = File(Forwards(content), name)
        found.size = len(content)
        return found
