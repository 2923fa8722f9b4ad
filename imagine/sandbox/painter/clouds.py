"""Clouds: flat ceilings of vapour, and heaps that stand on the horizon."""

import numpy as np

from imagine.sandbox.painter.canvas import Rays
from imagine.sandbox.painter.colour import Array, linear, mix, smooth, tinted
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import CloudBank, CloudLayer, Sun


def add_layer(light: Array, rays: Rays, layer: CloudLayer, sun: Sun, noise: Noise, number: int) -> Array:
    """Lay a ceiling of clouds over the sky."""
    if rays.elevation.max() < 0 or layer.amount <= 0:
        return light
    across, along = _ceiling(rays, layer)
    lift = (noise.soft(across * 0.6, along * 0.6, 2 + number) - 0.5) * 1.3
    sway = (noise.soft(across * 0.6, along * 0.6, 4 + number) - 0.5) * 1.3
    across, along = across + lift, along + sway
    mass = _mass(across, along, noise, number)
    toward_sun = 0.16 * np.float32(np.sin(sun.azimuth)), 0.16 * np.float32(np.cos(sun.azimuth))
    behind = _mass(
        across + toward_sun[0] * layer.stretch[0], along + toward_sun[1] * layer.stretch[1], noise, number
    )
    threshold = (1 - layer.cover) * 0.78 + 0.08
    body = smooth(threshold, threshold + layer.soft, mass)
    bright = np.clip(0.55 + (mass - behind) * 2.5 - (mass - threshold) * 0.9, 0, 1)
    colour = mix(linear(layer.dark), linear(layer.lit), bright) * np.float32(layer.power)
    near = np.exp((2 * rays.cosine_to(sun.azimuth, sun.elevation) - 2) / np.float32(0.5))
    colour += tinted(near * layer.rim * (1 - body * 0.75), linear(layer.lit))
    fade = smooth(0.0, 0.12, rays.elevation) * (0.5 + 0.5 * smooth(0.02, 0.3, rays.elevation))
    return mix(light, colour, body * fade * np.float32(layer.amount))


def _ceiling(rays: Rays, layer: CloudLayer) -> tuple[Array, Array]:
    """Where the rays meet the ceiling; +0.16 bends it down so that it never runs to infinity."""
    reach = np.float32(layer.scale) / (np.maximum(rays.y, 0) + 0.16)
    cosine, sine = np.float32(np.cos(layer.turn)), np.float32(np.sin(layer.turn))
    x, z = rays.x * reach, rays.z * reach
    return (x * cosine - z * sine) * np.float32(layer.stretch[0]), (x * sine + z * cosine) * np.float32(
        layer.stretch[1]
    )


def _mass(across: Array, along: Array, noise: Noise, number: int) -> Array:
    fine = noise.soft(across * 3.7, along * 3.7, 9 + number)
    return noise.soft(across, along, 6 + number) * 0.9 + fine * 0.1


def add_bank(light: Array, rays: Rays, bank: CloudBank, sun: Sun, noise: Noise, haze: Array) -> Array:
    """Stand heaped clouds on the horizon."""
    if rays.elevation.max() < -0.02 or rays.elevation.min() > bank.top * 1.8 + 0.3:
        return light
    mass = _heap(rays.azimuth, rays.elevation, noise)
    aside = (
        0.045
        * np.sign(np.sin(sun.azimuth - rays.azimuth))
        * np.float32(min(1.0, 0.3 + abs(np.cos(sun.elevation))))
    )
    above = 0.04 if sun.elevation > 0.05 else -0.01
    behind = _heap(rays.azimuth + aside, rays.elevation + np.float32(above), noise)
    height = np.clip((rays.elevation - bank.base) / (bank.top - bank.base), 0, 1.6)
    threshold = (
        0.96
        - bank.cover * 0.9
        + height * 0.24
        + smooth(bank.base * 0.9, bank.base * 0.2, rays.elevation) * 0.4
    )
    body = smooth(0.0, 0.075, mass - threshold)
    bright = np.clip(0.38 + (mass - behind) * 3.4 + height * 0.4 - (mass - threshold) * 0.5, 0, 1)
    colour = mix(linear(bank.dark), linear(bank.lit), bright) * np.float32(bank.power)
    near = np.exp((2 * rays.cosine_to(sun.azimuth, sun.elevation) - 2) / np.float32(0.3))
    colour += tinted(near * 0.5 * (1 - body * 0.8), linear(bank.lit))
    colour = mix(colour, haze, bank.haze * (1 - np.clip(height, 0, 1)) + 0 * mass)
    return mix(light, colour, body * np.float32(bank.amount))


def _heap(azimuth: Array, elevation: Array, noise: Noise) -> Array:
    azimuth, elevation = np.broadcast_arrays(azimuth, elevation)
    puffs = noise.crests_around(azimuth, elevation, 3, 1.2, 11)
    return (
        noise.around(azimuth, elevation, 1, 1.3, 10) * 0.62
        + noise.around(azimuth, elevation, 3, 1.2, 12) * 0.3
        + (0.6 - puffs) * 0.16
    )
