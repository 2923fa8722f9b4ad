"""The sea seen from within: the bright surface overhead, shafts of light, the blue distance."""

import numpy as np

from imagine.sandbox.painter.canvas import Rays
from imagine.sandbox.painter.colour import Array, linear, mix, ramp, smooth, tinted, turn_between
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import Scene


class SeaPainter:
    """A backdrop of water in the place of a sky."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.noise = Noise(np.random.default_rng([scene.seed, 1]))

    def haze(self, azimuth: Array) -> Array:
        """The blue that everything fades into."""
        azimuth = np.asarray(azimuth)
        near = np.exp(-((turn_between(azimuth, self.scene.sun.azimuth) / 0.9) ** 2))
        low, high = (ramp(np.zeros(1), stops)[0] for stops in (self.scene.sky.away, self.scene.sky.toward))
        return mix(
            np.broadcast_to(low, (*azimuth.shape, 3)), np.broadcast_to(high, (*azimuth.shape, 3)), near
        ).astype(np.float32)

    def paint(self, rays: Rays) -> Array:
        """Light (rows, W, 3) along the rays."""
        height = np.clip(rays.elevation[:, 0] / (np.pi / 2), 0, 1)
        sun, sky = self.scene.sun, self.scene.sky
        near = np.exp((2 * rays.cosine_to(sun.azimuth, 0.9) - 2) / np.float32(1.1))
        light = mix(ramp(height, sky.away)[:, None], ramp(height, sky.toward)[:, None], near)
        light += self._surface(rays)
        light += self._shafts(rays)
        return light.astype(np.float32)

    def _surface(self, rays: Rays) -> Array:
        """The underside of the waves: a net of light, brightest towards the sun."""
        reach = 1 / (np.maximum(rays.y, 0) + 0.18)
        x, z = rays.x * reach, rays.z * reach
        sway = self.noise.soft(x * 0.9, z * 0.9, 1) - 0.5
        net = 1 - self.noise.cells(x * 0.42 + sway * 0.5, z * 0.42 - sway * 0.5, 2)
        broad = self.noise.soft(x * 0.7, z * 0.7, 3)
        window = smooth(0.35, 1.1, rays.elevation)
        near = np.exp((rays.cosine_to(self.scene.sun.azimuth, 0.95) - 1) / np.float32(0.25))
        strength = window * (net**5 * 0.7 + smooth(0.45, 0.75, broad) * 0.4) * (0.35 + 1.8 * near)
        return tinted(strength, linear(*self.scene.light.direct) * np.float32(0.6)) + tinted(
            near * window * 0.8, linear("#e8fff4")
        )

    def _shafts(self, rays: Rays) -> Array:
        """Rays that fan out below the sun."""
        sun = self.scene.sun
        across, upward = rays.round_axis(sun.azimuth, 1.05)
        beams = (
            self.noise.soft(across * 2.6, upward * 2.6, 5) * self.noise.soft(across * 8, upward * 8, 6) * 2.6
        )
        fade = smooth(-0.5, 0.5, rays.elevation) * smooth(1.3, 0.8, rays.elevation)
        near = np.exp(-((turn_between(rays.azimuth, sun.azimuth) / 1.1) ** 2))
        return tinted(
            smooth(0.5, 1.0, beams) * fade * near * 0.3, linear(*self.scene.light.direct) * np.float32(0.5)
        )
