"""Finishes of film, screens and print shops."""

import numpy as np
from PIL import Image

from imagine.sandbox.painter.colour import Array, lightness, rgb, smooth
from imagine.sandbox.painter.filters import Sheet, blurred

PIXEL_ROWS = 96
BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 - 0.47


def pixel_art(picture: Image.Image) -> Image.Image:
    """Large square pixels in few colours, dithered like an old console's."""
    width, height = picture.size
    rows = min(PIXEL_ROWS, max(8, height // 2))
    small = np.asarray(picture.resize((rows * 2, rows), Image.Resampling.BOX), dtype=np.float32)
    small = 128 + (small - 128) * 1.12
    dither = np.tile(BAYER, (rows // 4 + 1, rows // 2 + 1))[:rows, : rows * 2, None] * 26
    dithered = Image.fromarray(np.clip(small + dither, 0, 255).astype(np.uint8))
    few = dithered.quantize(28, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.resize((width, height), Image.Resampling.NEAREST)


def poster(picture: Image.Image) -> Image.Image:
    """A travel poster: nine flat inks with clean borders."""
    width, height = picture.size
    rows = min(height, 512)
    wide = np.asarray(picture.resize((rows * 2, rows), Image.Resampling.BOX))
    margin = 8
    padded = np.pad(wide, ((0, 0), (margin, margin), (0, 0)), mode="wrap").astype(np.float32)
    flat = blurred(padded, 2.4)[:, margin:-margin]
    few = Image.fromarray(np.clip(flat, 0, 255).astype(np.uint8)).quantize(
        9, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    colours = np.asarray(few.convert("RGB"), dtype=np.float32)
    colours = np.clip(128 + (colours - 122) * 1.18, 0, 255).astype(np.uint8)
    return Image.fromarray(colours).resize(
        (width, height), Image.Resampling.NEAREST if rows == height else Image.Resampling.BICUBIC
    )


def film(sheet: Sheet) -> Array:
    """Grain, lifted blacks, warm lights over cool shadows, a red halo round bright places."""
    light = lightness(sheet.pixels)[..., None]
    halo = blurred(smooth(0.8, 1.0, light), 7 * sheet.unit) * rgb(0.22, 0.07, 0.02)
    toned = sheet.pixels * 0.9 + 0.045
    toned = toned + (light - 0.5) * rgb(0.06, 0.01, -0.08)
    grain = (sheet.grain(4) + sheet.grain(7) - 1) * 0.16
    return np.asarray(toned + halo + (grain * (1.1 - light[..., 0]))[..., None])


def glitch(sheet: Sheet) -> Array:
    """A worn hologram: colours out of register, scan lines, torn rows."""
    shift = max(1, round(3 * sheet.unit))
    red, blue = np.roll(sheet.pixels[..., 0], shift, 1), np.roll(sheet.pixels[..., 2], -shift, 1)
    torn = np.stack([red, sheet.pixels[..., 1], blue], -1)
    band = np.floor(sheet.rows / sheet.height * 90)
    is_torn = np.sin(band * 127.1) * 43758.5 % 1 > 0.86
    torn = np.where(is_torn[..., None], np.roll(torn, shift * 2, 1)[..., ::-1] * 0.8 + 0.1, torn)
    lines = 0.82 + 0.18 * sheet.stripes(0, min(256, sheet.height // 3))
    return np.asarray(torn * lines[..., None] * rgb(0.92, 1.06, 1.12))
