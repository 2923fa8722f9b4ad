"""Set the drawn motifs into the picture, in its light and its air."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from imagine.sandbox.painter.canvas import Canvas, Rays
from imagine.sandbox.painter.colour import Array, linear
from imagine.sandbox.painter.pen import Pen
from imagine.sandbox.painter.scene import Scene, Thing
from imagine.sandbox.painter.sky import Backdrop
from imagine.sandbox.painter.sprites import SPRITES

LARGEST = 1400  # pixels a sprite is drawn at
FLOATING = {"boat", "fishing_boat", "whale"}
AIR = {"castle": 0.35, "bridge": 0.3, "dragon": 0.3, "birds": 0.2, "saucer": 0.15, "whale": 0.2}


@dataclass(frozen=True)
class Stamp:
    """A lit sprite and the cells of the picture it covers."""

    rows: Array
    columns: Array
    light: Array
    cover: Array
    shine: Array


class ThingsPainter:
    """Paints the scene's things over the land."""

    def __init__(self, scene: Scene, canvas: Canvas, backdrop: Backdrop) -> None:
        self.scene, self.canvas, self.backdrop = scene, canvas, backdrop
        rng = np.random.default_rng([scene.seed, 14])
        things = sorted(
            (thing for thing in scene.things if thing.name in SPRITES), key=lambda thing: thing.size
        )
        self.stamps = [self._stamp(thing, rng) for thing in things]
        floating = [stamp for stamp, thing in zip(self.stamps, things, strict=True) if thing.name in FLOATING]
        self.mirrored = [_mirrored(stamp, canvas) for stamp in floating] if scene.water else []

    def paint(self, part: slice, rays: Rays, light: Array) -> None:
        """Paint what some rows see of the things into `light`."""
        for stamp in [*self.mirrored, *self.stamps]:
            inside = (stamp.rows >= part.start) & (stamp.rows < part.stop)
            if not inside.any():
                continue
            place = np.ix_(stamp.rows[inside] - part.start, stamp.columns)
            light[place] += (stamp.light[inside] - light[place]) * stamp.cover[inside][..., None]
            light[place] += stamp.shine[inside]

    def _stamp(self, thing: Thing, rng: np.random.Generator) -> Stamp:
        canvas = self.canvas
        rows = np.flatnonzero(
            (canvas.elevation < thing.elevation + thing.size) & (canvas.elevation > thing.elevation)
        )
        wide = thing.size / max(0.3, np.cos(thing.elevation + thing.size / 2))
        count = max(2, round(wide / (2 * np.pi) * canvas.width))
        first = round(thing.azimuth / (2 * np.pi) * canvas.width - count / 2)
        pen = Pen(int(np.clip(max(len(rows), count), 8, LARGEST)))
        SPRITES[thing.name](pen, thing.colour, rng)
        size = (count, max(1, len(rows)))
        halo = pen.lamps.filter(ImageFilter.GaussianBlur(pen.side * 0.035))
        body, lamps, glow = (_shrunk(image, size)[: len(rows)] for image in (pen.body, pen.lamps, halo))
        columns = np.arange(first, first + count) % canvas.width
        # The drawing's transparent cells are black; their colour must not darken its rim.
        colour = (body[..., :3] / np.maximum(body[..., 3:], 1e-3)).clip(0, 1) ** np.float32(2.2)
        warm = colour[lamps > 0.5].mean(0) if (lamps > 0.5).any() else np.ones(3, np.float32)
        shine = glow[..., None] * warm * self._darkness() * np.float32(0.35)
        return Stamp(rows, columns, self._lit(thing, colour, lamps, columns), body[..., 3], shine)

    def _darkness(self) -> np.float32:
        """How far lamps outshine the day."""
        return np.float32(np.clip(2.6 - 1.1 * self.scene.light.direct[1], 0.35, 2.4))

    def _lit(self, thing: Thing, colour: Array, lamps: Array, columns: Array) -> Array:
        scene = self.scene
        against = 0.5 + 0.5 * np.cos(thing.azimuth - scene.sun.azimuth)
        direct = linear(*scene.light.direct) * np.float32(0.75 - 0.55 * against * (scene.sun.elevation < 0.3))
        light = colour * (direct + linear(*scene.light.ambient) * np.float32(0.9))
        air = self.backdrop.haze(self.canvas.azimuth[columns])[None]
        share = min(0.75, AIR.get(thing.name, 0.08) * (0.6 + 8 * scene.weather.haze + 2 * scene.weather.fog))
        light = light + (air - light) * np.float32(share)
        return np.asarray(light + colour * lamps[..., None] * self._darkness())


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Array:
    return np.asarray(image.resize(size, Image.Resampling.BOX), dtype=np.float32) / 255


def _mirrored(stamp: Stamp, canvas: Canvas) -> Stamp:
    """The picture of a floating thing in the water before it, broken by ripples and fading downwards."""
    if not len(stamp.rows):
        return stamp
    rows = stamp.rows[-1] + 1 + np.arange(int(len(stamp.rows) * 0.8))
    rows = rows[rows < canvas.height]
    depth = np.arange(len(rows))
    source = len(stamp.rows) - 1 - depth
    share = depth / max(1, len(stamp.rows))
    ripple = np.round(
        np.sin(depth * 2 * np.pi / max(3, len(stamp.rows) * 0.09)) * len(stamp.columns) * 0.03 * (0.3 + share)
    ).astype(int)
    columns = (np.arange(len(stamp.columns))[None] + ripple[:, None]).clip(0, len(stamp.columns) - 1)
    cover = stamp.cover[source[:, None], columns] * (0.55 * (1 - share))[:, None].astype(np.float32)
    return Stamp(
        rows,
        stamp.columns,
        stamp.light[source[:, None], columns] * np.float32(0.7),
        cover,
        stamp.shine[source[:, None], columns] * np.float32(0.4),
    )
