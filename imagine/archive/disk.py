"""Whether there is room for more pictures: a studio with a full disk cannot even store a submission.

So pictures stop while something is still left. They wait in the table, the site goes on, and fetching goes on
by itself when there is room again. The worker notes both in the service's row, for pages of other processes.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from imagine import changes
from imagine.models import Service

log = logging.getLogger(__name__)

MB = 1024 * 1024


def has_room() -> bool:
    """Whether a picture may be fetched now; a change is noted where every page sees it."""
    note(is_full=free() < settings.IMAGINE_MIN_FREE_MB * MB)
    return not _known.is_full


def note(*, is_full: bool) -> None:
    """Remember how it is: in this process, and once per change in the database."""
    if is_full == _known.is_full:
        return
    _known.is_full = is_full
    Service.objects.get_or_create(pk="blockade")
    row = Service.objects.filter(pk="blockade", disk_full_since__isnull=is_full)
    if row.update(disk_full_since=timezone.now() if is_full else None):
        log.warning("The disk is nearly full: pictures wait" if is_full else "Room for pictures again")
        changes.announce()


def free() -> int:
    """Bytes left where pictures arrive and where they stay; a storage elsewhere looks after itself."""
    return min(shutil.disk_usage(folder).free for folder in _folders())


def _folders() -> list[Path]:
    folders = [Path(settings.DATA_DIR)]
    try:
        folders.append(Path(default_storage.path("")))
    except NotImplementedError:
        return folders
    return [_nearest(folder) for folder in folders]


def _nearest(folder: Path) -> Path:
    """The folder, or the closest one above that is there already."""
    return next(path for path in (folder, *folder.parents) if path.exists())


class _Known:
    # None: this process has not looked yet, and what another one noted may be out of date.
    is_full: bool | None = None


_known = _Known()
