"""Django's secret key on a machine where nobody gave one: made once and kept beside the data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def kept_in(folder: Path) -> str:
    """The key kept in `folder`, made there if need be, readable by its owner only.

    Where nothing can be written the key is good for this process alone; `start` refuses such a folder anyway.
    """
    place = folder / "secret-key"
    try:
        return _read(place) or _make(place)
    except OSError:
        return secrets.token_urlsafe(50)


def _read(place: Path) -> str:
    return place.read_text().strip() if place.exists() else ""


def _make(place: Path) -> str:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        # A link fails where another process was quicker, so that all of them read the same key.
        os.link(draft, place)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _read(place)
