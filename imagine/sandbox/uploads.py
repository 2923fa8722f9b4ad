"""Images that come with a request: recognised by content, stored under the hash of their bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .live import Live
from .problems import Problem

NAME = re.compile(r"[0-9a-f]{32}\.(png|jpg|webp|gif)")
# Every format here says what it is in its first twelve bytes.
SIGNATURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}


def is_file(param: Mapping[str, Any]) -> bool:
    return param.get("type") in ("file", "image") or param.get("display_element") in ("file", "image")


class Uploads:
    def __init__(self, live: Live):
        self._live = live
        self._folder = live.settings.uploads
        self._pictures = live.settings.pictures

    def keep(self, name: str, value: Any) -> str:
        """Store what came for the param `name`: bytes, base64, a data URL, or the address of a file of ours.

        Returns the path at which the sandbox serves it; raises Problem (400 or 413) naming the param.
        """
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            return self._own(name, value)
        data = value if isinstance(value, bytes) else _decoded(name, value)
        largest = self._live.settings.max_upload
        if len(data) > largest:
            raise Problem.with_value(name, f"must be at most {largest // 1024 // 1024} MB", 413)
        kind = _kind(data)
        if kind is None:
            raise Problem.with_value(name, "must be a PNG, JPEG, WebP or GIF image")
        file_name = f"{hashlib.sha256(data).hexdigest()[:32]}.{kind}"
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / file_name
        if not target.exists():
            target.write_bytes(data)
        return f"/uploads/{file_name}"

    def path(self, address: str) -> Path | None:
        """Where a file served as `/uploads/…` or `/pictures/…` lies, if there is one."""
        _, _, rest = address.partition("/")
        folder_name, _, file_name = rest.partition("/")
        folder = {"uploads": self._folder, "pictures": self._pictures}.get(folder_name)
        if folder is None or "/" in file_name or not file_name.strip("."):
            return None
        found = folder / file_name
        return found if found.is_file() else None

    def _own(self, name: str, address: str) -> str:
        # Opening an address that somebody sends would make the sandbox a way into the network around it.
        found = self.path(urlsplit(address).path)
        if found is None:
            raise Problem.with_value(
                name, "must be sent as a file; the sandbox opens no addresses but those of its own pictures"
            )
        return self.keep(name, found.read_bytes())


def _decoded(name: str, value: Any) -> bytes:
    if not isinstance(value, str):
        raise Problem.with_value(name, "must be an image: a file, or base64 text in JSON")
    text = value.partition(",")[2] if value.startswith("data:") else value
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Problem.with_value(name, "is neither base64 nor an image of this sandbox") from None


def _kind(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for signature, kind in SIGNATURES.items() if data.startswith(signature)), None)
