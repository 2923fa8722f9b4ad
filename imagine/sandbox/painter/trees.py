"""Trees as thin upright shapes, set into the relief at their own distance."""

from dataclasses import dataclass

import numpy as np

from imagine.sandbox.painter.canvas import Canvas
from imagine.sandbox.painter.colour import Array, smooth
from imagine.sandbox.painter.landforms import height_of
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import Ground, Scene

COUNT = 11000
TALL = {
    "conifer": 0.19,
    "broadleaf": 0.13,
    "acacia": 0.15,
    "cypress": 0.24,
    "crystal": 0.3,
    "cactus": 0.09,
    "coral": 0.22,
}
WIDE = {
    "conifer": 0.17,
    "broadleaf": 0.52,
    "acacia": 0.8,
    "cypress": 0.12,
    "crystal": 0.16,
    "cactus": 0.16,
    "coral": 0.6,
}


@dataclass(frozen=True)
class Forest:
    """For each cell of the relief: the top of the tree in it, or -9 where none stands."""

    top: Array
    base: Array
    number: Array
    side: Array

    def share_up(self, place: Array, height: Array) -> Array:
        """How far up its tree a height is, 0..1."""
        base, top = self.base.take(place), self.top.take(place)
        return np.asarray(np.clip((height - base) / np.maximum(top - base, 1e-3), 0, 1))


def plant(scene: Scene, canvas: Canvas, noise: Noise, distances: Array) -> Forest | None:
    """Strew trees over the land where they would grow; None for bare land."""
    ground = scene.ground
    if ground.trees <= 0:
        return None
    rng = np.random.default_rng([scene.seed, 5])
    count = int(COUNT * min(ground.trees, 1.6))
    azimuth = rng.uniform(0, 2 * np.pi, count).astype(np.float32)
    away = (0.9 * np.exp(rng.random(count) ** 0.75 * np.log(20))).astype(np.float32)
    x, z = np.sin(azimuth) * away, np.cos(azimuth) * away
    base = height_of(ground)(x, z, noise, ground, False)
    grown = _grows(x, z, base, noise, ground, rng)
    tall = (
        TALL[ground.tree]
        * rng.uniform(0.55, 1.25, count).astype(np.float32)
        * np.clip(0.7 + away * 0.06, 0.7, 1.1)
    )
    columns = [values[grown] for values in (azimuth, away, base, tall, rng.random(count).astype(np.float32))]
    return _stand(columns, ground, canvas, distances)


def _grows(x: Array, z: Array, base: Array, noise: Noise, ground: Ground, rng: np.random.Generator) -> Array:
    step = np.float32(0.06)
    form = height_of(ground)
    steep = abs(form(x + step, z, noise, ground, True) - form(x - step, z, noise, ground, True)) / (2 * step)
    likely = smooth(0.4, 0.5, noise.soft(x * 0.5, z * 0.5, 13) + 0.1 * (ground.trees - 0.5))
    likely *= (base > 0.02) & (base < max(0.6, ground.snow_line * 0.9)) & (steep < 1.1)
    return rng.random(len(x)) < likely


def _stand(columns: list[Array], ground: Ground, canvas: Canvas, distances: Array) -> Forest:
    azimuth, away, base, tall, number = columns
    shape = (canvas.width, len(distances))
    top, low = np.full(shape, -9, np.float32), np.zeros(shape, np.float32)
    which, side = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    step = np.clip(np.searchsorted(distances, away), 1, len(distances) - 1)
    wide = tall * WIDE[ground.tree]
    column_width = 2 * np.pi / canvas.width
    half = np.ceil(wide / away / column_width).astype(int)
    member = np.repeat(np.arange(len(away)), 2 * half + 1)
    offset = (
        np.arange(len(member))
        - np.repeat(np.cumsum(2 * half + 1) - (2 * half + 1), 2 * half + 1)
        - half[member]
    )
    centre = azimuth / column_width
    column = np.floor(centre)[member] + offset
    aside = ((column + 0.5 - centre[member]) * column_width * away[member] / wide[member]).astype(np.float32)
    rise = _profile(ground.tree, aside, number[member]) * tall[member]
    place = (column.astype(int) % canvas.width) * shape[1] + step[member]
    order = np.argsort(rise + base[member])
    order = order[rise[order] > 0]
    place, aside, member, rise = place[order], aside[order], member[order], rise[order]
    np.put(top, place, base[member] + rise)
    np.put(low, place, base[member])
    np.put(which, place, 1 + number[member])
    np.put(side, place, aside)
    return Forest(top, low, which, side)


def _profile(tree: str, aside: Array, number: Array) -> Array:
    """Height of the outline, 0..1, by distance from the stem (1 is the tree's own reach)."""
    off = abs(aside)
    wobble = np.sin(aside * 23 + number * 40) * 0.5 + np.sin(aside * 47 + number * 90) * 0.5
    if tree in ("conifer", "crystal"):
        cone = np.clip(1 - off, 0, 1) ** (0.8 if tree == "conifer" else 0.5)
        return np.asarray(cone * (0.92 + (0.09 * wobble if tree == "conifer" else 0)))
    if tree == "cactus":
        arms = np.where((off > 0.55) & (off < 0.95), 0.45 + 0.3 * number, 0)
        return np.where(off < 0.3, 1.0, arms)
    if tree == "coral":
        fans = 0.55 + 0.45 * np.abs(np.sin(aside * (7 + 9 * number) + number * 50))
        return np.where(off < 1, fans * (1 - off**3), 0)
    dome = np.sqrt(np.clip(1 - off**2, 0, 1))
    return np.asarray(dome ** (0.45 if tree == "acacia" else 0.7) * (0.92 + 0.1 * wobble))
