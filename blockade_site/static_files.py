"""CSS and JavaScript under names that carry their hash, so that browsers may keep them for good."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # WhiteNoise has no types
    """Hashed names where files were collected; plain names where they were not, as in tests.

    A page without its hashed stylesheet is better than no page: WhiteNoise serves the plain names too, for a
    minute at a time. `check --deploy` says when nothing was collected.
    """

    def stored_name(self, name: str) -> str:
        """The hashed name of a file, or `name` when it was not collected."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name


def collect_if_changed() -> bool:
    """Run collectstatic unless it has run for just these files; returns whether it did."""
    place = Path(settings.STATIC_ROOT) / "sources.txt"
    sources = _sources()
    if place.exists() and place.read_text() == sources:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    place.write_text(sources)
    return True


def _sources() -> str:
    """One hash over name, size and time of every source file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
