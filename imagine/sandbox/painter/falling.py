"""What drifts in the air before the land: rain, snow, sparks."""

import numpy as np

from imagine.sandbox.painter.canvas import Canvas, Rays
from imagine.sandbox.painter.colour import Array, linear, mix, smooth, tinted
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.points import Points
from imagine.sandbox.painter.scene import Scene

FLAKES, SPARKS, BUBBLES = 2600, 260, 420


def add_falling(scene: Scene, canvas: Canvas) -> None:
    """Add rain, snow, sparks and bubbles over the finished light."""
    rng = np.random.default_rng([scene.seed, 10])
    noise = Noise(rng)
    points = _points(scene, rng)
    if not points and not scene.weather.rain:
        return
    for part, rays in canvas.tiles():
        light = canvas.light[part].astype(np.float32)
        if scene.weather.rain:
            light = _rain(light, rays, scene, noise)
        for cloud in points:
            cloud.add(light, rays, canvas)
        canvas.light[part] = light


def _points(scene: Scene, rng: np.random.Generator) -> list[Points]:
    clouds = []
    if scene.weather.snowfall:
        bright = linear(scene.light.ambient[0], 0.5 + scene.light.ambient[1] * 0.8)
        clouds.append(_strewn(rng, FLAKES, 0.0022, bright, 0.65, (-0.9, 1.1)))
    if scene.weather.fireflies:
        clouds.append(_strewn(rng, SPARKS, 0.0045, linear("#ffd86a"), 3.2, (-0.45, 0.3)))
        clouds.append(_strewn(rng, SPARKS // 3, 0.018, linear("#ffb84a"), 0.5, (-0.45, 0.3)))
    if scene.world == "underwater":
        clouds.append(_strewn(rng, BUBBLES, 0.0028, linear("#c8f4ff"), 0.4, (-0.7, 1.0)))
    return clouds


def _strewn(
    rng: np.random.Generator,
    count: int,
    radius: float,
    colour: Array,
    power: float,
    band: tuple[float, float],
) -> Points:
    return Points(
        azimuth=rng.uniform(0, 2 * np.pi, count),
        elevation=np.arcsin(rng.uniform(np.sin(band[0]), np.sin(band[1]), count)),
        radius=radius * np.exp(rng.normal(0, 0.45, count)),
        colour=np.broadcast_to(colour, (count, 3)),
        power=power * rng.uniform(0.3, 1.2, count),
    )


def _rain(light: Array, rays: Rays, scene: Scene, noise: Noise) -> Array:
    """Streaks, and a veil that takes the strength out of the distance."""
    azimuth, elevation = np.broadcast_arrays(rays.azimuth + rays.elevation * 0.05, rays.elevation)
    streaks = smooth(0.62, 0.95, noise.grain_around(azimuth, elevation, 5, 0.05))
    gusts = 0.4 + noise.around(azimuth, elevation, 1, 0.4, 2)
    fade = smooth(1.3, 0.8, abs(rays.elevation))
    grey = linear(scene.light.ambient[0], 0.28 + 0.4 * scene.light.ambient[1])
    light = mix(light, grey, np.broadcast_to(fade * 0.12, streaks.shape))
    return light + tinted(streaks * gusts * fade * 0.3 * np.float32(scene.weather.rain), grey)
