"""Houses as upright boxes: which one each pixel sees, its walls, windows, signs and roofs."""

from dataclasses import dataclass

import numpy as np

from imagine.sandbox.painter import facades
from imagine.sandbox.painter.canvas import Canvas, Rays
from imagine.sandbox.painter.colour import Array
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import City, Scene
from imagine.sandbox.painter.sky import Backdrop

DEEPEST = 36  # houses one line of sight can meet
CHUNK = 256
PAVEMENT = 0.03


@dataclass(frozen=True)
class Boxes:
    """Ground plans and heights; all arrays run over the houses."""

    x: Array
    z: Array
    half_x: Array
    half_z: Array
    height: Array
    ridge: Array
    number: Array


def build(scene: Scene, city: City) -> Boxes:
    """Set out the houses on a jittered grid from the waterfront outwards, towers in clusters."""
    rng = np.random.default_rng([scene.seed, 7])
    noise = Noise(rng)
    cell = 0.36 if city.is_old else 0.5
    reach = 5.5 if city.is_old else 9.0
    grid = np.arange(-reach, reach, cell / np.sqrt(city.density))
    x, z = (axis.ravel() for axis in np.meshgrid(grid, grid))
    x, z = x + rng.uniform(-0.2, 0.2, x.size) * cell, z + rng.uniform(-0.2, 0.2, x.size) * cell
    distance = np.hypot(x, z)
    keep = (
        (distance > city.shore + 0.55)
        & (distance < reach)
        & (rng.random(x.size) < np.clip(1.5 - distance / reach, 0.3, 1))
    )
    x, z = x[keep], z[keep]
    size = cell * rng.uniform(0.3, 0.46, (2, x.size))
    cluster = np.clip(noise.soft(x * 0.3, z * 0.3) * 2.6 - 0.62, 0.2, 2)
    tall = (0.3 + 2.1 * rng.random(x.size) ** 2.4) * cluster * (0.75 + 0.1 * np.hypot(x, z)) * city.height
    if city.is_old:
        tall = (0.3 + 0.34 * rng.random(x.size) ** 1.5) * city.height * (0.8 + 0.22 * np.hypot(x, z))
    ridge = rng.uniform(0.06, 0.1, x.size) if city.is_old else np.zeros(x.size)
    columns = [x, z, size[0], size[1], tall, ridge, rng.random(x.size)]
    if not city.is_old:
        columns = _with_tops(columns, rng)
    return Boxes(*(column.astype(np.float32) for column in columns))


def _with_tops(columns: list[Array], rng: np.random.Generator) -> list[Array]:
    """Set-backs on the taller towers and a mast on some."""
    x, z, half_x, half_z, tall, ridge, number = columns
    stepped = (tall > 0.55) & (rng.random(x.size) < 0.6)
    mast = (tall > 0.8) & (rng.random(x.size) < 0.4)
    tops = [
        x[stepped],
        z[stepped],
        half_x[stepped] * 0.68,
        half_z[stepped] * 0.68,
        tall[stepped] * 1.2,
        ridge[stepped],
        number[stepped],
    ]
    masts = [
        x[mast],
        z[mast],
        half_x[mast] * 0.06,
        half_z[mast] * 0.06,
        tall[mast] * 1.5,
        ridge[mast],
        number[mast] * 0 + 2,
    ]
    return [np.concatenate(parts) for parts in zip(columns, tops, masts, strict=True)]


class CityPainter:
    """Paints the houses over the land."""

    def __init__(self, scene: Scene, city: City, canvas: Canvas, backdrop: Backdrop) -> None:
        self.scene, self.city, self.canvas, self.backdrop = scene, city, canvas, backdrop
        self.boxes = build(scene, city)
        shape = (canvas.width, min(DEEPEST, len(self.boxes.x)))
        self.house = np.zeros(shape, np.int16)
        self.distance = np.full(shape, np.inf, np.float32)
        self.crest = np.full(shape, -np.pi / 2, np.float32)
        self.along = np.zeros(shape, np.float32)
        self.is_side = np.zeros(shape, bool)
        for start in range(0, canvas.width, CHUNK):
            self._cast(slice(start, min(start + CHUNK, canvas.width)))
        self.highest = float(self.crest[:, -1].max())

    def _cast(self, columns: slice) -> None:
        """Meet every box with the lines of sight of some columns; keep the nearest few."""
        boxes, azimuth = self.boxes, self.canvas.azimuth[columns, None]
        step_x, step_z = np.sin(azimuth), np.cos(azimuth)
        step_x = np.where(abs(step_x) < 1e-6, 1e-6, step_x)
        step_z = np.where(abs(step_z) < 1e-6, 1e-6, step_z)
        first_x, last_x = (
            (boxes.x - np.sign(step_x) * boxes.half_x) / step_x,
            (boxes.x + np.sign(step_x) * boxes.half_x) / step_x,
        )
        first_z, last_z = (
            (boxes.z - np.sign(step_z) * boxes.half_z) / step_z,
            (boxes.z + np.sign(step_z) * boxes.half_z) / step_z,
        )
        entry = np.maximum(first_x, first_z)
        is_met = (entry < np.minimum(last_x, last_z)) & (entry > 0)
        entry = np.where(is_met, entry, np.inf).astype(np.float32)
        order = np.argsort(entry, axis=1)[:, : self.house.shape[1]]
        distance = np.take_along_axis(entry, order, 1)
        is_side = np.take_along_axis(first_x > first_z, order, 1)
        away = np.where(np.isfinite(distance), distance, 0)
        along = np.where(is_side, step_z * away - boxes.z[order], step_x * away - boxes.x[order])
        half = np.where(is_side, boxes.half_z[order], boxes.half_x[order])
        roof = boxes.ridge[order] * np.where(is_side, 1, 1 - np.clip(abs(along) / half, 0, 1))
        rise = boxes.height[order] + roof - self.scene.ground.eye
        crest = np.where(np.isfinite(distance), np.arctan2(rise, np.maximum(away, 1e-3)), -np.pi / 2)
        self.house[columns], self.distance[columns], self.is_side[columns] = order, distance, is_side
        self.along[columns] = along
        self.crest[columns] = np.maximum.accumulate(crest, axis=1)

    def paint(self, part: slice, rays: Rays, light: Array) -> None:
        """Paint the houses seen in some rows into `light`."""
        if rays.elevation.min() > self.highest or rays.elevation.max() < -0.6:
            return
        elevation = self.canvas.elevation[part]
        found = np.empty((len(elevation), self.canvas.width), np.int16)
        for number, line in enumerate(self.crest):
            found[:, number] = np.searchsorted(line, elevation)
        rows, columns = np.nonzero(found < self.crest.shape[1])
        place = columns * self.crest.shape[1] + found[rows, columns]
        distance = self.distance.take(place)
        height = self.scene.ground.eye + distance * np.tan(elevation[rows])
        seen = np.isfinite(distance) & (height > PAVEMENT)
        rows, columns, place, distance, height = (
            rows[seen],
            columns[seen],
            place[seen],
            distance[seen],
            height[seen],
        )
        if not len(rows):
            return
        house = self.house.take(place)
        wall = facades.Wall(
            number=self.boxes.number[house], along=self.along.take(place),
                is_side=self.is_side.take(place), height=height,
            top=self.boxes.height[house], half=np.where(self.is_side.take(place), self.boxes.half_z[house],
                self.boxes.half_x[house]),
            distance=distance, azimuth=self.canvas.azimuth[columns], x=self.boxes.x[house],
                z=self.boxes.z[house],
        )  # fmt: skip
        colour = facades.light_of(wall, self.scene, self.city, self.canvas.pixel)
        weather = self.scene.weather
        share = 1 - np.exp(-distance * np.float32(weather.haze * 1.3 + weather.fog))
        air = self.backdrop.haze(wall.azimuth)
        light[rows, columns] = colour + (air - colour) * share[:, None]
