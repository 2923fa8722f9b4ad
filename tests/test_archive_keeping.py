"""The same bytes are stored once, nothing half stays, and any storage will do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.utils import timezone

from imagine import archive
from imagine.archive import disk
from imagine.models import Imagine, Service, Status
from tests.making import row
from tests.picture_host import PictureHost, photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    yield
    disk._known.is_full = None


def stored(settings) -> list[str]:
    return sorted(path.relative_to(settings.MEDIA_ROOT).parts[0] for path in settings.MEDIA_ROOT.rglob("*.*"))


def test_the_same_picture_twice_is_one_file(settings):
    one, other = row(), row()
    archive.keep(one, photo(2400, 1200))
    archive.keep(other, photo(2400, 1200))
    assert (one.picture.name, one.preview.name) == (other.picture.name, other.preview.name)
    assert stored(settings) == ["pictures", "previews", "thumbs", "thumbs"]


def test_the_file_goes_with_the_last_row_that_shows_it(settings, django_capture_on_commit_callbacks):
    one, other = row(), row()
    archive.keep(one, photo(2400, 1200))
    archive.keep(other, photo(2400, 1200))
    with django_capture_on_commit_callbacks(execute=True):
        one.delete()
    assert default_storage.exists(other.picture.name)
    with django_capture_on_commit_callbacks(execute=True):
        other.delete()
    assert stored(settings) == []


def test_a_half_file_of_a_cut_write_is_replaced():
    imagine, content = row(), photo()
    archive.keep(imagine, content)
    name = imagine.picture.name
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content[:50]))
    archive.keep(imagine, content)
    assert imagine.picture.name == name
    with imagine.picture.open("rb") as file:
        assert file.read() == content


@pytest.fixture
def bucket(settings) -> Storage:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "tests.storages.ForwardsOnly"}}
    return default_storage


def test_a_storage_without_paths_will_do(bucket):
    imagine = row()
    archive.keep(imagine, photo(2400, 1200))
    archive.keep(row(), photo(2400, 1200))
    assert bucket.exists(imagine.picture.name)
    bucket.delete(imagine.preview.name)
    Imagine.objects.update(archive_due_at=timezone.now())
    assert archive.fetch_next()
    assert bucket.exists(imagine.preview.name)
    assert disk.free() > 0


class Full(FileSystemStorage):
    """A disk that is full after so many bytes of a file."""

    room = 2_000

    def _save(self, name: str, content: File[Any]) -> str:
        if "pictures" not in name:
            return super()._save(name, content)
        super()._save(name, ContentFile(content.read()[: self.room]))
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_in_the_middle_leaves_no_half_and_loses_no_row(settings):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.Full"}}
    with PictureHost(photo(600, 300)) as host:
        settings.BLOCKADE_URL = f"{host.origin}/api/v1"
        imagine = row(status=Status.COMPLETE, file_url=f"{host.origin}/a", archive_due_at=timezone.now())
        assert archive.fetch_next()
        imagine.refresh_from_db()
        assert "pictures" not in stored(settings)
        assert (imagine.archive_attempts, imagine.archive_problem) == (0, "")
        assert imagine.archive_due_at > timezone.now()
        assert Service.objects.get().disk_full_since is not None


def test_pictures_wait_below_the_threshold_and_go_on_by_themselves(settings):
    with PictureHost(photo()) as host:
        settings.BLOCKADE_URL = f"{host.origin}/api/v1"
        imagine = row(status=Status.COMPLETE, file_url=f"{host.origin}/a", archive_due_at=timezone.now())
        settings.IMAGINE_MIN_FREE_MB = 10**9
        assert not archive.fetch_next()
        since = Service.objects.get().disk_full_since
        assert since is not None
        assert not archive.fetch_next()
        assert Service.objects.get().disk_full_since == since
        assert host.requests == []

        settings.IMAGINE_MIN_FREE_MB = 0
        assert archive.fetch_next()
        imagine.refresh_from_db()
        assert imagine.archived_at is not None
        assert Service.objects.get().disk_full_since is None


def test_a_worker_that_starts_with_room_takes_back_what_one_before_it_said():
    Service.objects.create(pk="blockade", disk_full_since=timezone.now())
    assert disk.has_room()
    assert Service.objects.get().disk_full_since is None
