"""Which picture is fetched next, and what comes of it. The rows are the queue."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from imagine import audit, changes, trash
from imagine.models import Command, Imagine, Member, Status

from . import disk
from .fetching import download
from .keeping import is_kept, keep, lacks
from .partial import Arrived, Partial, partial_of, sweep
from .problems import Expired, NoRoom, NotFetched, Unfit

log = logging.getLogger(__name__)

# Longer than a download may take, with the making of the small versions after it.
LEASE = timedelta(seconds=120)
RETRY_AFTER = timedelta(seconds=15)
RETRY_AT_MOST = timedelta(hours=6)
ATTEMPTS = 12
# So many bytes more are a step ahead: what gets on is not given up. 64 such steps are the largest picture.
STEP = 1024 * 1024
SWEEP_EVERY = 3600.0


def fetch_next() -> bool:
    """Fetch and keep the next due picture; False when none is due, or when the disk has no room for it."""
    _sweeper.now_and_then()
    if not disk.has_room():
        return False
    imagine = _claim()
    if imagine is None:
        return False
    try:
        _see_to(imagine)
    except Unfit as problem:
        log.warning("Picture of imagine %s: %s", imagine.pk, problem)
        _give_up(imagine, str(problem))
    except NoRoom as problem:
        log.warning("Picture of imagine %s: %s", imagine.pk, problem)
        disk.note(is_full=True)
        _put_back(imagine, RETRY_AFTER, attempts=imagine.archive_attempts - 1)
    except (NotFetched, OSError) as problem:
        _later(imagine, problem)
    return True


@transaction.atomic
def fetch_again(imagine: Imagine, member: Member) -> bool:
    """A person asks for a picture that was given up, or is not in the storage any more.

    Returns False for a row that is not complete, or whose picture is here.
    """
    if imagine.status != Status.COMPLETE or is_kept(imagine):
        return False
    audit.record("picture asked again", member=member, imagine=imagine, why=imagine.archive_problem)
    changes.change_one(imagine, archive_due_at=timezone.now(), archive_attempts=0, archive_problem="")
    return True


def _due() -> QuerySet[Imagine]:
    """Pictures to be fetched now; of what is in the trash those that are about to be deleted at Blockade."""
    deletions = Command.objects.filter(imagine=OuterRef("pk"), kind=Command.Kind.DELETE, done_at=None)
    is_wanted = Q(trashed_at=None) | Q(Exists(deletions))
    return Imagine.objects.filter(is_wanted, archive_due_at__lte=timezone.now())


def _claim() -> Imagine | None:
    imagine = _due().order_by("-archive_due_at").first()
    if imagine is None:
        return None
    mine = _due().filter(pk=imagine.pk, archive_attempts=imagine.archive_attempts)
    taken = mine.update(archive_due_at=timezone.now() + LEASE, archive_attempts=F("archive_attempts") + 1)
    return Imagine.objects.get(pk=imagine.pk) if taken else None


def _see_to(imagine: Imagine) -> None:
    """Fetch the picture, or of one that is here make what is missing.

    Ours is the copy for good: an address that changes, as signed ones do, is no reason to fetch it anew.
    """
    if not is_kept(imagine):
        with partial_of(imagine.pk) as partial:
            _fetch(imagine, partial)
    elif lacks(imagine):
        with imagine.picture.open("rb") as file:
            # 64 MB at most, and rare; some storages only give files to be read forwards.
            keep(imagine, file.read())
    else:
        Imagine.objects.filter(pk=imagine.pk).update(archive_due_at=None, archive_attempts=0)
    trash.go_on(imagine)


def _fetch(imagine: Imagine, partial: Partial) -> None:
    download(imagine.file_url, partial)
    try:
        with partial.path.open("rb") as file:
            keep(imagine, Arrived(file, partial.path))
    except Unfit as problem:
        if partial.went_on:
            # The two halves may not belong together; from its beginning it may be fine.
            raise NotFetched(str(problem)) from problem
        raise
    finally:
        partial.drop()


def _give_up(imagine: Imagine, words: str) -> None:
    changes.change_one(imagine, archive_due_at=None, archive_attempts=0, archive_problem=words)
    trash.go_on(imagine)


def _put_back(imagine: Imagine, wait: timedelta, *, attempts: int) -> None:
    row = Imagine.objects.filter(pk=imagine.pk)
    row.update(archive_due_at=timezone.now() + wait, archive_attempts=max(0, attempts))


def _later(imagine: Imagine, problem: Exception) -> None:
    attempts = imagine.archive_attempts
    if isinstance(problem, NotFetched) and problem.got >= STEP:
        attempts = 1
    if attempts >= ATTEMPTS:
        _give_up(imagine, "The picture could not be fetched from the image service.")
        return
    log.info("Picture of imagine %s waits: %s", imagine.pk, problem)
    _put_back(imagine, min(RETRY_AFTER * 2 ** min(attempts - 1, 12), RETRY_AT_MOST), attempts=attempts)
    if isinstance(problem, Expired) and imagine.blockade_id and imagine.gone_at is None:
        # Blockade may know an address that still leads there.
        Imagine.objects.filter(pk=imagine.pk).update(reread_at=timezone.now())


class _Sweeper:
    def __init__(self) -> None:
        self._swept_at = float("-inf")

    def now_and_then(self) -> None:
        """Remove left-overs of downloads once an hour."""
        if time.monotonic() - self._swept_at > SWEEP_EVERY:
            self._swept_at = time.monotonic()
            sweep()


_sweeper = _Sweeper()
