"""Pictures without the words that were written into them."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from imagine.downloads.bare import bare
from imagine.downloads.pieces import Pieces
from imagine.downloads.weaving import NotWoven

SECRET = b"a still fjord before sunrise"


def noisy() -> Image.Image:
    return Image.effect_noise((64, 32), 90).convert("RGB")


def written(kind: str) -> bytes:
    """A picture of a kind with the secret in every place there is for words."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    if kind == "PNG":
        words = PngInfo()
        words.add_text("parameters", SECRET.decode())
        words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        noisy().save(out, kind, pnginfo=words, exif=exif, icc_profile=b"profile" * 9)
    else:
        more = {"comment": SECRET} if kind == "JPEG" else {}
        noisy().save(out, kind, exif=exif, xmp=SECRET, icc_profile=b"profile" * 9, **more)
    return out.getvalue()


def stripped(content: bytes) -> bytes:
    file = io.BytesIO(content)
    return Pieces(file, bare(file, len(content))).read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_words_go_and_pixels_and_colours_stay(kind):
    content = written(kind)
    assert SECRET in content
    left = stripped(content)
    assert SECRET not in left
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(left))
    assert before.tobytes() == after.tobytes()
    assert after.info["icc_profile"] == b"profile" * 9
    assert len(after.getexif()) == 0
    assert stripped(left) == left


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_plain_stays_as_it_is(kind):
    out = io.BytesIO()
    noisy().save(out, kind)
    assert stripped(out.getvalue()) == out.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"\xff\xd8\xff", b"\xff\xd8" + b"\0" * 40, b"RIFF\0\0\0\0WEBP"]
)
def test_what_is_no_picture_is_not_given_out(content):
    with pytest.raises(NotWoven):
        stripped(content)
