"""What finishes are made of: strips of a picture with wrapping margins, blurs, edges, textures."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from imagine.sandbox.painter.colour import Array, lightness
from imagine.sandbox.painter.noise import Noise

STRIP_PIXELS = 1 << 18


class Sheet:
    """Some rows of a picture, 0..1 sRGB, with margins that wrap sideways and repeat at the poles."""

    def __init__(self, pixels: Array, first: int, margin: int, size: tuple[int, int], noise: Noise) -> None:
        self.pixels, self.margin, self.noise = pixels, margin, noise
        self.width, self.height = size
        self.unit = max(0.5, self.height / 512)  # a pixel of a 1024x512 picture
        self.rows = np.arange(first - margin, first - margin + pixels.shape[0], dtype=np.float32)[:, None]
        self.columns = np.arange(-margin, pixels.shape[1] - margin, dtype=np.float32)[None]

    def texture(self, turns: int, stretch: float = 1.0, stream: int = 0) -> Array:
        """Soft noise that wraps with the picture."""
        azimuth, elevation = self._angles()
        return self.noise.around(azimuth, elevation, turns, stretch, stream)

    def grain(self, turns: int, stretch: float = 1.0) -> Array:
        """White noise that wraps with the picture."""
        azimuth, elevation = self._angles()
        return self.noise.grain_around(azimuth, elevation, turns, stretch)

    def stripes(self, around: int, upward: int) -> Array:
        """-1..1 in whole waves round the picture, so that the lines meet at its edge."""
        phase = self.columns / self.width * around + self.rows / self.height * upward
        return np.sin(phase * np.float32(2 * np.pi))

    def _angles(self) -> tuple[Array, Array]:
        scale = np.float32(2 * np.pi / self.width)
        azimuth, elevation = np.broadcast_arrays(self.columns * scale, -self.rows * scale)
        return azimuth, elevation


def by_strips(
    picture: Image.Image, treat: Callable[[Sheet], Array], margin: float, noise: Noise
) -> Image.Image:
    """Treat a picture strip by strip; `margin` is in pixels of a 1024x512 picture."""
    width, height = picture.size
    edge = int(np.ceil(margin * max(1.0, height / 512))) + 1
    source = np.asarray(picture)
    result = np.empty_like(source)
    rows = max(16, STRIP_PIXELS // width)
    for first in range(0, height, rows):
        last = min(first + rows, height)
        lines = np.clip(np.arange(first - edge, last + edge), 0, height - 1)
        strip = np.pad(source[lines], ((0, 0), (edge, edge), (0, 0)), mode="wrap").astype(np.float32) / 255
        treated = treat(Sheet(strip, first, edge, (width, height), noise))
        result[first:last] = np.clip(treated[edge:-edge, edge:-edge] * 255 + 0.5, 0, 255)
    return Image.fromarray(result)


def blurred(field: Array, radius: float) -> Array:
    """Two box blurs each way; the size stays."""
    reach = max(1, round(radius))
    for _ in range(2):
        for axis in (0, 1):
            field = box(field, reach, axis)
    return field


def box(field: Array, reach: int, axis: int) -> Array:
    """The mean over 2 * reach + 1 neighbours along an axis, put together from doubled sums."""
    pad = [(0, 0)] * field.ndim
    pad[axis] = (reach, reach)
    padded, count = np.moveaxis(np.pad(field, pad, mode="edge"), axis, 0), field.shape[axis]
    span, total, done = 2 * reach + 1, None, 0
    power, width = padded, 1
    while span:
        if span & 1:
            part = power[done : done + count]
            total = part.copy() if total is None else total + part
            done += width
        span >>= 1
        if span:
            power, width = power[:-width] + power[width:], width * 2
    return np.asarray(np.moveaxis(np.asarray(total) * np.float32(1 / (2 * reach + 1)), 0, axis))


def patches(pixels: Array, radius: float) -> Array:
    """Flat patches with crisp borders (Kuwahara): each pixel takes the calmest corner round it."""
    reach = max(1, round(radius))
    light = lightness(pixels)
    planes = np.concatenate([np.moveaxis(pixels, -1, 0), light[None], (light**2)[None]])
    mean = box(box(planes, reach, 1), reach, 2)
    unrest = mean[4] - mean[3] ** 2
    best, calmest = mean[:3], unrest + np.float32(9)
    for down in (-reach, reach):
        for right in (-reach, reach):
            moved = np.roll(unrest, (down, right), (0, 1))
            calmer = moved < calmest
            calmest = np.where(calmer, moved, calmest)
            best = np.where(calmer, np.roll(mean[:3], (down, right), (1, 2)), best)
    return np.ascontiguousarray(np.moveaxis(best, 0, -1))


def edges(pixels: Array, radius: float) -> Array:
    """How sharply lightness changes over about `radius` pixels, 0 and up; 0.3 is a clear outline."""
    light = lightness(pixels)
    if radius > 1.2:
        light = blurred(light, radius * 0.6)
    reach = max(1, round(radius))
    across = np.roll(light, -reach, 1) - np.roll(light, reach, 1)
    upward = np.roll(light, -reach, 0) - np.roll(light, reach, 0)
    return np.asarray(np.hypot(across, upward))


def saturated(pixels: Array, amount: float) -> Array:
    """Stretch colours away from grey."""
    grey = lightness(pixels)[..., None]
    return grey + (pixels - grey) * np.float32(amount)


def cells(sheet: Sheet, count: int) -> tuple[Array, Array, Array]:
    """Jittered cells, `count` round the picture.

    Out come the distance of each pixel from the nearest cell's point, from the second nearest (both in
    cells), and the colour at the nearest.
    """
    size = sheet.width / count
    rng = np.random.default_rng(12)
    jitter = rng.uniform(0.1, 0.9, (256, count, 2)).astype(np.float32)
    x, y = sheet.columns / size, sheet.rows / size
    cell_x, cell_y = np.floor(x).astype(int), np.floor(y).astype(int)
    near = np.full((y.shape[0], x.shape[1]), 9, np.float32)
    second, colour = near.copy(), np.zeros((*near.shape, 3), np.float32)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            of_x, of_y = cell_x + right, cell_y + down
            point = jitter[of_y % 256, of_x % count]
            at_x, at_y = point[..., 0] + of_x, point[..., 1] + of_y
            away = np.hypot(at_x - x, at_y - y)
            row = np.clip(at_y * size - sheet.rows[0, 0], 0, near.shape[0] - 1).astype(int)
            column = np.clip(at_x * size - sheet.columns[0, 0], 0, near.shape[1] - 1).astype(int)
            closer = away < near
            second = np.where(closer, near, np.minimum(second, away))
            colour = np.where(closer[..., None], sheet.pixels[row, column], colour)
            near = np.where(closer, away, near)
    return near, second, colour
