"""The painter of open land: sky, relief, water, one tile after the other."""

import numpy as np

from imagine.sandbox.painter.canvas import Canvas
from imagine.sandbox.painter.colour import Array, turn_between
from imagine.sandbox.painter.ground import GroundPainter
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.relief import Hits, Relief
from imagine.sandbox.painter.scene import Scene
from imagine.sandbox.painter.sky import SkyPainter
from imagine.sandbox.painter.water import WaterPainter


def paint_land(scene: Scene, canvas: Canvas) -> None:
    """Fill the canvas. Rows go from the zenith down, so that water can mirror what is above it."""
    noise = Noise(np.random.default_rng([scene.seed, 6]))
    sky = SkyPainter(scene, canvas)
    relief = Relief(scene, canvas, noise)
    ground = GroundPainter(scene, noise)
    water = WaterPainter(scene, canvas, noise, sky) if scene.water else None
    for part, rays in canvas.tiles():
        if rays.elevation.max() > -0.04:
            light = sky.paint(rays)
        else:
            light = np.repeat(sky.haze(rays.azimuth), rays.shape[0], 0)
        hits = relief.hits(part)
        if hits is not None:
            lit = veil(ground.paint(hits), hits, scene, sky)
            light[hits.rows, hits.columns] = lit
        canvas.light[part] = light
        if water and hits is not None:
            water.paint(part, hits)


def veil(light: Array, hits: Hits, scene: Scene, sky: SkyPainter) -> Array:
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
    air = sky.haze(azimuth) * (1 + 0.18 * near_sun)[:, None]
    return light + (air - light) * share[:, None].astype(np.float32)
