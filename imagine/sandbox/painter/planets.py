"""Planets and large moons in the sky, with rings."""

import numpy as np

from imagine.sandbox.painter.canvas import Rays, direction
from imagine.sandbox.painter.colour import Array, linear, mix, smooth, tinted
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import Planet, Sun


def add(light: Array, rays: Rays, planet: Planet, sun: Sun, noise: Noise) -> None:
    """Paint the planet into `light`."""
    reach = planet.radius * (2.6 if planet.ringed else 1.2)
    rows = np.flatnonzero(abs(rays.elevation[:, 0] - planet.elevation) < reach)
    if not len(rows):
        return
    part = slice(rows[0], rows[-1] + 1)
    strip = Rays(rays.azimuth, rays.elevation[part], rays.x[part], rays.y[part], rays.z[part])
    across, upward, is_before = _face(strip, planet)
    light[part] = _body(light[part], strip, planet, sun, noise, across, upward, is_before)
    if planet.ringed:
        light[part] = _ring(light[part], strip, planet, noise, across, upward, is_before)


def _face(rays: Rays, planet: Planet) -> tuple[Array, Array, Array]:
    """Coordinates on the planet's disc (radius 1), tilted, and whether the ray looks its way."""
    x, y, z = direction(planet.azimuth, planet.elevation)
    right = np.array([np.cos(planet.azimuth), 0.0, -np.sin(planet.azimuth)])
    up = np.cross([x, y, z], right)
    size = np.float32(np.tan(planet.radius))
    ahead = rays.x * np.float32(x) + rays.y * np.float32(y) + rays.z * np.float32(z)
    safe = np.maximum(ahead, 0.2)
    across = (rays.x * np.float32(right[0]) + rays.z * np.float32(right[2])) / (safe * size)
    upward = (rays.x * np.float32(up[0]) + rays.y * np.float32(up[1]) + rays.z * np.float32(up[2])) / (
        safe * size
    )
    cosine, sine = np.float32(np.cos(planet.tilt)), np.float32(np.sin(planet.tilt))
    return across * cosine - upward * sine, across * sine + upward * cosine, ahead > 0.2


def _body(
    light: Array,
    rays: Rays,
    planet: Planet,
    sun: Sun,
    noise: Noise,
    across: Array,
    upward: Array,
    is_before: Array,
) -> Array:
    square = across**2 + upward**2
    depth = np.sqrt(np.clip(1 - square, 0, 1))
    side = np.float32(1 if np.sin(sun.azimuth - planet.azimuth) > 0 else -1)
    shade = np.clip(across * side * 0.72 + upward * 0.28 + depth * 0.5 + 0.04, 0, 1)
    if planet.is_rocky:
        pattern = smooth(0.42, 0.6, noise.soft(across / (depth + 0.9) * 1.6, upward / (depth + 0.9) * 1.6, 8))
    else:
        swirl = noise.soft(across * 0.5, upward * 1.6, 7) * 0.5
        pattern = smooth(0.34, 0.66, noise.soft(upward * 1.6 + swirl, across * 0.08, 8))
    face = mix(linear(planet.first), linear(planet.second), pattern) * (shade * 1.6)[..., None]
    rim = tinted(smooth(0.55, 1.0, np.sqrt(square)) * shade, linear(planet.first, 0.25))
    edge = max(0.012, 0.8 / max(1.0, planet.radius * rays.shape[1] / 6.3))
    cover = smooth(1 + edge, 1 - edge, np.sqrt(square)) * is_before * _air(rays, planet)
    return mix(light, light * (0.45 if planet.in_air else 0.0) + face + rim, cover)


def _ring(
    light: Array, rays: Rays, planet: Planet, noise: Noise, across: Array, upward: Array, is_before: Array
) -> Array:
    radius = np.sqrt(across**2 + (upward / np.float32(0.24)) ** 2)
    grooves = noise.soft(radius * 2.6, np.zeros_like(radius) + 0.4, 9)
    cover = smooth(1.32, 1.42, radius) * smooth(2.3, 2.18, radius) * (0.3 + 0.7 * smooth(0.35, 0.6, grooves))
    cover *= 1 - 0.85 * np.exp(-(((radius - 1.93) / 0.03) ** 2))
    is_behind = (upward > 0) & (across**2 + upward**2 < 1)
    shadow = 1 - 0.7 * (
        (across > 0.2) & (abs(upward + 0.1) < 0.35) & (radius < 2.3) & (across < 1.6)
    ) * smooth(1.8, 0.9, across)
    colour = light * 0.3 + tinted(shadow, linear(planet.first, 1.1))
    return mix(light, colour, cover * is_before * ~is_behind * 0.95 * np.maximum(_air(rays, planet), 0.6))


def _air(rays: Rays, planet: Planet) -> Array:
    if not planet.in_air:
        return np.ones_like(rays.elevation)
    return smooth(-0.05, 0.5, rays.elevation) * 0.7 + 0.25
