"""Finishes made with a brush or with patches of colour."""

import numpy as np

from imagine.sandbox.painter.colour import Array, rgb, smooth
from imagine.sandbox.painter.filters import Sheet, cells, edges, patches, saturated


def oil(sheet: Sheet) -> Array:
    """Thick paint: patches, then strokes standing up from the canvas in the light."""
    colour = patches(sheet.pixels, 3.4 * sheet.unit)
    lean = smooth(0.42, 0.58, sheet.texture(2, 1.0, 3))
    strokes = sheet.texture(9, 4.0, 1) * lean + sheet.texture(24, 0.22, 2) * (1 - lean)
    relief = strokes - np.roll(strokes, (max(1, round(sheet.unit)), max(1, round(sheet.unit))), (0, 1))
    colour = saturated(colour, 1.22)
    return np.asarray(colour * (1 + 0.16 * (strokes - 0.5))[..., None] + (relief * 0.24)[..., None])


def watercolour(sheet: Sheet) -> Array:
    """Thin washes on rough paper: pigment gathers at the borders and leaves pale blooms."""
    colour = patches(sheet.pixels, 4 * sheet.unit)
    border = edges(colour, 1.6 * sheet.unit)
    bloom = sheet.texture(2, 1.0, 1)
    paper = sheet.texture(19, 1.0, 2)
    wash = 1 - (1 - saturated(colour, 1.3)) * (0.66 + 0.26 * bloom)[..., None]
    pale = smooth(0.5, 0.8, bloom) * 0.22
    wash = wash + (1 - wash) * pale[..., None]
    wash = wash * (1 - 0.3 * smooth(0.05, 0.4, border))[..., None]
    return wash * (0.95 + 0.16 * (paper - 0.5))[..., None] + rgb(0.03, 0.025, 0.01)


def chalk(sheet: Sheet) -> Array:
    """Pastel sticks on toothed paper."""
    colour = saturated(patches(sheet.pixels, 3 * sheet.unit), 1.12) * 0.85 + 0.13
    tooth = sheet.grain(6, 1.0) * 0.5 + sheet.texture(23, 0.6, 3) * 0.5
    return colour + ((tooth - 0.5) * 0.34)[..., None]


def anime(sheet: Sheet) -> Array:
    """Flat bright colour in clear steps with thin outlines."""
    colour = patches(sheet.pixels, 2.4 * sheet.unit)
    level = colour.max(-1, keepdims=True)
    steps = level * 6
    stepped = (np.floor(steps) + smooth(0.35, 0.65, steps - np.floor(steps))) / 6
    colour = saturated(colour * (stepped / np.maximum(level, 0.02)), 1.35) * 1.06
    return colour * (1 - 0.6 * smooth(0.16, 0.4, edges(colour, 1.2 * sheet.unit)))[..., None]


def mosaic(sheet: Sheet) -> Array:
    """Stained glass: cells of one colour between dark leads."""
    near, second, colour = cells(sheet, 110)
    lead = smooth(0.02, 0.09, second - near)
    glass = (
        saturated(colour, 1.4)
        * (1.12 - 0.25 * near)[..., None]
        * (0.9 + 0.2 * sheet.texture(6, 1.0, 4))[..., None]
    )
    return glass * (0.12 + 0.88 * lead)[..., None]


def pointillism(sheet: Sheet) -> Array:
    """Round dabs of pure colour over a pale ground."""
    near, _second, colour = cells(sheet, 250)
    flicker = sheet.grain(3)[..., None] - 0.5
    dab = saturated(colour, 1.6) + flicker * rgb(0.28, -0.06, -0.28)
    cover = smooth(0.62, 0.42, near)[..., None]
    return np.asarray((colour * 0.55 + 0.4) * (1 - cover) + dab * cover)
