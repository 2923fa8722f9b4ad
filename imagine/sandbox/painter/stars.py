"""Points of light, the Milky Way and nebulae."""

import numpy as np

from imagine.sandbox.painter.canvas import Canvas, Rays
from imagine.sandbox.painter.colour import Array, linear, mix, smooth, tinted
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import Scene

COUNT = 9000  # over the whole sphere at `stars` = 1


class StarField:
    """Stars strewn evenly over the sphere, each as wide in azimuth as its row is stretched."""

    def __init__(self, scene: Scene, canvas: Canvas) -> None:
        rng = np.random.default_rng([scene.seed, 2])
        count = int(COUNT * scene.sky.stars)
        self.is_everywhere = scene.world == "space"
        self.azimuth = rng.uniform(0, 2 * np.pi, count)
        self.elevation = np.arcsin(rng.uniform(-1, 1, count))
        # A small picture cannot hold as many points: the faint ones stay below the noise there.
        room = min(1.0, canvas.width / 2048)
        self.power = (
            (rng.random(count) ** 9 * 5 + 0.13)
            * (0.35 + 0.65 * room)
            * np.where(rng.random(count) < 0.25 + 0.75 * room, 1, 0)
        )
        warmth = rng.random(count).astype(np.float32)
        self.colour = mix(linear("#ffc9a0"), linear("#b9d0ff"), warmth)
        self.canvas = canvas
        self.radius = np.maximum(canvas.pixel * 0.5, 0.0009) * (1 + 0.4 * (self.power > 1.5))

    def add(self, light: Array, rays: Rays) -> None:
        """Add the stars whose rows these rays hold."""
        row = self.canvas.row_at(self.elevation)
        first = float(self.canvas.row_at(float(rays.elevation[0, 0])))
        reach = 2
        here = np.flatnonzero(
            (row > first - reach) & (row < first + light.shape[0] + reach) & (self.power > 0)
        )
        if not len(here):
            return
        for step in range(-reach, reach + 1):
            self._add_rows(light, rays, here, np.rint(row[here] - first).astype(int) + step)

    def _add_rows(self, light: Array, rays: Rays, chosen: Array, rows: Array) -> None:
        inside = (rows >= 0) & (rows < light.shape[0])
        chosen, rows = chosen[inside], rows[inside]
        if not len(chosen):
            return
        off = (rays.elevation[rows, 0] - self.elevation[chosen]) / self.radius[chosen]
        keep = abs(off) < 2.2
        chosen, rows, off = chosen[keep], rows[keep], off[keep]
        squeeze = np.maximum(np.cos(rays.elevation[rows, 0]), 1e-4)
        column_width = 2 * np.pi / self.canvas.width
        half = np.minimum(
            np.ceil(2.2 * self.radius[chosen] / squeeze / column_width), self.canvas.width // 2 - 1
        ).astype(int)
        member = np.repeat(np.arange(len(chosen)), 2 * half + 1)
        step = (
            np.arange(len(member))
            - np.repeat(np.cumsum(2 * half + 1) - (2 * half + 1), 2 * half + 1)
            - half[member]
        )
        centre = self.azimuth[chosen] / column_width
        column = np.floor(centre)[member] + step
        aside = (column + 0.5 - centre[member]) * column_width * squeeze[member] / self.radius[chosen][member]
        strength = (
            self.power[chosen][member]
            * np.exp(-(aside**2) - off[member] ** 2)
            * _rise(rays.elevation[rows, 0], self.is_everywhere)[member]
        )
        np.add.at(
            light,
            (rows[member], column.astype(int) % self.canvas.width),
            (self.colour[chosen][member] * strength[:, None]).astype(np.float32),
        )


def _rise(elevation: Array, is_everywhere: bool) -> Array:
    """Stars drown in the haze near the horizon, unless there is none."""
    return np.ones_like(elevation) if is_everywhere else smooth(-0.01, 0.25, elevation)


def milky_way(rays: Rays, scene: Scene, noise: Noise) -> Array:
    """The band of the galaxy, with its bright heart near the middle of the picture."""
    lean = 0.75 if scene.seed % 2 else -0.75
    heart = scene.sun.azimuth + np.pi * (0.86 if scene.world == "land" else 0.5)
    normal = np.array([np.cos(heart) * lean, 0.62, -np.sin(heart) * lean])
    normal /= np.linalg.norm(normal)
    distance = (
        rays.x * np.float32(normal[0]) + rays.y * np.float32(normal[1]) + rays.z * np.float32(normal[2])
    )
    sway = noise.soft(rays.x * 1.2 + rays.y, rays.z * 1.2 + rays.y, 3) - 0.5
    dust = noise.soft(rays.x * 3 + rays.y * 2, rays.z * 3 - rays.y * 1.5, 4)
    cloud = noise.soft(rays.x * 6 + rays.y * 2, rays.z * 6 - rays.y * 4, 5)
    band = np.exp(-(((distance + sway * 0.16) / 0.19) ** 2))
    lane = smooth(0.46, 0.64, dust * 0.65 + cloud * 0.38) * np.exp(-(((distance + sway * 0.24) / 0.1) ** 2))
    core = np.exp((rays.cosine_to(heart, 0.3) - 1) / 0.55)
    shine = band * (0.35 + 1.1 * smooth(0.35, 0.7, cloud)) * (1 - 0.9 * lane)
    grain = noise.grain(rays.x * 14 + rays.y * 9, rays.z * 14 - rays.y * 7, 6)
    shine = (
        shine
        * (0.75 + 0.6 * grain**3)
        * smooth(-0.02, 0.2, rays.elevation + (2.0 if scene.world == "space" else 0.0))
    )
    colour = mix(linear("#5a74b8"), linear("#ffcfa0"), core * 0.8)
    return colour * (shine * (0.16 + 0.5 * core) * np.float32(scene.sky.milky))[..., None]


def nebula(rays: Rays, colours: tuple[str, ...], noise: Noise) -> Array:
    """Lit gas with dark lanes, one veil for each colour."""
    light = np.zeros((*rays.shape, 3), np.float32)
    a, b = rays.x * 0.9 + rays.y * 0.7, rays.z * 0.9 - rays.y * 0.6
    warp = noise.soft(a * 1.2, b * 1.2, 1) - 0.5
    a, b = a + warp * 1.1, b - warp * 0.9
    dust = noise.ridged(a * 0.9, b * 0.9, 2)
    fine = noise.soft(a * 3.1, b * 3.1, 3)
    for number, colour in enumerate(colours):
        veil = noise.soft(a * 0.8 + number * 1.7, b * 0.8 - number, 4 + number)
        body = smooth(0.42, 0.78, veil * 0.7 + fine * 0.3)
        thread = smooth(0.3, 0.75, noise.ridged(a * 0.7 - number, b * 0.7 + number, 8 + number)) * body
        light += tinted(body * (0.16 + 0.8 * body) * (0.4 + 0.8 * fine) + thread * 0.55, linear(colour))
    return light * (1 - 0.8 * smooth(0.35, 0.6, dust) * smooth(0.45, 0.6, fine))[..., None]
