"""Noise as baked tiles: one look-up brings all octaves.

Each tile is a wrapping square of spectral noise. A seed never bakes a tile anew: it only moves and
turns the place where a `Noise` reads it, so a process bakes each kind once (some 20 ms).
"""

from functools import cache

import numpy as np

from imagine.sandbox.painter.colour import Array

SIDE = 512
CYCLES = 6  # waves of the coarsest octave across a tile
UNITS = 12  # half waves: a unit of the plane holds one hill or one hollow
OCTAVES = 7


class Noise:
    """Fields of noise over a plane, each 0..1 about 0.5; a unit holds one hill or one hollow."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._turns = rng.uniform(0, 2 * np.pi, 16)
        self._shifts = rng.uniform(0, UNITS, (16, 2))

    def soft(self, x: Array, y: Array, stream: int = 0) -> Array:
        """Clouds and hills: fractal noise, mean 0.5, mostly 0.2..0.8."""
        return self._read(_soft_tile(), x, y, stream)

    def ridged(self, x: Array, y: Array, stream: int = 0) -> Array:
        """Crests and veins: sharp lines near 1 on a ground near 0.3."""
        return self._read(_ridged_tile(), x, y, stream)

    def eroded(self, x: Array, y: Array, stream: int = 0) -> Array:
        """Mountains: rough on the crests, smooth in the valleys; 0..1."""
        return self._read(_eroded_tile(), x, y, stream)

    def cells(self, x: Array, y: Array, stream: int = 0) -> Array:
        """Cracks: 0 on the borders between cells, 1 in their middles; about three cells a unit."""
        return self._read(_cell_tile(), x, y, stream)

    def grain(self, x: Array, y: Array, stream: int = 0) -> Array:
        """White noise blurred over a texel, for grass and sparks; 0..1 evenly spread."""
        return self._read(_grain_tile(), x, y, stream)

    def soft_ball(self, x: Array, y: Array, z: Array, stream: int = 0) -> Array:
        """Soft noise on a ball: three planes blended by the way the surface faces; nowhere stretched."""
        return self._ball(_soft_tile(), x, y, z, stream)

    def ridged_ball(self, x: Array, y: Array, z: Array, stream: int = 0) -> Array:
        """Ridged noise on a ball, like `soft_ball`."""
        return self._ball(_ridged_tile(), x, y, z, stream)

    def _ball(self, tile: Array, x: Array, y: Array, z: Array, stream: int) -> Array:
        total, square = np.zeros_like(x), np.zeros_like(x)
        for turn, (a, b, facing) in enumerate(((y, z, x), (z, x, y), (x, y, z))):
            weight = facing**4
            total = total + (self._read(tile, a + turn * 3, b, stream + turn * 5) - 0.5) * weight
            square = square + weight**2
        # Blended noise is weaker where planes overlap; this gives it its spread back.
        return np.asarray(0.5 + total / np.sqrt(square + 1e-12))

    def around(
        self, azimuth: Array, elevation: Array, turns: int, stretch: float = 1.0, stream: int = 0
    ) -> Array:
        """Soft noise over the panorama itself, seamless for a whole number of `turns` of the tile.

        `stretch` below 1 draws the features out upwards.
        """
        return self._panorama(_soft_tile(), azimuth, elevation, turns, stretch, stream)

    def crests_around(
        self, azimuth: Array, elevation: Array, turns: int, stretch: float = 1.0, stream: int = 0
    ) -> Array:
        """Ridged noise over the panorama, seamless like `around`."""
        return self._panorama(_ridged_tile(), azimuth, elevation, turns, stretch, stream)

    def grain_around(self, azimuth: Array, elevation: Array, turns: int, stretch: float = 1.0) -> Array:
        """White noise over the panorama, seamless like `around`."""
        return self._panorama(_grain_tile(), azimuth, elevation, turns, stretch, 0)

    def _panorama(
        self, tile: Array, azimuth: Array, elevation: Array, turns: int, stretch: float, stream: int
    ) -> Array:
        scale = np.float32(SIDE * turns / (2 * np.pi))
        shift = self._shifts[stream % 16] * SIDE / UNITS
        return look_up(
            tile,
            azimuth * scale + np.float32(shift[0]),
            elevation * (scale * np.float32(stretch)) + np.float32(shift[1]),
        )

    def _read(self, tile: Array, x: Array, y: Array, stream: int) -> Array:
        turn, shift = self._turns[stream % 16], self._shifts[stream % 16]
        scale = SIDE / UNITS
        cosine, sine = np.float32(np.cos(turn) * scale), np.float32(np.sin(turn) * scale)
        across = x * cosine - y * sine + np.float32(shift[0] * scale)
        along = x * sine + y * cosine + np.float32(shift[1] * scale)
        return look_up(tile, across, along)


def look_up(tile: Array, across: Array, along: Array) -> Array:
    """Read a wrapping tile between its texels (bilinear); coordinates in texels."""
    whole_across, whole_along = np.floor(across), np.floor(along)
    across = across - whole_across
    along = along - whole_along
    row = whole_across.astype(np.int32) & (SIDE - 1)
    place = row * (SIDE + 1)
    place += whole_along.astype(np.int32) & (SIDE - 1)
    first, second = tile.take(place), tile.take(place + 1)
    first += (second - first) * along
    place += SIDE + 1
    third, fourth = tile.take(place), tile.take(place + 1)
    third += (fourth - third) * along
    first += (third - first) * across
    return first


def _padded(field: Array) -> Array:
    """One more row and column, so that a texel's neighbours need no wrapping; flat for `take`."""
    return np.pad(field, (0, 1), mode="wrap").astype(np.float32).ravel()


def _spectra(seed: int) -> list[Array]:
    """White noise cut into octaves, as spectra."""
    white = np.fft.rfft2(np.random.default_rng(seed).standard_normal((SIDE, SIDE), dtype=np.float32))
    frequency = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None]) * SIDE / CYCLES
    frequency = frequency.astype(np.float32)
    octave = np.log2(np.maximum(frequency, 1e-3))
    white /= np.maximum(frequency, 0.1)
    reaches = (np.clip((octave - number) * (np.pi / 2), -np.pi / 2, np.pi / 2) for number in range(OCTAVES))
    return [white * np.cos(reach) ** 2 for reach in reaches]


def _bands(seed: int) -> list[Array]:
    """White noise cut into octaves, each with a spread of 1."""
    bands = (np.fft.irfft2(spectrum).astype(np.float32) for spectrum in _spectra(seed))
    return [band / band.std() for band in bands]


@cache
def _soft_tile() -> Array:
    # By Parseval a spectrum tells its octave's spread, so that one transform back is enough.
    parts = [
        spectrum * np.float32(0.55**number / np.sqrt((abs(spectrum) ** 2).sum()))
        for number, spectrum in enumerate(_spectra(1))
    ]
    total = np.fft.irfft2(np.sum(parts, axis=0)).astype(np.float32)
    return _padded(np.clip(0.5 + 0.135 * total / total.std(), 0, 1))


@cache
def _ridged_tile() -> Array:
    total, weight = np.zeros((SIDE, SIDE), np.float32), np.ones((SIDE, SIDE), np.float32)
    for number, band in enumerate(_bands(2)):
        crest = np.clip(1 - np.abs(band) * 0.62, 0, 1) ** 2
        total += np.float32(0.5 ** (number + 1)) * crest * weight
        weight = np.clip(crest * 1.6, 0, 1)
    return _padded(total)


@cache
def _eroded_tile() -> Array:
    total = np.zeros((SIDE, SIDE), np.float32)
    slope_x, slope_y = np.zeros_like(total), np.zeros_like(total)
    for number, band in enumerate(_bands(3)):
        level = 0.5 + 0.21 * band
        cell = SIDE / (UNITS * 2**number)
        slope_x += (np.roll(level, -1, 0) - np.roll(level, 1, 0)) * np.float32(cell * 0.4)
        slope_y += (np.roll(level, -1, 1) - np.roll(level, 1, 1)) * np.float32(cell * 0.4)
        total += np.float32(0.5**number) * level / (1 + slope_x**2 + slope_y**2)
    return _padded(total)


@cache
def _cell_tile() -> Array:
    """Distance to the border between the nearest two of one jittered point per cell."""
    count = UNITS * 3
    points = (
        np.mgrid[0:count, 0:count].transpose(1, 2, 0)
        + np.random.default_rng(4).uniform(0.1, 0.9, (count, count, 2))
    ).astype(np.float32)
    texels = np.arange(SIDE, dtype=np.float32) * count / SIDE
    x, y = texels[:, None], texels[None]
    cell_x, cell_y = np.floor(texels).astype(int), np.floor(texels).astype(int)
    near = np.full((SIDE, SIDE), 9, np.float32)
    next_near = near.copy()
    for step_x in (-1, 0, 1):
        for step_y in (-1, 0, 1):
            of_x, of_y = (cell_x + step_x)[:, None], (cell_y + step_y)[None]
            point = points[of_x % count, of_y % count]
            away = np.hypot(
                point[..., 0] + (of_x // count) * count - x, point[..., 1] + (of_y // count) * count - y
            )
            next_near = np.minimum(next_near, np.maximum(away, near))
            near = np.minimum(near, away)
    return _padded(np.clip((next_near - near) * 1.6, 0, 1))


@cache
def _grain_tile() -> Array:
    return _padded(np.random.default_rng(5).random((SIDE, SIDE), dtype=np.float32))
