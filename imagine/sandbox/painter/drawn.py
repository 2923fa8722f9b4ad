"""Finishes made of lines."""

import numpy as np

from imagine.sandbox.painter.colour import Array, lightness, rgb, smooth
from imagine.sandbox.painter.filters import Sheet, blurred, edges, patches, saturated

PAPER, INK = rgb(0.96, 0.94, 0.88), rgb(0.09, 0.09, 0.13)


def ink(sheet: Sheet) -> Array:
    """Pen on paper: outlines, and hatching in three directions that thickens into the dark."""
    light = lightness(blurred(sheet.pixels, sheet.unit))
    waver = sheet.texture(9, 1.0, 1) * 0.5
    dark = smooth(0.10, 0.36, edges(sheet.pixels, 1.1 * sheet.unit))
    for threshold, around, upward in ((0.62, 150, 90), (0.40, 150, -90), (0.22, 40, 170)):
        line = sheet.stripes(around, upward) + waver - 0.25
        dark = np.maximum(dark, smooth(0.0, 0.5, line) * smooth(threshold, threshold - 0.14, light))
    return np.asarray(PAPER + (INK - PAPER) * np.clip(dark, 0, 1)[..., None])


def pencil(sheet: Sheet) -> Array:
    """Soft graphite with the grain of the paper."""
    light = lightness(sheet.pixels)
    tooth = sheet.grain(5) * 0.6 + sheet.texture(21, 1.0, 2) * 0.4
    stroke = sheet.stripes(210, 130) * 0.12 + sheet.stripes(190, -60) * 0.06
    dark = smooth(0.1, 0.95, (1 - light) + (tooth - 0.5) * 0.5 + stroke) * 0.85
    dark = np.maximum(dark, smooth(0.06, 0.4, edges(sheet.pixels, sheet.unit)) * 0.9)
    return PAPER + (rgb(0.16, 0.16, 0.18) - PAPER) * np.clip(dark, 0, 1)[..., None]


def woodcut(sheet: Sheet) -> Array:
    """Printed from blocks: a few flat inks, and dark lines cut along the light."""
    flat = patches(sheet.pixels, 3 * sheet.unit)
    light = lightness(flat)[..., None]
    inks = np.floor(light * 4 + 0.5) / 4
    colour = saturated(flat * (inks / np.maximum(light, 0.05)), 0.95) * 0.72 + PAPER * 0.26
    waver = (sheet.texture(1, 1.0, 1) - 0.5) * 4
    phase = sheet.rows / sheet.height * 84 + waver
    ridge = abs((phase - np.floor(phase)) * 2 - 1)
    cut = smooth(0.0, 0.16, (0.62 - light[..., 0]) * 1.35 - ridge * 0.75)
    outline = smooth(0.14, 0.34, edges(flat, 1.4 * sheet.unit))
    return colour + (rgb(0.07, 0.09, 0.2) - colour) * np.maximum(cut, outline)[..., None]


def blueprint(sheet: Sheet) -> Array:
    """White lines on blue paper, over a fine grid."""
    light = lightness(sheet.pixels)
    line = smooth(0.03, 0.3, edges(sheet.pixels, sheet.unit))
    grid = (
        np.maximum(
            smooth(0.985, 1.0, abs(sheet.stripes(32, 0))), smooth(0.985, 1.0, abs(sheet.stripes(0, 16)))
        )
        * 0.25
    )
    base = rgb(0.05, 0.19, 0.42) + light[..., None] * rgb(0.06, 0.13, 0.2)
    return np.asarray(base + (1 - base) * np.clip(line + grid, 0, 1)[..., None] * 0.9)


def neon(sheet: Sheet) -> Array:
    """Glowing outlines over a darkened picture."""
    line = smooth(0.06, 0.5, edges(sheet.pixels, 1.3 * sheet.unit))
    hue = sheet.texture(1, 1.0, 3) * 1.6 + sheet.rows / sheet.height * 1.3
    tube: Array = 0.55 + 0.45 * np.cos(2 * np.pi * (hue[..., None] + rgb(0.0, 0.62, 0.30)))
    tube = tube.astype(np.float32) * line[..., None]
    glow = blurred(tube, 3 * sheet.unit) * 0.9 + blurred(tube, 9 * sheet.unit) * 0.9
    dark = np.maximum(saturated(sheet.pixels, 1.3), 0) ** 1.6 * rgb(0.5, 0.32, 0.72) + rgb(0.02, 0.0, 0.05)
    return np.asarray(1 - np.exp(-1.25 * (dark + glow + tube * 0.9)))
