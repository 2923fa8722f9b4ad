"""Rainbows, shooting stars and lightning."""

import numpy as np

from imagine.sandbox.painter.canvas import Rays, direction
from imagine.sandbox.painter.colour import Array, linear, mix, rgb, smooth, tinted, turn_between
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import Scene


def add_rainbow(light: Array, rays: Rays, scene: Scene) -> None:
    """A bow of 42 degrees round the point opposite the sun."""
    if not scene.sky.rainbow:
        return
    angle = np.arccos(np.clip(rays.cosine_to(scene.sun.azimuth + np.pi, -scene.sun.elevation), -1, 1))
    for channel, radius in enumerate((0.74, 0.715, 0.69)):
        band = np.exp(-(((angle - radius) / 0.018) ** 2)) * 0.75 + 0.08 * smooth(radius, radius - 0.25, angle)
        light[..., channel] += (
            band * smooth(-0.02, 0.12, rays.elevation) * np.float32(scene.sky.rainbow * 0.55)
        )


def add_meteors(light: Array, rays: Rays, scene: Scene) -> None:
    """Streaks that fly from one point of the sky, bright at the head."""
    rng = np.random.default_rng([scene.seed, 3])
    for _ in range(scene.sky.meteors):
        azimuth, elevation = rng.uniform(1.6, 4.7), rng.uniform(0.25, 0.9)
        length, lean, power = rng.uniform(0.1, 0.3), rng.uniform(-0.9, -0.4), rng.uniform(0.4, 1.6)
        if rays.elevation.min() > elevation + 0.05 or rays.elevation.max() < elevation - length:
            continue
        head = np.array(direction(azimuth + length * np.cos(lean), elevation + length * np.sin(lean)))
        tail = np.array(direction(azimuth, elevation))
        normal = np.cross(tail, head)
        normal /= np.linalg.norm(normal)
        span = head - tail
        along = (
            (rays.x - tail[0]) * span[0] + (rays.y - tail[1]) * span[1] + (rays.z - tail[2]) * span[2]
        ) / (span @ span)
        aside = rays.x * normal[0] + rays.y * normal[1] + rays.z * normal[2]
        width = max(0.0009, 0.7 * np.pi / rays.shape[1] * 2)
        streak = (
            np.exp(-((aside / (width * (0.3 + 0.7 * np.clip(along, 0, 1)))) ** 2)) * np.clip(along, 0, 1) ** 2
        )
        light += (
            ((along > 0) & (along < 1))[..., None]
            * (streak * power)[..., None].astype(np.float32)
            * rgb(0.9, 0.97, 1.0)
        )


def add_plume(light: Array, rays: Rays, scene: Scene, noise: Noise) -> Array:
    """Smoke over a crater, lit from below by the lava and drifting to one side."""
    if not scene.ground.lava or rays.elevation.max() < 0.1:
        return light
    rise = np.clip(rays.elevation - 0.3, 0, 2)
    aside = turn_between(rays.azimuth, scene.ground.bearing) * np.cos(rays.elevation) - rise * 0.35
    width = 0.03 + 0.3 * rise
    azimuth, elevation = np.broadcast_arrays(rays.azimuth, rays.elevation)
    puffs = (
        noise.around(azimuth, elevation, 3, 0.8, 13) * 0.6
        + noise.crests_around(azimuth, elevation, 6, 0.8, 14) * 0.4
    )
    body = smooth(0.28, 0.5, puffs + 0.35 * np.exp(-((aside / width) ** 2)) - 0.32 * abs(aside) / width)
    body *= smooth(0.26, 0.36, rays.elevation) * smooth(1.25, 0.7, rays.elevation)
    smoke = linear("#2a2426") + tinted(
        np.exp(-rise * 4) * (0.4 + puffs), linear("#ff5a1c", 0.8 * scene.ground.lava)
    )
    smoke = smoke + tinted(puffs * 0.6 + 0 * rise, linear(*scene.light.ambient) * np.float32(0.35))
    return mix(light, smoke, body * np.float32(0.9))


def add_bolts(light: Array, rays: Rays, scene: Scene) -> None:
    """Lightning: a jagged path from the clouds to the horizon, two branches, and a glow."""
    rng = np.random.default_rng([scene.seed, 4])
    for _ in range(scene.sky.bolts):
        azimuth, top = rng.uniform(1.9, 4.4), rng.uniform(0.45, 0.75)
        trunk = _path(rng, azimuth, top, 0.10)
        _strike(light, rays, trunk, top, -0.02, 1.0)
        for _branch in range(2):
            fork = rng.uniform(0.3, 0.8) * top
            start = float(np.interp(fork, trunk[0], trunk[1]))
            branch = _path(rng, start, fork, 0.16)
            branch = (
                branch[0],
                start + (branch[1] - branch[1][-1]) + (fork - branch[0]) * rng.choice([-0.6, 0.6]),
            )
            _strike(light, rays, branch, fork, fork * 0.35, 0.35)


def _path(rng: np.random.Generator, azimuth: float, top: float, sway: float) -> tuple[Array, Array]:
    height = np.linspace(-0.02, top, 65)
    walk = sum(
        np.interp(height, np.linspace(-0.02, top, 2**k + 1), rng.normal(0, sway * 0.5**k, 2**k + 1))
        for k in range(1, 6)
    )
    return height, azimuth + np.asarray(walk)


def _strike(
    light: Array, rays: Rays, path: tuple[Array, Array], top: float, bottom: float, power: float
) -> None:
    column = np.interp(rays.elevation[:, 0], path[0], path[1])[:, None]
    aside = abs(turn_between(rays.azimuth, column)) * np.cos(rays.elevation)
    along = smooth(top + 0.03, top - 0.03, rays.elevation) * smooth(
        bottom - 0.01, bottom + 0.02, rays.elevation
    )
    width = max(0.0016, np.pi / rays.shape[1] * 1.2)
    strength = (
        np.exp(-((aside / width) ** 2)) * 7 + 0.35 * np.exp(-aside / 0.05) + 0.14 * np.exp(-aside / 0.3)
    ) * along
    light += (strength * power)[..., None].astype(np.float32) * rgb(0.75, 0.85, 1.0)
