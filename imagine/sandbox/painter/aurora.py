"""Curtains of northern light."""

import numpy as np

from imagine.sandbox.painter.canvas import Rays
from imagine.sandbox.painter.colour import Array, linear, mix, smooth
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import Curtain


def curtain(rays: Rays, fold: Curtain, noise: Noise) -> Array:
    """Light of one fold: a waving lower hem, rays that fade upwards, dark gaps between."""
    stream = int(fold.azimuth * 7) % 5
    flat = np.zeros_like(rays.azimuth)
    sway = noise.around(rays.azimuth, flat + fold.azimuth, 1, 1.0, stream) - 0.5
    bend = np.cos((rays.azimuth - np.float32(fold.azimuth)) * 2) * 0.1
    rise = (rays.elevation - fold.elevation - sway * 0.8 - bend) / np.float32(fold.height)
    azimuth, drift = np.broadcast_arrays(rays.azimuth, rays.elevation)
    fine = noise.around(azimuth + rise * 0.02, drift, 3, 0.03, stream + 1)
    broad = noise.around(rays.azimuth, flat + fold.azimuth, 1, 1.0, stream + 2)
    fall = np.exp(-np.clip(rise, 0, 9) * 2.4) * smooth(-0.10, 0.06, rise)
    strength = fall * (0.2 + 1.7 * smooth(0.38, 0.72, fine)) * smooth(0.34, 0.6, broad)
    strength = strength * smooth(1.45, 1.0, rays.elevation) * np.float32(fold.power)
    colour = mix(linear(fold.low), linear(fold.high), np.clip(rise * 0.9, 0, 1))
    return colour * strength[..., None]
