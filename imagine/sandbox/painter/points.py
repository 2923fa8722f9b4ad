"""Many small round lights, each as wide in azimuth as its row is stretched."""

from dataclasses import dataclass

import numpy as np

from imagine.sandbox.painter.canvas import Canvas, Rays
from imagine.sandbox.painter.colour import Array

REACH = 2.2  # radii at which a point has faded away


@dataclass(frozen=True)
class Points:
    """Directions, radii (radians), colours and powers; arrays over the points."""

    azimuth: Array
    elevation: Array
    radius: Array
    colour: Array
    power: Array

    def add(self, light: Array, rays: Rays, canvas: Canvas) -> None:
        """Add what falls on the rows of `rays` to `light`."""
        top, bottom = float(rays.elevation[0, 0]), float(rays.elevation[-1, 0])
        reach = self.radius * REACH + canvas.pixel
        here = np.flatnonzero(
            (self.elevation - reach < top) & (self.elevation + reach > bottom) & (self.power > 0)
        )
        if not len(here):
            return
        first = float(canvas.row_at(top))
        row = np.rint(canvas.row_at(self.elevation[here]) - first).astype(int)
        tallest = int(np.ceil(float(reach[here].max()) / canvas.pixel))
        for step in range(-tallest, tallest + 1):
            self._add_rows(light, rays, here, row + step, canvas)

    def _add_rows(self, light: Array, rays: Rays, chosen: Array, rows: Array, canvas: Canvas) -> None:
        inside = (rows >= 0) & (rows < light.shape[0])
        chosen, rows = chosen[inside], rows[inside]
        off = (rays.elevation[rows, 0] - self.elevation[chosen]) / self.radius[chosen]
        keep = abs(off) < REACH
        chosen, rows, off = chosen[keep], rows[keep], off[keep]
        if not len(chosen):
            return
        squeeze = np.maximum(np.cos(rays.elevation[rows, 0]), 1e-4)
        column_width = 2 * np.pi / canvas.width
        half = np.minimum(
            np.ceil(REACH * self.radius[chosen] / squeeze / column_width), canvas.width // 2 - 1
        ).astype(int)
        count = 2 * half + 1
        member = np.repeat(np.arange(len(chosen)), count)
        step = np.arange(len(member)) - np.repeat(np.cumsum(count) - count, count) - half[member]
        centre = self.azimuth[chosen] / column_width
        column = np.floor(centre)[member] + step
        aside = (column + 0.5 - centre[member]) * column_width * squeeze[member] / self.radius[chosen][member]
        strength = self.power[chosen][member] * np.exp(-(aside**2) - off[member] ** 2)
        lit = (self.colour[chosen][member] * strength[:, None]).astype(np.float32)
        np.add.at(light, (rows[member], column.astype(int) % canvas.width), lit)
