"""Inside a forest: trunks in ranks behind one another, leaves overhead, shafts of light between."""

from dataclasses import dataclass

import numpy as np

from imagine.sandbox.painter.canvas import Canvas, Rays
from imagine.sandbox.painter.colour import Array, linear, mix, smooth, tinted, turn_between
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import Scene
from imagine.sandbox.painter.sky import Backdrop

RANKS = (
    (9.0, 100),
    (5.6, 62),
    (3.5, 40),
    (2.2, 24),
    (1.35, 13),
    (0.85, 6),
)  # distance, trunks round the circle

TRUNK_TOP = 1.4  # where trunks are lost in the crowns, radians


@dataclass(frozen=True)
class Rank:
    """Trunks at about one distance, far ranks first."""

    distance: Array
    azimuth: Array
    width: Array
    lean: Array


class WoodsPainter:
    """Paints the ranks over the forest floor."""

    def __init__(self, scene: Scene, canvas: Canvas, backdrop: Backdrop) -> None:
        self.scene, self.canvas, self.backdrop = scene, canvas, backdrop
        rng = np.random.default_rng([scene.seed, 8])
        self.noise = Noise(rng)
        self.ranks = [_rank(distance, count, scene, rng) for distance, count in RANKS]

    def paint(self, part: slice, rays: Rays, light: Array) -> None:
        """Trunk by trunk from far to near, each rank with its own leaves and its own air."""
        for number, rank in enumerate(self.ranks):
            self._leaves(rays, light, rank, number)
            self._trunks(rays, light, rank)
        light += self._shafts(rays)

    def _air(self, distance: float) -> float:
        weather = self.scene.weather
        return float(1 - np.exp(-distance * (weather.haze + weather.fog * 0.5)))

    def _trunks(self, rays: Rays, light: Array, rank: Rank) -> None:
        found = [
            pixels for number in range(len(rank.azimuth)) if (pixels := self._pixels(rays, rank, number))
        ]
        if not found:
            return
        rows, columns, across, above, cover, azimuth = (
            np.concatenate(parts) for parts in zip(*found, strict=True)
        )
        colour = self._bark(across, above, azimuth)
        haze = self.backdrop.haze(rays.azimuth)[0]
        colour += (haze[columns] - colour) * np.float32(self._air(float(rank.distance.mean())))
        behind = light[rows, columns]
        light[rows, columns] = behind + (colour - behind) * cover[:, None]

    def _pixels(self, rays: Rays, rank: Rank, number: int) -> tuple[Array, ...] | None:
        """The pixels one trunk covers: where they are on the picture and on the trunk."""
        azimuth, width, lean = rank.azimuth[number], rank.width[number], rank.lean[number]
        foot = -self.scene.ground.eye / rank.distance[number]
        inside = np.flatnonzero((rays.elevation[:, 0] > foot) & (rays.elevation[:, 0] < TRUNK_TOP))
        if not len(inside):
            return None
        above = (rays.elevation[inside] - foot).astype(np.float32)
        bend = float(lean) * (float(above.min()), float(above.max()))[0 if lean < 0 else 1]
        first, last = sorted((azimuth + min(0.0, bend) - width * 2, azimuth + max(0.0, bend) + width * 2))
        per_radian = self.canvas.width / (2 * np.pi)
        columns = np.arange(int(first * per_radian), int(last * per_radian) + 2) % self.canvas.width
        flare = 1 + 0.8 * np.exp(-above * 7) - 0.25 * smooth(0.1, 1.2, above)
        aside = turn_between(rays.azimuth[:, columns], azimuth) - np.float32(lean) * above
        across = (aside / (np.float32(width) * flare)).astype(np.float32)
        edge = self.canvas.pixel * 0.7 / width
        cover = smooth(1 + edge, 1 - edge, abs(across)) * smooth(
            TRUNK_TOP, TRUNK_TOP - 0.3, rays.elevation[inside]
        )
        row, column = np.nonzero(cover > 0.01)
        on_trunk = across[row, column], above[row, 0], cover[row, column]
        return inside[row], columns[column], *on_trunk, np.full(len(row), azimuth, np.float32)

    def _bark(self, across: Array, above: Array, azimuth: Array) -> Array:
        """Light from the trunks: a bright rim towards the sun, grooves, moss at the foot."""
        lit, ambient = linear(*self.scene.light.direct), linear(*self.scene.light.ambient)
        side = np.sign(turn_between(self.scene.sun.azimuth, azimuth))
        rim = tinted(np.clip(across * side, 0, 1) ** 2 * 0.9, lit)
        grooves = self.noise.soft(across * 1.7 + azimuth * 9, above * 1.6, 4)
        bark = linear("#2a1d14") + linear("#6a5240") * np.float32(0.5)
        colour = bark * (0.35 + 1.1 * grooves)[:, None] * (ambient * np.float32(0.7) + rim)
        patches = self.noise.soft(across + azimuth * 5, above * 1.4, 5)
        moss = linear(self.scene.ground.cover[1]) * (ambient * np.float32(0.6) + rim)
        return mix(colour, moss, smooth(0.52, 0.68, patches) * smooth(1.0, 0.1, above) * 0.7).astype(
            np.float32
        )

    def _leaves(self, rays: Rays, light: Array, rank: Rank, number: int) -> None:
        """A roof of leaves that closes overhead, thinner where far, and scrub at the feet."""
        if rays.elevation.max() < -0.1:
            return
        azimuth, elevation = np.broadcast_arrays(rays.azimuth, rays.elevation)
        turns = (14, 10, 7, 5, 4, 3)[number]
        clump = self.noise.around(azimuth, elevation, max(1, turns // 3), 1.2, 6 + number)
        fine = self.noise.around(azimuth, elevation, turns, 1.0, 9 + number)
        low = 0.10 + 0.08 * number
        roof = smooth(low, low + 0.5, rays.elevation)
        bush = (
            smooth(0.09, -0.03, rays.elevation) * smooth(-0.22, -0.06, rays.elevation) * (number < 3) * 0.55
        )
        mass = clump * 0.55 + fine * 0.45 + 0.22 * roof + bush * 0.4
        cover = smooth(0.60, 0.66, mass) * smooth(1.52, 1.3, rays.elevation) * np.maximum(roof, bush)
        dark, bright = linear(self.scene.ground.leaves[0]), linear(self.scene.ground.leaves[1])
        near = np.exp(
            (rays.cosine_to(self.scene.sun.azimuth, self.scene.sun.elevation + 0.2) - 1) / np.float32(0.25)
        )
        shine = np.clip((fine - 0.42) * 2.6, 0, 1)
        lit = linear(*self.scene.light.direct) * np.float32(0.9)
        colour = mix(dark, bright, shine) * (
            linear(*self.scene.light.ambient) * np.float32(0.9) + tinted(shine * (0.25 + 1.4 * near), lit)
        )
        haze = self.backdrop.haze(rays.azimuth)
        colour = colour + (haze - colour) * np.float32(self._air(float(rank.distance.mean())) * 0.8)
        light[:] = mix(light, colour, cover)

    def _shafts(self, rays: Rays) -> Array:
        """Light that falls between the trunks, away from the sun."""
        sun = self.scene.sun
        across, upward = rays.round_axis(sun.azimuth, sun.elevation + 0.35)
        beams = (
            smooth(0.25, -0.25, upward)
            * smooth(0.5, 0.72, self.noise.soft(across * 3.2, upward * 3.2, 14))
            * self.noise.soft(across * 9, upward * 9, 15)
            * 1.5
        )
        fade = np.exp(-((turn_between(rays.azimuth, sun.azimuth) / 0.95) ** 2)) * smooth(
            -0.6, 0.1, rays.elevation
        )
        return tinted(beams * fade * 0.4, linear(*self.scene.light.direct) * np.float32(0.55)).astype(
            np.float32
        )


def _rank(distance: float, count: int, scene: Scene, rng: np.random.Generator) -> Rank:
    count = int(count * rng.uniform(0.85, 1.15))
    azimuth = (np.arange(count) + rng.uniform(-0.4, 0.4, count)) / count * 2 * np.pi
    azimuth = azimuth[abs(turn_between(azimuth, scene.sun.azimuth)) > 0.28 / distance]  # a gap before the sun
    away = distance * rng.uniform(0.82, 1.2, len(azimuth))
    width = rng.uniform(0.07, 0.17, len(azimuth)) / away
    return Rank(away, azimuth % (2 * np.pi), width, rng.normal(0, 0.045, len(azimuth)))
