"""Files are judged by what is in them."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from PIL import Image

from imagine.forms import form_for
from imagine.forms.uploads import MEGABYTE
from tests.forms.making import asks, control


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 4)) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, "#246").save(held, kind)
    return held.getvalue()


def damaged() -> bytes:
    """A PNG whose pixels no longer match their checksum."""
    content = bytearray(picture(size=(64, 64)))
    content[content.index(b"IDAT") + 8] ^= 0xFF
    return bytes(content)


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that claims to be `side` pixels wide and high."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100)))


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def with_file(content: bytes, name: str = "a.png", typed: str = "", **param: object):
    made = asks(**{"type": "image", "name": "Sketch", **param})
    upload = SimpleUploadedFile(name, content, "application/octet-stream")
    return form_for(made, QueryDict(f"p-it={typed}"), MultiValueDict({"p-it": [upload]}))


@pytest.mark.parametrize(
    ("kind", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
)
def test_a_picture_goes_along_whole_with_its_true_type(kind, mime):
    content = picture(kind)
    form = with_file(content, name="whatever.bin")
    assert form.is_valid(), form.errors
    file = form.files_for_blockade()["it"]
    assert (file.read(), file.content_type) == (content, mime)
    assert form.cleaned_params() == {}


@pytest.mark.parametrize(
    "content",
    [
        b"<html>hello",
        picture()[:40],
        damaged(),
        picture("GIF"),
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0junk",
    ],
)
def test_what_is_no_picture_is_refused(content):
    form = with_file(content)
    assert form.errors["it"] == ["This is no picture we can read. PNG, JPEG or WebP."]


@pytest.mark.parametrize("side", [8_001, 12_000, 60_000])
def test_a_picture_bomb_is_refused_before_it_is_opened(side):
    assert with_file(bomb(side)).errors["it"] == ["This picture has more than 64 megapixels."]


def test_sizes_have_an_end():
    assert with_file(b"").errors["it"] == ["This file is empty. Choose another."]
    big = with_file(b"x" * (2 * MEGABYTE), name="a.bin", type="file", max_value=1)
    assert big.errors["it"] == ["This file has 2 MB. At most 1 MB."]
    assert with_file(b"x" * 600, name="a.bin", type="file", max_value=2_000).is_valid()


def test_a_file_of_another_kind_goes_along_unread():
    form = with_file(b"solid x", name="a.stl", type="file")
    assert form.is_valid()
    assert form.files_for_blockade()["it"].read() == b"solid x"


def test_a_file_that_calls_itself_a_picture_has_to_be_one():
    assert not with_file(b"solid x", name="a.png", type="file").is_valid()


def test_the_address_of_a_picture_is_a_param():
    made = asks(type="image", name="Sketch", required=True)
    form = form_for(made, QueryDict("p-it=https://example.com/a.png"))
    assert form.is_valid()
    assert form.cleaned_params() == {"it": "https://example.com/a.png"}
    assert form.files_for_blockade() == {}
    assert not form_for(made, QueryDict("p-it=a.png")).is_valid()
    assert form_for(made, QueryDict("p-it=")).errors["it"] == ["Fill in Sketch first."]


def test_a_file_counts_more_than_an_address():
    form = with_file(picture(), typed="https://example.com/a.png")
    assert form.is_valid()
    assert set(form.files_for_blockade()) == {"it"}


def test_the_form_asks_for_a_multipart_request():
    form = form_for(asks(type="image", name="Sketch"))
    assert form.is_multipart()
    assert control(form)["type"] == "file"
    assert "Sketch: web address instead of a file" not in str(form["it"].label)
    assert 'aria-label="it: web address instead of a file"' in str(form_for(asks(type="image"))["it"])
