"""Files that were chosen are kept for their member: once, for a while, and not without end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils import timezone

from imagine import kept_files
from imagine.models import KeptFile, Member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def keep(django_capture_on_commit_callbacks):
    """Keeps a file, and lets happen what waits for the commit."""

    def keep(member: Member, content: bytes) -> KeptFile:
        with django_capture_on_commit_callbacks(execute=True):
            return kept_files.keep(member, upload(content))

    return keep


def upload(content: bytes, name: str = "sketch.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def stored() -> set[str]:
    return set(default_storage.listdir("kept")[1]) if default_storage.exists("kept") else set()


def test_a_kept_file_can_be_read_by_its_member_alone(artist, viewer):
    kept = kept_files.keep(artist, upload(b"lines"))
    found = kept_files.find(artist, kept_files.handle(kept))
    with found.file.open("rb") as opened:
        assert (opened.read(), found.name, found.size) == (b"lines", "sketch.png", 5)
    assert kept_files.find(viewer, kept_files.handle(kept)) is None


@pytest.mark.parametrize(
    "text", ["", "7", "kept-", "kept-x", "kept--1", "kept-²", "file-1", "kept-" + "9" * 30]
)
def test_nothing_else_names_a_kept_file(artist, text):
    kept_files.keep(artist, upload(b"lines"))
    assert kept_files.find(artist, text) is None


def test_the_upload_itself_can_still_be_sent(artist):
    large = TemporaryUploadedFile("big.png", "image/png", 4, None)
    large.write(b"data")
    large.seek(0)
    kept_files.keep(artist, large)
    assert large.read() == b"data"
    with open(large.temporary_file_path(), "rb") as still_there:
        assert still_there.read() == b"data"
    large.close()


def test_nothing_that_a_browser_called_it_reaches_the_storage(artist):
    kept = kept_files.keep(artist, upload(b"x", "../../etc/passwd\n.png"))
    directory, _, name = kept.file.name.partition("/")
    assert directory == "kept"
    assert name.replace("-", "").replace("_", "").isalnum()


def test_the_same_content_is_kept_once_under_its_last_name(artist):
    first = kept_files.keep(artist, upload(b"same", "one.png"))
    again = kept_files.keep(artist, upload(b"same", "two.png"))
    assert (again.pk, again.name, len(stored())) == (first.pk, "two.png", 1)


def test_a_copy_that_was_lost_is_made_anew(artist):
    first = kept_files.keep(artist, upload(b"same"))
    default_storage.delete(first.file.name)
    assert kept_files.find(artist, kept_files.handle(first)) is None
    again = kept_files.keep(artist, upload(b"same"))
    assert again.pk == first.pk
    assert kept_files.find(artist, kept_files.handle(again))


def test_what_is_too_old_is_gone_and_its_file_with_it(artist, keep):
    old = keep(artist, b"old")
    KeptFile.objects.update(kept_at=timezone.now() - kept_files.KEPT_FOR)
    assert kept_files.find(artist, kept_files.handle(old)) is None
    new = keep(artist, b"new")
    assert list(KeptFile.objects.all()) == [new]
    assert stored() == {new.file.name.partition("/")[2]}


def test_beyond_what_a_member_may_have_the_oldest_go(artist, viewer, keep, monkeypatch):
    monkeypatch.setattr(kept_files, "MOST_BYTES", 10)
    theirs = keep(viewer, b"theirs")
    for number in range(3):
        keep(artist, f"{number}....".encode())
        KeptFile.objects.filter(member=artist).update(kept_at=timezone.now() - timedelta(hours=3 - number))
    names = {one.file.name.partition("/")[2] for one in KeptFile.objects.all()}
    assert KeptFile.objects.filter(member=artist).count() == 2
    assert KeptFile.objects.filter(pk=theirs.pk).exists()
    assert stored() == names


def test_one_that_is_heavier_than_all_allowance_is_kept_alone(artist, keep, monkeypatch):
    monkeypatch.setattr(kept_files, "MOST_BYTES", 3)
    keep(artist, b"ab")
    heavy = keep(artist, b"abcdef")
    assert list(KeptFile.objects.all()) == [heavy]


def test_one_chosen_again_while_it_is_cleared_away_stays(artist):
    kept = kept_files.keep(artist, upload(b"again"))
    before = KeptFile.objects.get()
    before.kept_at -= timedelta(days=1)
    assert kept_files._forget([before]) == 0
    assert kept_files.find(artist, kept_files.handle(kept))
