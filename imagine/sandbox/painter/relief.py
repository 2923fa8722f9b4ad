"""The land as seen from the viewer's place: heights along every line of sight, and what each pixel hits."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from imagine.sandbox.painter import trees
from imagine.sandbox.painter.canvas import Canvas, direction
from imagine.sandbox.painter.colour import Array, smooth
from imagine.sandbox.painter.landforms import height_of
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import Scene

NEAR, FAR = 0.12, 60.0
CURVE = 0.00004  # far land sinks a little behind the horizon
CHUNK = 256  # columns shaped at a time


@dataclass(frozen=True)
class Hits:
    """What the pixels of a tile see of the land; flat arrays over the pixels that see any."""

    rows: Array
    columns: Array
    distance: Array
    x: Array
    z: Array
    height: Array
    slope_x: Array
    slope_z: Array
    shade: Array
    hollow: Array
    raw: Array
    leaf: Array  # 0 for ground, else 1 + a tree's own number in 0..1
    leaf_side: Array
    leaf_height: Array


class Relief:
    """Land in polar form: one column per pixel column, distances growing by a steady ratio."""

    def __init__(self, scene: Scene, canvas: Canvas, noise: Noise) -> None:
        self.scene, self.canvas, self.noise = scene, canvas, noise
        self.steps = int(np.clip(canvas.height // 2, 150, 460))
        self.distance = np.geomspace(NEAR, FAR, self.steps).astype(np.float32)
        self.raw = np.empty((canvas.width, self.steps), np.float32)
        self._shape_land()
        self.forest = trees.plant(scene, canvas, noise, self.distance)
        height = np.maximum(self.raw, 0) if scene.water else self.raw
        self._find_slopes(height)
        self.shade = self._find_shade()
        self.even_shade = np.float32(self.shade[:, : self.steps // 8].mean())
        self.hollow = self._find_hollows(height)
        self.crest = self._find_crests(height)
        self.top_row = int(np.floor(float(canvas.row_at(float(self.crest[:, -1].max()))))) - 1
        self.first_row = max(0, self.top_row)

    def _shape_land(self) -> None:
        form, ground = height_of(self.scene.ground), self.scene.ground
        for start in range(0, self.canvas.width, CHUNK):
            azimuth = self.canvas.azimuth[start : start + CHUNK, None]
            x, z = np.sin(azimuth) * self.distance, np.cos(azimuth) * self.distance
            self.raw[start : start + CHUNK] = form(x, z, self.noise, ground, False)
        # Right below the viewer all columns meet in a point, so they must agree on its height.
        underfoot = self.raw[:, 0].mean()
        self.raw = underfoot + (self.raw - underfoot) * smooth(NEAR, NEAR * 3, self.distance)

    def _find_slopes(self, height: Array) -> None:
        outward = np.gradient(height, axis=1) / np.gradient(self.distance)
        turn = np.float32(2 * 2 * np.pi / self.canvas.width)
        around = (np.roll(height, -1, 0) - np.roll(height, 1, 0)) / (turn * self.distance)
        sine, cosine = np.sin(self.canvas.azimuth)[:, None], np.cos(self.canvas.azimuth)[:, None]
        self.slope_x = outward * sine + around * cosine
        self.slope_z = outward * cosine - around * sine

    def _find_shade(self) -> Array:
        """1 in the light, 0 in the shadow of other land; found coarsely and smoothed up."""
        scene = self.scene
        columns, steps = max(64, self.canvas.width // 6), max(50, self.steps // 3)
        azimuth = ((np.arange(columns) + 0.5) / columns * 2 * np.pi).astype(np.float32)[:, None]
        distance = np.geomspace(NEAR, FAR, steps).astype(np.float32)
        x, z = np.sin(azimuth) * distance, np.cos(azimuth) * distance
        form = height_of(scene.ground)
        start = form(x, z, self.noise, scene.ground, True)
        sun_x, sun_y, sun_z = direction(scene.sun.azimuth, max(scene.sun.elevation, 0.07))
        flat = float(np.hypot(sun_x, sun_z))
        shade, reach = np.ones_like(x), 0.07
        for _ in range(11):
            reach *= 1.6
            along_x, along_z = np.float32(sun_x / flat * reach), np.float32(sun_z / flat * reach)
            over = form(x + along_x, z + along_z, self.noise, scene.ground, True)
            ray = start + np.float32(sun_y / flat * reach)
            shade = np.minimum(shade, np.clip(1 - (over - ray) / np.float32(reach * 0.1 + 0.006), 0, 1))
        return _enlarge(shade, self.raw.shape)

    def _find_hollows(self, height: Array) -> Array:
        """About 0.5 on even ground, less in hollows and more on crests."""
        small = _shrink(height, (max(32, self.canvas.width // 24), max(24, self.steps // 12)))
        return np.asarray(
            np.clip(0.5 + (height - _enlarge(small, height.shape)) / (self.distance * 0.07 + 0.05), 0, 1)
        )

    def _find_crests(self, height: Array) -> Array:
        """The highest elevation angle met so far, along each column."""
        seen = np.maximum(height, self.forest.top) if self.forest else height
        rise = seen - self.distance**2 * np.float32(CURVE) - np.float32(self.scene.ground.eye)
        crest = np.arctan2(rise, self.distance)
        return np.maximum.accumulate(crest, axis=1)

    def hits(self, part: slice) -> Hits | None:
        """What the pixels of these rows see, or None where all is sky."""
        if part.stop <= self.first_row:
            return None
        step = self._first_steps(part)
        rows, columns = np.nonzero(step < self.steps)
        if not len(rows):
            return None
        return self._describe(rows, columns, step[rows, columns], self.canvas.elevation[part][rows])

    def _first_steps(self, part: slice) -> Array:
        """(rows, W): the first step along each column that reaches up to the pixel."""
        count = part.stop - part.start
        found = np.empty((count, self.canvas.width), np.int16)
        for start in range(0, self.canvas.width, CHUNK):
            crest = self.crest[start : start + CHUNK]
            # Tiles hold few rows, so counting the crests below each row's angle is cheapest by search.
            for number, line in enumerate(crest):
                found[:, start + number] = np.searchsorted(line, self.canvas.elevation[part])
        return found

    def _describe(self, rows: Array, columns: Array, step: Array, elevation: Array) -> Hits:
        canvas, eye = self.canvas, np.float32(self.scene.ground.eye)
        before = np.maximum(step - 1, 0)
        here, prior = columns * self.steps + step, columns * self.steps + before
        high, low = self.crest.take(here), self.crest.take(prior)
        share = np.clip((elevation - low) / np.maximum(high - low, 1e-6), 0, 1)
        near, far = self.distance[before], self.distance[step]
        raw_near, raw_far = self.raw.take(prior), self.raw.take(here)
        leaf = self.forest.number.take(here) if self.forest else np.zeros_like(share)
        is_wall = ((raw_far - raw_near) > 0.02 * far) | (leaf > 0)
        distance = np.where(is_wall, far, near + (far - near) * share)
        tangent = np.tan(elevation)
        distance = np.where(elevation < self.crest[columns, 0], -eye / np.minimum(tangent, -1e-3), distance)
        raw = raw_near + (raw_far - raw_near) * share
        height = np.where(is_wall, eye + distance * tangent, raw)
        azimuth = canvas.azimuth[columns]

        def between(field: Array) -> Array:
            first = field.take(prior)
            return np.asarray(first + (field.take(here) - first) * share)

        # Right below the viewer a column is thinner than any slope: the land counts as even there.
        apart = smooth(NEAR, NEAR * 4, distance)
        slope_x, slope_z = between(self.slope_x) * apart, between(self.slope_z) * apart
        shade = self.even_shade + (self.shade.take(here) - self.even_shade) * apart
        hollow = 0.5 + (self.hollow.take(here) - 0.5) * apart
        return Hits(
            rows=rows,
            columns=columns,
            distance=distance,
            x=np.sin(azimuth) * distance,
            z=np.cos(azimuth) * distance,
            height=height,
            slope_x=slope_x,
            slope_z=slope_z,
            shade=shade,
            hollow=hollow,
            raw=np.where(leaf > 0, np.maximum(raw, 0.05), raw),
            leaf=leaf,
            leaf_side=self.forest.side.take(here) if self.forest else leaf,
            leaf_height=self.forest.share_up(here, height) if self.forest else leaf,
        )


def _shrink(field: Array, shape: tuple[int, int]) -> Array:
    image = Image.fromarray(field).resize((shape[1], shape[0]), Image.Resampling.BOX)
    return np.asarray(image)


def _enlarge(field: Array, shape: tuple[int, int]) -> Array:
    """Bilinear, and wrapping along the first axis."""
    padded = np.pad(field.astype(np.float32), ((1, 1), (0, 0)), mode="wrap")
    per = shape[0] / field.shape[0]
    box = (0, 1, field.shape[1], field.shape[0] + 1)
    image = Image.fromarray(padded).resize(
        (shape[1], round(field.shape[0] * per)), Image.Resampling.BILINEAR, box=box
    )
    return np.asarray(image)
