"""Reading pictures: small measures that tests speak of."""

from typing import Any

import numpy as np
from PIL import Image

from imagine.sandbox.painter import paint

SIZE = (256, 128)


def painted(prompt: str, seed: int = 1, size: tuple[int, int] = SIZE, **options: Any) -> Image.Image:
    """A small picture."""
    return paint(prompt, seed, *size, **options)


def pixels(picture: Image.Image) -> Any:
    """(rows, columns, 3), 0..255, as numbers that can be subtracted."""
    return np.asarray(picture).astype(float)


def brightness(picture: Image.Image) -> float:
    """Mean of all channels, 0..255."""
    return float(pixels(picture).mean())


def change(first: Image.Image, second: Image.Image) -> float:
    """Mean difference of two pictures, 0..255."""
    return float(abs(pixels(first) - pixels(second)).mean())


def changed_share(first: Image.Image, second: Image.Image, by: float = 8) -> float:
    """The share of pixels that differ clearly."""
    return float((abs(pixels(first) - pixels(second)).max(-1) > by).mean())


def redness(picture: Image.Image) -> float:
    """How far red stands above the other two channels."""
    red, green, blue = pixels(picture).mean((0, 1))
    return float(red - (green + blue) / 2)


def colourfulness(picture: Image.Image) -> float:
    """Mean distance between the strongest and the weakest channel."""
    light = pixels(picture)
    return float((light.max(-1) - light.min(-1)).mean())


def lower_half(picture: Image.Image) -> Image.Image:
    """What lies under the horizon."""
    return picture.crop((0, picture.height // 2, picture.width, picture.height))


def upper_half(picture: Image.Image) -> Image.Image:
    """What lies over the horizon."""
    return picture.crop((0, 0, picture.width, picture.height // 2))
