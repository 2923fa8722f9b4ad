"""The sky behind everything: its gradient, the glow round the sun, and whatever shines in it."""

from typing import Protocol

import numpy as np

from imagine.sandbox.painter import aurora, clouds, planets, stars, weather_sky
from imagine.sandbox.painter.canvas import Canvas, Rays
from imagine.sandbox.painter.colour import Array, linear, mix, ramp, smooth, tinted
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import Scene

HAZE_COLUMNS = 720


class Backdrop(Protocol):
    """What stands behind the land: a sky, or the sea seen from within."""

    def haze(self, azimuth: Array) -> Array:
        """The colour that far things fade into, by azimuth."""

    def paint(self, rays: Rays) -> Array:
        """Light (rows, W, 3) along the rays."""


class SkyPainter:
    """Light from any direction above the horizon."""

    def __init__(self, scene: Scene, canvas: Canvas) -> None:
        self.scene, self.sky, self.canvas = scene, scene.sky, canvas
        self.noise = Noise(np.random.default_rng([scene.seed, 1]))
        self.stars = stars.star_field(scene, canvas)
        azimuth = (np.arange(HAZE_COLUMNS) + 0.5) / HAZE_COLUMNS * 2 * np.pi
        self._haze = self._gradient(Rays.looking(azimuth, np.array([0.012])))[0]

    def haze(self, azimuth: Array) -> Array:
        """The colour that far things fade into, by azimuth."""
        return np.asarray(
            self._haze[(azimuth * np.float32(HAZE_COLUMNS / (2 * np.pi))).astype(np.int32) % HAZE_COLUMNS]
        )

    def paint(self, rays: Rays) -> Array:
        """Light (rows, W, 3) along the rays."""
        light = self._gradient(rays)
        sky, scene = self.sky, self.scene
        if sky.nebula:
            light += stars.nebula(rays, sky.nebula, self.noise)
        self.stars.add(light, rays, self.canvas)
        if sky.milky:
            light += stars.milky_way(rays, scene, self.noise)
        for curtain in sky.curtains:
            light += aurora.curtain(rays, curtain, self.noise)
        weather_sky.add_meteors(light, rays, scene)
        for planet in sky.planets:
            planets.add(light, rays, planet, scene.sun, self.noise)
        self._add_disc(light, rays)
        for bank in sky.banks:
            light = clouds.add_bank(light, rays, bank, scene.sun, self.noise, self.haze(rays.azimuth))
        for number, layer in enumerate(sky.layers):
            light = clouds.add_layer(light, rays, layer, scene.sun, self.noise, number)
        light = weather_sky.add_plume(light, rays, scene, self.noise)
        weather_sky.add_rainbow(light, rays, scene)
        weather_sky.add_bolts(light, rays, scene)
        return light

    def _gradient(self, rays: Rays) -> Array:
        height = np.clip(rays.elevation[:, 0] / (np.pi / 2), 0, 1)
        sun = self.scene.sun
        square = np.maximum(2 - 2 * rays.cosine_to(sun.azimuth, sun.elevation), 0)
        toward, away = ramp(height, self.sky.toward)[:, None], ramp(height, self.sky.away)[:, None]
        light = mix(away, toward, np.exp(square * np.float32(-1 / self.sky.spread**2)))
        colour, power, width = self.sky.glow
        angle = np.sqrt(square)
        strength = np.exp(angle * np.float32(-1 / width)) + 0.35 * np.exp(
            angle * np.float32(-1 / (width * 3.5))
        )
        light += tinted(strength, linear(colour, power))
        return light.astype(np.float32)

    def _add_disc(self, light: Array, rays: Rays) -> None:
        sun = self.scene.sun
        reach = sun.size * 1.3 + self.canvas.pixel
        if not sun.power or abs(rays.elevation - sun.elevation).min() > reach:
            return
        angle = np.sqrt(np.maximum(2 - 2 * rays.cosine_to(sun.azimuth, sun.elevation), 0))
        edge = max(self.canvas.pixel * 0.8, sun.size * 0.05)
        disc = smooth(sun.size + edge, sun.size - edge, angle)
        if sun.is_moon:
            face = self.noise.soft(
                (rays.azimuth - sun.azimuth) / (sun.size * 1.3) + 0 * rays.elevation,
                rays.elevation / (sun.size * 1.3) + 0 * rays.azimuth,
                7,
            )
            light *= 1 - disc[..., None] * 0.9
            disc = disc * (1 - 0.5 * smooth(0.46, 0.6, face))
        light += tinted(disc, linear(sun.colour, sun.power))
