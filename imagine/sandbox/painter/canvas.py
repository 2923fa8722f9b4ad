"""The picture while it is being painted: half-precision light, visited in tiles of rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from imagine.sandbox.painter.colour import Array

TILE_PIXELS = 1 << 17  # a tile's working arrays stay in the processor's cache


@dataclass(frozen=True)
class Rays:
    """Where the pixels of some rows look: `azimuth` is (1, W), `elevation` (rows, 1), the rest (rows, W)."""

    azimuth: Array
    elevation: Array
    x: Array
    y: Array
    z: Array

    @classmethod
    def looking(cls, azimuth: Array, elevation: Array) -> "Rays":
        """Rays for a row of azimuths and a column of elevations."""
        azimuth = np.asarray(azimuth, dtype=np.float32).reshape(1, -1)
        elevation = np.asarray(elevation, dtype=np.float32).reshape(-1, 1)
        flat = np.cos(elevation)
        y = np.broadcast_to(np.sin(elevation), (elevation.shape[0], azimuth.shape[1]))
        return cls(azimuth, elevation, np.sin(azimuth) * flat, y, np.cos(azimuth) * flat)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.x.shape[0], self.x.shape[1]

    def cosine_to(self, azimuth: float, elevation: float) -> Array:
        """Cosine of the angle between each ray and a direction."""
        x, y, z = direction(azimuth, elevation)
        return self.x * np.float32(x) + self.y * np.float32(y) + self.z * np.float32(z)

    def round_axis(self, azimuth: float, elevation: float) -> tuple[Array, Array]:
        """The turn of each ray round an axis, as cosine and sine: constant along lines that meet in it."""
        x, y, z = direction(azimuth, elevation)
        right = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
        up = np.cross([x, y, z], right)
        across = self.x * np.float32(right[0]) + self.z * np.float32(right[2])
        upward = self.x * np.float32(up[0]) + self.y * np.float32(up[1]) + self.z * np.float32(up[2])
        length = np.sqrt(across**2 + upward**2) + np.float32(1e-4)
        return across / length, upward / length


class Canvas:
    """Light for every pixel, kept as float16 so that 8192x4096 fits in 200 MB."""

    def __init__(self, width: int, height: int, horizon: float = 0.0) -> None:
        """`horizon` lifts the horizon by so many radians, bending the rows; the poles stay where they are."""
        self.width, self.height = width, height
        self.light = np.zeros((height, width, 3), np.float16)
        self.azimuth = ((np.arange(width) + 0.5) / width * 2 * np.pi).astype(np.float32)
        straight = np.pi / 2 - (np.arange(height) + 0.5) / height * np.pi
        self.elevation = (straight - horizon * np.cos(straight) ** 2).astype(np.float32)
        self.pixel = float(np.pi / height)

    def tiles(self, first: int = 0, last: int | None = None) -> Iterator[tuple[slice, Rays]]:
        """The rows from `first` up to `last` in tiles, each with its rays."""
        rows = max(1, TILE_PIXELS // self.width)
        last = self.height if last is None else last
        for start in range(first, last, rows):
            part = slice(start, min(start + rows, last))
            yield part, Rays.looking(self.azimuth, self.elevation[part])

    def row_at(self, elevation: Array | float) -> Array:
        """The row, with its fraction, that looks at an elevation."""
        return np.asarray(
            np.interp(-np.asarray(elevation), -self.elevation, np.arange(self.height)).astype(np.float32)
        )

    def look_up(self, elevation: Array, column: Array) -> Array:
        """Light between rows (linear) and at the nearest column, wrapping round."""
        row = self.row_at(elevation)
        low = np.clip(row, 0, self.height - 1.001).astype(np.int32)
        share = (row - low)[..., None]
        place = low * self.width + column.astype(np.int32) % self.width
        flat = self.light.reshape(-1, 3)
        upper = flat[place].astype(np.float32)
        lower = flat[np.minimum(place + self.width, flat.shape[0] - 1)].astype(np.float32)
        return np.asarray(upper + (lower - upper) * share)


def direction(azimuth: float, elevation: float) -> tuple[float, float, float]:
    """The unit vector of an azimuth and an elevation."""
    flat = np.cos(elevation)
    return float(np.sin(azimuth) * flat), float(np.sin(elevation)), float(np.cos(azimuth) * flat)
