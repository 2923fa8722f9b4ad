"""Water: a mirror broken by waves, with a path of glitter under the sun."""

import numpy as np

from imagine.sandbox.painter.canvas import Canvas
from imagine.sandbox.painter.colour import Array, lightness, linear, mix, smooth, tinted, turn_between
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.relief import Hits
from imagine.sandbox.painter.scene import Scene, Water
from imagine.sandbox.painter.sky import Backdrop


class WaterPainter:
    """Paints over the hits at or below height 0."""

    def __init__(self, scene: Scene, water: Water, canvas: Canvas, noise: Noise, backdrop: Backdrop) -> None:
        self.scene, self.canvas, self.noise, self.backdrop = scene, canvas, noise, backdrop
        self.water = water

    def paint(self, part: slice, hits: Hits) -> None:
        """Paint the wet pixels of some rows into the canvas."""
        wet = np.flatnonzero((hits.raw <= 0) & (self.canvas.elevation[part][hits.rows] < 0))
        if not len(wet):
            return
        rows, columns, x, z = hits.rows[wet], hits.columns[wet], hits.x[wet], hits.z[wet]
        distance, raw = np.maximum(hits.distance[wet], 0.02), hits.raw[wet]
        elevation = self.canvas.elevation[part][rows]
        self.paint_pixels(part, (rows, columns), (x, z, distance), elevation, raw)

    def paint_pixels(
        self,
        part: slice,
        pixels: tuple[Array, Array],
        place: tuple[Array, Array, Array],
        elevation: Array,
        raw: Array,
    ) -> None:
        """Paint given pixels, whose place on the water and depth below it are known."""
        rows, columns = pixels
        x, z, distance = place
        lift, ripple, height = self._waves(x, z, distance)
        mirrored = self._mirror(columns, elevation, lift, ripple, height)
        light = self._surface(mirrored, elevation, lift, height, raw)
        light += self._shallows(x, z, distance, raw, lift)
        light += self._glitter(columns, elevation, lift, ripple, height)
        if self.water.ice:
            light = self._ice(light, x, z, distance)
        weather = self.scene.weather
        share = 1 - np.exp(-distance * np.float32(weather.haze + weather.fog * 0.8))
        air = self.backdrop.haze(self.canvas.azimuth[columns])
        self.canvas.light[rows + part.start, columns] = mix(light, air, share)

    def _waves(self, x: Array, z: Array, distance: Array) -> tuple[Array, Array, Array]:
        """Lift and ripple, each about -0.4..0.4, and how high the waves go here."""
        frequency = np.float32(self.water.frequency * 0.7)
        calm = 1 / (1 + (distance * frequency * np.float32(0.06)) ** 1.2)
        # Ripples underfoot are finer than the waves out there, so that they span about the same angle.
        level = np.clip(np.log2(np.maximum(distance, self.scene.ground.eye * 1.2)), -4, 0)
        whole = np.floor(level)
        share, scale = level - whole, frequency * np.exp2(-whole)
        lift = self._blend(x, z, scale, share, (1.0, 2.3), 1)
        ripple = self._blend(x, z, scale, share, (1.3, 2.0), 2)
        gusts = smooth(0.35, 0.65, self.noise.soft(x * 0.25, z * 0.25, 3))
        height = np.float32(self.water.waves) * (0.25 + 0.75 * gusts) * (0.25 + 0.75 * calm)
        return lift * 1.4, ripple * 1.4, height

    def _blend(
        self, x: Array, z: Array, scale: Array, share: Array, stretch: tuple[float, float], stream: int
    ) -> Array:
        fine = self.noise.soft(x * scale * np.float32(stretch[0]), z * scale * np.float32(stretch[1]), stream)
        broad = self.noise.soft(
            x * scale * np.float32(stretch[0] / 2), z * scale * np.float32(stretch[1] / 2), stream
        )
        return np.asarray(fine + (broad - fine) * share - 0.5)

    def _mirror(self, columns: Array, elevation: Array, lift: Array, ripple: Array, height: Array) -> Array:
        tilt = lift * height * 1.4 * np.clip(-np.sin(elevation) * 2 + 0.25, 0.12, 1)
        upward = abs(-elevation + tilt * 1.3) + abs(ripple) * height * 0.35
        # Towards the zenith a step aside spans more columns; the mirror must not tear there.
        aside = ripple * height * np.float32(self.canvas.width * 0.05)
        return self.canvas.look_up(np.maximum(upward, self.canvas.pixel), columns + aside)

    def _surface(self, mirrored: Array, elevation: Array, lift: Array, height: Array, raw: Array) -> Array:
        water = self.water
        upright = np.clip(np.sin(-elevation) + lift * height * 1.1, 0.02, 1)
        share = 0.03 + 0.97 * (1 - upright) ** np.float32(water.clear)
        sun, shade = self.scene.light.direct[1], self.scene.light.ambient[1]
        daylight = min(1.0, 0.08 + 0.30 * sun + 0.45 * shade)
        if self.scene.sun.is_moon:
            daylight *= 0.5
        body = mix(linear(water.deep), linear(water.shallow), smooth(-0.16, 0, raw)) * np.float32(daylight)
        # Water takes on the colour of the air over it, else a lake at sunset would stay a lake at noon.
        ambient = linear(self.scene.light.ambient[0])
        body = body * (0.4 + 0.6 * ambient / max(float(lightness(ambient)), 0.05)).astype(np.float32)
        body = body * (1 + lift * np.minimum(height * 5, 0.6))[:, None]
        return mix(body, mirrored * np.float32(water.tint), share)

    def _shallows(self, x: Array, z: Array, distance: Array, raw: Array, lift: Array) -> Array:
        """The net of light on a shallow bed, and foam where the water ends."""
        light = self.scene.light
        bright = linear(light.ambient[0], light.ambient[1] * 0.6) + linear(
            light.direct[0], light.direct[1] * 0.3
        )
        sway = lift * 0.25
        net = (1 - self.noise.cells(x * 0.5 + sway, z * 0.5 - sway, 6)) ** 4
        net *= smooth(-0.3, -0.01, raw) * smooth(7, 0.8, distance) * min(1.0, self.water.clear / 3)
        edge = smooth(-0.028, -0.004, raw + lift * 0.02) * min(1.0, self.water.waves * 9)
        foam = edge * smooth(0.35, 0.6, self.noise.soft(x * 4, z * 4, 7))
        return tinted(net * 0.16 + foam * 0.7, bright)

    def _glitter(self, columns: Array, elevation: Array, lift: Array, ripple: Array, height: Array) -> Array:
        scene = self.scene
        aside = abs(turn_between(self.canvas.azimuth[columns], scene.sun.azimuth))
        width = np.float32(0.08) + 0.3 * height + 0.05 * np.clip(-elevation, 0, 1)
        path = np.exp(-((aside / width) ** 2)) * smooth(-0.9, -0.2, elevation)
        sparks = smooth(0.5, 0.74, ripple + 0.5 + lift * 0.4)
        return tinted(
            path * sparks * np.float32(self.water.glitter),
            linear(scene.light.direct[0], min(2.5, scene.light.direct[1] + 0.4)),
        )

    def _ice(self, light: Array, x: Array, z: Array, distance: Array) -> Array:
        cracks = smooth(0.09, 0.01, self.noise.cells(x * 0.16, z * 0.16, 4)) * smooth(16, 3, distance)
        snow = smooth(0.42, 0.62, self.noise.soft(x * 0.4, z * 0.4, 5))
        ambient, direct = linear(*self.scene.light.ambient), linear(*self.scene.light.direct)
        frost = (ambient + direct * 0.35) * linear("#dfeefa")
        return mix(light, frost, (0.2 + 0.6 * snow + 0.5 * cracks).clip(0, 0.92) * np.float32(self.water.ice))
