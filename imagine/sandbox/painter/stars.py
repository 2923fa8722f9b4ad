"""Points of light, the Milky Way and nebulae."""

import numpy as np

from imagine.sandbox.painter.canvas import Canvas, Rays
from imagine.sandbox.painter.colour import Array, linear, mix, smooth, tinted
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.points import Points
from imagine.sandbox.painter.scene import Scene

COUNT = 7500  # over the whole sphere at `stars` = 1


def star_field(scene: Scene, canvas: Canvas) -> Points:
    """Stars strewn evenly over the sphere. They drown in the haze near the horizon, unless there is none."""
    rng = np.random.default_rng([scene.seed, 2])
    count = int(COUNT * scene.sky.stars)
    azimuth, elevation = rng.uniform(0, 2 * np.pi, count), np.arcsin(rng.uniform(-1, 1, count))
    power = rng.random(count) ** 16 * 4 + 0.09
    # A small picture cannot hold as many points: most of the faint ones stay out of it.
    room = min(1.0, canvas.width / 2048)
    power = power * (0.5 + 0.5 * room) * (rng.random(count) < 0.2 + 0.8 * room)
    if scene.world != "space":
        power = power * smooth(-0.01, 0.25, elevation)
    colour = mix(linear("#ffc9a0"), linear("#b9d0ff"), rng.random(count).astype(np.float32))
    radius = np.maximum(canvas.pixel * 0.42, 0.0009) * (1 + 0.4 * (power > 1.5))
    return Points(azimuth, elevation, radius, colour, power)


def milky_way(rays: Rays, scene: Scene, noise: Noise) -> Array:
    """The band of the galaxy, with its bright heart near the middle of the picture."""
    lean = 0.75 if scene.seed % 2 else -0.75
    heart = scene.sun.azimuth + np.pi * (0.86 if scene.world == "land" else 0.5)
    normal = np.array([np.cos(heart) * lean, 0.62, -np.sin(heart) * lean])
    normal /= np.linalg.norm(normal)
    distance = (
        rays.x * np.float32(normal[0]) + rays.y * np.float32(normal[1]) + rays.z * np.float32(normal[2])
    )
    x, y, z = rays.x, rays.y, rays.z
    sway = noise.soft_ball(x * 1.4, y * 1.4, z * 1.4, 3) - 0.5
    dust = noise.soft_ball(x * 4, y * 4, z * 4, 4)
    cloud = noise.soft_ball(x * 9, y * 9, z * 9, 5)
    band = np.exp(-(((distance + sway * 0.16) / 0.19) ** 2))
    lane = smooth(0.46, 0.64, dust * 0.65 + cloud * 0.38) * np.exp(-(((distance + sway * 0.24) / 0.1) ** 2))
    core = np.exp((rays.cosine_to(heart, 0.3) - 1) / 0.55)
    shine = band * (0.35 + 1.1 * smooth(0.35, 0.7, cloud)) * (1 - 0.9 * lane)
    grain = noise.soft_ball(x * 23, y * 23, z * 23, 6)
    shine = (
        shine
        * (0.6 + 0.8 * grain)
        * smooth(-0.02, 0.2, rays.elevation + (2.0 if scene.world == "space" else 0.0))
    )
    colour = mix(linear("#5a74b8"), linear("#ffcfa0"), core * 0.8)
    return colour * (shine * (0.16 + 0.5 * core) * np.float32(scene.sky.milky))[..., None]


def nebula(rays: Rays, colours: tuple[str, ...], noise: Noise) -> Array:
    """Lit gas with dark lanes, one veil for each colour."""
    light = np.zeros((*rays.shape, 3), np.float32)
    x, y, z = rays.x * 1.3, rays.y * 1.3, rays.z * 1.3
    warp = (noise.soft_ball(x, y, z, 1) - 0.5) * 1.1
    x, y, z = x + warp, y - warp * 0.8, z + warp * 0.6
    dust = noise.ridged_ball(x * 1.2, y * 1.2, z * 1.2, 2)
    fine = noise.soft_ball(x * 3.4, y * 3.4, z * 3.4, 3)
    for number, colour in enumerate(colours):
        veil = noise.soft_ball(x + number * 1.7, y - number, z, 4 + number)
        body = smooth(0.46, 0.8, veil * 0.68 + fine * 0.32)
        light += tinted(body * (0.04 + 0.65 * body) * (0.25 + 1.0 * fine), linear(colour))
        light += tinted(
            smooth(0.62, 0.8, veil * 0.5 + fine * 0.5) * 0.5, linear("#ffffff") * 0.4 + linear(colour) * 0.6
        )
    return light * (1 - 0.75 * smooth(0.3, 0.6, dust) * smooth(0.42, 0.6, fine))[..., None]
