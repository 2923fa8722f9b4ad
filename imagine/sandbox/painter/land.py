"""The painter of open land: sky, relief, water, one tile after the other."""

from typing import Protocol

import numpy as np

from imagine.sandbox.painter.canvas import Canvas, Rays
from imagine.sandbox.painter.city import CityPainter
from imagine.sandbox.painter.colour import Array, turn_between
from imagine.sandbox.painter.ground import GroundPainter
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.relief import Hits, Relief
from imagine.sandbox.painter.scene import Scene
from imagine.sandbox.painter.sky import Backdrop, SkyPainter
from imagine.sandbox.painter.things import ThingsPainter
from imagine.sandbox.painter.underwater import SeaPainter
from imagine.sandbox.painter.water import WaterPainter
from imagine.sandbox.painter.woods import WoodsPainter


class Overlay(Protocol):
    """Something that paints itself over the land."""

    def paint(self, part: slice, rays: Rays, light: Array) -> None:
        """Paint what some rows see of it into `light`."""


def paint_land(scene: Scene, canvas: Canvas) -> None:
    """Fill the canvas. Rows go from the zenith down, so that water can mirror what is above it."""
    noise = Noise(np.random.default_rng([scene.seed, 6]))
    backdrop: Backdrop = SeaPainter(scene) if scene.world == "underwater" else SkyPainter(scene, canvas)
    relief = Relief(scene, canvas, noise)
    ground = GroundPainter(scene, noise)
    water = WaterPainter(scene, scene.water, canvas, noise, backdrop) if scene.water else None
    things = ThingsPainter(scene, canvas, backdrop) if scene.things else None
    overlays = _overlays(scene, canvas, backdrop) + ([things] if things else [])
    for part, rays in canvas.tiles():
        light = _behind(backdrop, rays)
        hits = relief.hits(part)
        if hits is not None:
            light[hits.rows, hits.columns] = veil(ground.paint(hits), hits, scene, backdrop)
        for overlay in overlays:
            overlay.paint(part, rays, light)
        canvas.light[part] = light
        if water and hits is not None:
            water.paint(part, hits)
            if things:
                things.paint(part, rays, canvas.light[part])


def _overlays(scene: Scene, canvas: Canvas, backdrop: Backdrop) -> list[Overlay]:
    """What stands on the land, far before near."""
    overlays: list[Overlay] = []
    if scene.city:
        overlays.append(CityPainter(scene, scene.city, canvas, backdrop))
    if scene.world == "forest":
        overlays.append(WoodsPainter(scene, canvas, backdrop))
    return overlays


def _behind(backdrop: Backdrop, rays: Rays) -> Array:
    if rays.elevation.max() > -0.04:
        return backdrop.paint(rays)
    return np.repeat(backdrop.haze(rays.azimuth), rays.shape[0], 0)


def veil(light: Array, hits: Hits, scene: Scene, backdrop: Backdrop) -> Array:
    """Lay the air between the viewer and the land: thin haze everywhere, fog in the low places."""
    weather = scene.weather
    fog = (
        hits.distance
        * np.float32(weather.fog)
        * np.exp(-np.maximum(hits.height, 0) / np.float32(weather.fog_height))
    )
    share = 1 - np.exp(-fog - hits.distance * np.float32(weather.haze))
    azimuth = np.arctan2(hits.x, hits.z) % (2 * np.pi)
    near_sun = np.exp(-((turn_between(azimuth, scene.sun.azimuth) / 0.6) ** 2))
    air = backdrop.haze(azimuth) * (1 + 0.18 * near_sun)[:, None]
    return light + (air - light) * share[:, None].astype(np.float32)
