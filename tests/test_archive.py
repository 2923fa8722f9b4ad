"""Finished pictures are fetched safely, measured, and shown from our own origin."""

from __future__ import annotations

import time
from datetime import timedelta
from io import BytesIO
from zlib import crc32

import pytest
from django.utils import timezone
from PIL import Image

from imagine import archive, mirror, upstream
from imagine.archive import pictures
from imagine.models import Imagine, Status
from tests.making import generator_key, row

pytestmark = pytest.mark.django_db


def picture(width: int = 200, height: int = 100, kind: str = "JPEG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), (200, 60, 30)).save(out, kind)
    return out.getvalue()


@pytest.fixture
def made(sandbox):
    """A picture that the sandbox has really painted, known to the mirror."""
    blockade = upstream.connect()
    accepted = blockade.generate(generator_key(), {"prompt": "A salt flat at sundown", "seed": 3})
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        mirror.refresh(blockade)
        imagine = Imagine.objects.get(blockade_id=accepted.id)
        if imagine.status == Status.COMPLETE:
            return imagine
        time.sleep(0.05)
    raise AssertionError(f"still {imagine.status}")


def test_a_finished_picture_is_kept_with_thumbnails_and_measures(made):
    assert archive.fetch_next()
    made.refresh_from_db()
    assert made.archived_at is not None
    assert made.is_panorama
    assert made.placeholder.startswith("#")
    for file, width in ((made.thumb_large, 1024), (made.thumb_small, 512)):
        with file.open("rb") as opened, Image.open(opened) as thumb:
            assert thumb.format == "WEBP"
            assert thumb.width <= width
    assert not archive.fetch_next()


def test_the_key_never_goes_along_with_a_picture(made, sandbox):
    archive.fetch_next()
    (fetched,) = [call for call in sandbox.statistics()["requests"] if call["endpoint"] == "picture"]
    assert fetched["key_in"] == "nowhere"


def test_a_picture_that_is_not_there_is_tried_later(sandbox):
    imagine = row(
        status=Status.COMPLETE, file_url=f"{sandbox.origin}/pictures/none.jpg", archive_due_at=timezone.now()
    )
    assert archive.fetch_next()
    imagine.refresh_from_db()
    assert imagine.archive_due_at is not None
    assert imagine.archive_due_at > timezone.now() + timedelta(seconds=5)
    assert imagine.archive_problem == ""


@pytest.mark.parametrize("content", [b"", b"<html>", b"GIF89a....", picture()[:50], picture(kind="BMP")])
def test_what_is_not_a_picture_is_refused(content):
    with pytest.raises(archive.Unfit):
        archive.keep(row(), content)


def test_a_picture_with_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setitem(pictures.MOST_PIXELS, "JPEG", 100)
    with pytest.raises(archive.Unfit, match="pixels"):
        archive.keep(row(), picture())


def test_a_large_jpeg_is_never_opened_at_its_full_size():
    file = BytesIO(picture(8192, 4096))
    assert pictures._opened(file).size == (8192, 4096)
    assert pictures._reduced(pictures._opened(file)).size == (2048, 1024)
    look = pictures.look_at(file)
    assert (look.width, look.height) == (8192, 4096)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("WEBP", "RGBA")],
)
def test_every_kind_of_picture_gets_its_small_versions(kind, mode):
    out = BytesIO()
    Image.new(mode, (2400, 1200)).save(out, kind)
    look = pictures.look_at(out)
    assert (look.width, look.height) == (2400, 1200)
    assert look.preview
    assert look.thumbs.keys() == {"large", "small"}


def test_a_bomb_is_refused_by_its_head_alone():
    # 30,000 by 30,000 pixels in 70 bytes.
    head = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (30_000).to_bytes(4) * 2 + b"\x08\x02\0\0\0"
    bomb = head + crc32(head[12:]).to_bytes(4) + b"\0\0\0\0IDAT\x35\xaf\x06\x1e"
    with pytest.raises(archive.Unfit, match="more pixels"):
        archive.keep(row(), bomb)


def test_two_to_one_is_measured():
    wide, square = row(), row()
    archive.keep(wide, picture(200, 100))
    archive.keep(square, picture(100, 100))
    assert (wide.is_panorama, square.is_panorama) == (True, False)


def test_a_large_picture_has_a_whole_preview_2048_wide():
    imagine = row()
    archive.keep(imagine, picture(2400, 1200))
    with imagine.preview.open("rb") as opened, Image.open(opened) as preview:
        assert (preview.format, preview.size) == ("WEBP", (2048, 1024))


def test_a_picture_no_larger_than_a_preview_has_none():
    imagine = row()
    archive.keep(imagine, picture(2048, 1024))
    assert not imagine.preview


def test_a_trashed_one_is_not_fetched(made):
    Imagine.objects.update(trashed_at=timezone.now())
    assert not archive.fetch_next()
