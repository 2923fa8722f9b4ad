"""From light to pixels: bloom, exposure, a film-like curve, and a dither against banding."""

import numpy as np
from PIL import Image

from imagine.sandbox.painter.canvas import Canvas
from imagine.sandbox.painter.colour import Array, encode, lightness, linear
from imagine.sandbox.painter.filters import box
from imagine.sandbox.painter.scene import Palette

BLOOM_WIDTH = 256  # the bloom is made small: it is blurred anyway
CURVE_POINTS = 4096
BRIGHTEST = 16.0


def develop(canvas: Canvas, palette: Palette) -> Image.Image:
    """The finished picture, 8 bits a channel."""
    bloom = _bloom(canvas)
    pixels = np.empty((canvas.height, canvas.width, 3), np.uint8)
    curve = _curve(palette)
    rng = np.random.default_rng(9)
    tint = 1 + (linear(palette.tint) / max(float(lightness(linear(palette.tint))), 0.05) - 1) * np.float32(
        palette.strength
    )
    for part, _rays in canvas.tiles():
        light = canvas.light[part].astype(np.float32)
        light += _part_of(bloom, part, canvas) * np.float32(palette.bloom)
        light *= tint
        grey = lightness(light)[..., None]
        light = grey + (light - grey) * np.float32(palette.saturation)
        # The curve is a table over the square root, so that the dark end is read finely too.
        place = np.sqrt(np.clip(light, 0, BRIGHTEST)) * np.float32((CURVE_POINTS - 1) / np.sqrt(BRIGHTEST))
        tone = curve.take(place.astype(np.int32))
        tone += rng.random((*light.shape[:2], 1), dtype=np.float32) + rng.random(
            (*light.shape[:2], 1), dtype=np.float32
        )
        pixels[part] = np.clip(tone - np.float32(0.5), 0, 255)
    return Image.fromarray(pixels)


def _curve(palette: Palette) -> Array:
    light = (np.linspace(0, np.sqrt(BRIGHTEST), CURVE_POINTS) ** 2 * 0.62 * palette.exposure).astype(
        np.float32
    )
    film = np.clip(light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14), 0, 1)
    tone = encode(film)
    # More contrast bends the curve round its middle and keeps both ends.
    bent = tone**palette.contrast / (tone**palette.contrast + (1 - tone) ** palette.contrast + 1e-9)
    return np.asarray(bent * 255, dtype=np.float32)


def _bloom(canvas: Canvas) -> Array:
    """What spills over from bright places, small."""
    step = max(1, canvas.width // BLOOM_WIDTH)
    bright = np.clip(canvas.light[::step, ::step].astype(np.float32) - 0.85, 0, 4)
    total = np.zeros_like(bright)
    for reach in (0.006, 0.018, 0.05):
        total += _blur(bright, max(1, round(reach * bright.shape[1])))
    return np.asarray(total / 3)


def _blur(field: Array, reach: int) -> Array:
    """Three box blurs each way, which is close to a Gauss curve; wraps round sideways."""
    margin = 3 * reach
    field = np.pad(field, ((0, 0), (margin, margin), (0, 0)), mode="wrap")
    for _ in range(3):
        field = box(box(field, reach, 0), reach, 1)
    return field[:, margin:-margin]


def _part_of(bloom: Array, part: slice, canvas: Canvas) -> Array:
    """The bloom of some rows at full size."""
    rows = (np.arange(part.start, part.stop) + 0.5) / canvas.height * bloom.shape[0] - 0.5
    columns = (np.arange(canvas.width) + 0.5) / canvas.width * bloom.shape[1] - 0.5
    low = np.clip(np.floor(rows), 0, bloom.shape[0] - 2).astype(int)
    lines = (
        bloom[low]
        + (bloom[low + 1] - bloom[low]) * np.clip(rows - low, 0, 1).astype(np.float32)[:, None, None]
    )
    left = np.floor(columns).astype(int)
    share = (columns - left).astype(np.float32)[None, :, None]
    first = lines[:, left % bloom.shape[1]]
    return np.asarray(first + (lines[:, (left + 1) % bloom.shape[1]] - first) * share)
