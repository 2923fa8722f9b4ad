"""Finishes: the hand or the machine a picture seems to come from. Style words choose them."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from imagine.sandbox.painter import drawn, painted, screened
from imagine.sandbox.painter.colour import Array
from imagine.sandbox.painter.filters import Sheet, by_strips
from imagine.sandbox.painter.noise import Noise

# Each with the margin it needs, in pixels of a 1024x512 picture.
STRIPWISE: dict[str, tuple[Callable[[Sheet], Array], float]] = {
    "oil": (painted.oil, 12), "watercolour": (painted.watercolour, 24), "pastel_chalk": (painted.chalk,
        10), "anime": (painted.anime, 10),
    "mosaic": (painted.mosaic, 26), "pointillism": (painted.pointillism, 14), "ink": (drawn.ink, 8),
        "woodcut": (drawn.woodcut, 12),
    "pencil": (drawn.pencil, 8), "blueprint": (drawn.blueprint, 8), "neon": (drawn.neon, 24),
        "film": (screened.film, 24), "glitch": (screened.glitch, 8),
}  # fmt: skip
WHOLE: dict[str, Callable[[Image.Image], Image.Image]] = {
    "pixel": screened.pixel_art,
    "poster": screened.poster,
}


def finish(picture: Image.Image, names: tuple[str, ...], seed: int) -> Image.Image:
    """Apply the named finishes one after the other, two at most."""
    noise = Noise(np.random.default_rng([seed, 13]))
    for name in names[:2]:
        if name in WHOLE:
            picture = WHOLE[name](picture)
        elif name in STRIPWISE:
            treat, margin = STRIPWISE[name]
            picture = by_strips(picture, treat, margin, noise)
    return picture
