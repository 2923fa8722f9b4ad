"""What a file really is, by its content: kind, size, small versions and colour.

A JPEG is read at the smallest scale that the preview needs: 8192 × 4096 takes 45 MB then instead of 300, and
half the time. PNG (200 MB) and WebP (500 MB) know no such thing and are opened whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image

from .problems import Unfit

# So much that opening one takes half a gigabyte at most, as tests/benchmarks/archive.py measures it.
MOST_PIXELS = {"JPEG": 16384 * 8192, "PNG": 8192 * 8192, "WEBP": 8192 * 4096}
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
WIDTHS = {"large": 1024, "small": 512}
PREVIEW_WIDTH = 2048
# Pillow's own cap is lower than the pictures that are made today.
Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())


@dataclass(frozen=True)
class Look:
    """What a picture is, and what pages need of it. `preview` is b"" where the picture is no larger."""

    suffix: str
    width: int
    height: int
    preview: bytes
    thumbs: dict[str, bytes]
    colour: str


def look_at(file: IO[bytes]) -> Look:
    """Open a file as a picture and make its small versions; raises Unfit when it is none that we keep."""
    file.seek(0)
    try:
        picture = _opened(file)
        width, height = picture.size
        whole = _reduced(picture)
    except (OSError, ValueError, SyntaxError, OverflowError, Image.DecompressionBombError) as error:
        raise Unfit("What came is not a picture that can be opened.") from error
    return Look(
        suffix=FORMATS[picture.format or ""],
        width=width,
        height=height,
        preview=_webp(whole, 85) if width > PREVIEW_WIDTH else b"",
        thumbs={name: _thumbnail(whole, size, is_wide=width == 2 * height) for name, size in WIDTHS.items()},
        colour=_average_colour(whole),
    )


def _opened(file: IO[bytes]) -> Image.Image:
    try:
        picture = Image.open(file, formats=tuple(FORMATS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit("The picture has more pixels than this studio opens.") from error
    # Only the head was read by now.
    if picture.width * picture.height > MOST_PIXELS[picture.format or ""]:
        raise Unfit("The picture has more pixels than this studio opens.")
    return picture


def _reduced(picture: Image.Image) -> Image.Image:
    """The whole picture in RGB, as wide as a preview at most; reads every byte of it."""
    picture.draft("RGB", (PREVIEW_WIDTH, 1))
    picture.load()
    image = picture if picture.mode == "RGB" else picture.convert("RGB")
    image.thumbnail(
        (PREVIEW_WIDTH, max(PREVIEW_WIDTH, image.height)), Image.Resampling.LANCZOS, reducing_gap=2.0
    )
    return image


def _thumbnail(whole: Image.Image, width: int, *, is_wide: bool) -> bytes:
    """A WebP for lists. A panorama is cut to its middle 80 %, framed a little above the horizon."""
    image = whole
    if is_wide:
        margin_x, height = whole.width // 10, whole.height * 4 // 5
        top = whole.height * 8 // 100
        image = whole.crop((margin_x, top, whole.width - margin_x, top + height))
    image = image.copy()
    image.thumbnail((width, width), Image.Resampling.LANCZOS)
    return _webp(image, 82)


def _webp(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()


def _average_colour(image: Image.Image) -> str:
    red, green, blue = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]  # RGB
    return f"#{red:02x}{green:02x}{blue:02x}"
