"""Open space: stars and gas all round, and at times a world below."""

import numpy as np

from imagine.sandbox.painter.canvas import Canvas, Rays, direction
from imagine.sandbox.painter.colour import Array, linear, mix, smooth, tinted
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import Scene
from imagine.sandbox.painter.sky import SkyPainter

WORLDS = [
    ("#1a4a8a", "#4a7a4a", "#ffffff", "#6ab4ff"),
    ("#8a4a2a", "#c88a5a", "#f0d8b8", "#ffb080"),
    ("#2a6a6a", "#5a4a8a", "#e0f0f0", "#7af0d8"),
]


def paint_space(scene: Scene, canvas: Canvas) -> None:
    """Fill the canvas with space."""
    sky = SkyPainter(scene, canvas)
    rng = np.random.default_rng([scene.seed, 11])
    has_world, colours = rng.random() < 0.6, WORLDS[int(rng.integers(len(WORLDS)))]
    rim = rng.uniform(-0.42, -0.3)
    noise = Noise(rng)
    for part, rays in canvas.tiles():
        light = sky.paint(rays)
        if has_world and rays.elevation.min() < rim + 0.2:
            light = _world(light, rays, scene, noise, rim, colours)
        canvas.light[part] = light


def _world(
    light: Array, rays: Rays, scene: Scene, noise: Noise, rim: float, colours: tuple[str, ...]
) -> Array:
    """The curve of a planet seen from orbit: seas, land, clouds, and the thin bright air along its edge."""
    sea, land, cloud, air = (linear(colour) for colour in colours)
    tilt = rim + 0.05 * np.cos(rays.azimuth - np.float32(scene.sun.azimuth))
    under = tilt - rays.elevation
    flat = np.cos(rays.elevation)  # 0 straight down, where all directions are one
    reach = flat / np.maximum(np.sin(np.maximum(under, 0)) + 0.09, 0.09)
    x, z = np.sin(rays.azimuth) * reach, np.cos(rays.azimuth) * reach
    sway = noise.soft(x * 0.8, z * 0.8, 1)
    ground = mix(sea, land, smooth(0.5, 0.56, noise.soft(x * 0.9, z * 0.9, 2)))
    veil = smooth(
        0.46,
        0.72,
        noise.soft(x * 1.2 + sway * 1.4, z * 1.2 - sway, 3) * 0.75 + noise.soft(x * 4, z * 4, 4) * 0.25,
    )
    face = mix(ground, cloud, veil * 0.9)
    sun = np.array(direction(scene.sun.azimuth, scene.sun.elevation))
    day = 0.03 + 0.97 * smooth(
        -0.75, 0.8, flat * (np.sin(rays.azimuth) * sun[0] + np.cos(rays.azimuth) * sun[2])
    )
    face = face * day[..., None] * np.float32(0.85)
    fringe = np.exp(-np.maximum(under, 0) / np.float32(0.07)) * (under > 0) * day
    face = face + tinted(fringe * 0.9, air)
    glow = np.exp(np.minimum(under, 0) / np.float32(0.018)) * (under <= 0) * (day + 0.1)
    light = light + tinted(glow * 0.9, air)
    edge = np.pi / rays.shape[1] * 2
    return mix(light, face, np.broadcast_to(smooth(-edge, edge, under), light.shape[:2]))
