"""Set the drawn motifs into the picture, in its light and its air."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from imagine.sandbox.painter.canvas import Canvas, Rays
from imagine.sandbox.painter.colour import Array, linear
from imagine.sandbox.painter.scene import Scene, Thing
from imagine.sandbox.painter.sky import Backdrop
from imagine.sandbox.painter.sprites import SPRITES, Pen

LARGEST = 1400  # pixels a sprite is drawn at
AIR = {"castle": 0.35, "bridge": 0.3, "dragon": 0.3, "birds": 0.2, "saucer": 0.15, "whale": 0.2}


@dataclass(frozen=True)
class Stamp:
    """A lit sprite and the cells of the picture it covers."""

    rows: Array
    columns: Array
    light: Array
    cover: Array


class ThingsPainter:
    """Paints the scene's things over the land."""

    def __init__(self, scene: Scene, canvas: Canvas, backdrop: Backdrop) -> None:
        self.scene, self.canvas, self.backdrop = scene, canvas, backdrop
        rng = np.random.default_rng([scene.seed, 14])
        things = sorted(
            (thing for thing in scene.things if thing.name in SPRITES), key=lambda thing: thing.size
        )
        self.stamps = [self._stamp(thing, rng) for thing in things]

    def paint(self, part: slice, rays: Rays, light: Array) -> None:
        """Paint what some rows see of the things into `light`."""
        for stamp in self.stamps:
            inside = (stamp.rows >= part.start) & (stamp.rows < part.stop)
            if not inside.any():
                continue
            place = np.ix_(stamp.rows[inside] - part.start, stamp.columns)
            light[place] += (stamp.light[inside] - light[place]) * stamp.cover[inside][..., None]

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
        body, lamps = (
            np.asarray(image.resize((count, max(1, len(rows))), Image.Resampling.BOX), dtype=np.float32) / 255
            for image in (pen.body, pen.lamps)
        )
        columns = np.arange(first, first + count) % canvas.width
        cover = body[..., 3]
        # The drawing's transparent cells are black; their colour must not darken its rim.
        colour = (
            (body[..., :3] / np.maximum(cover, 1e-3)[..., None]).clip(0, 1) if len(rows) else body[..., :3]
        )
        return Stamp(rows, columns, self._lit(thing, colour**2.2, lamps, columns), cover[: len(rows)])

    def _lit(self, thing: Thing, colour: Array, lamps: Array, columns: Array) -> Array:
        scene = self.scene
        against = 0.5 + 0.5 * np.cos(thing.azimuth - scene.sun.azimuth)
        direct = linear(*scene.light.direct) * np.float32(0.75 - 0.55 * against * (scene.sun.elevation < 0.3))
        light = colour * (direct + linear(*scene.light.ambient) * np.float32(0.9))
        air = self.backdrop.haze(self.canvas.azimuth[columns])[None]
        share = min(0.75, AIR.get(thing.name, 0.08) * (0.6 + 8 * scene.weather.haze + 2 * scene.weather.fog))
        light = light + (air - light) * np.float32(share)
        darkness = np.float32(np.clip(2.6 - 1.1 * scene.light.direct[1], 0.35, 2.4))
        return np.asarray(light + colour * lamps[..., None] * darkness)
