"""Colours as linear light, and the small sums every layer needs."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

# (position, '#rrggbb', power): a ramp is read from its first position to its last.
Stop = tuple[float, str, float]


def linear(hexadecimal: str, power: float = 1.0) -> Array:
    """'#rrggbb' as three float32 of linear light, times `power`."""
    return _linear(hexadecimal) * np.float32(power)


@cache
def _linear(hexadecimal: str) -> Array:
    digits = hexadecimal.lstrip("#")
    channels = np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def rgb(red: float, green: float, blue: float) -> Array:
    """Three channels as they are, float32."""
    return np.array([red, green, blue], np.float32)


def hexadecimal(colour: Array) -> str:
    """Linear light back to '#rrggbb', clipped."""
    channels = encode(np.clip(np.asarray(colour, dtype=np.float32), 0, 1))
    return "#" + "".join(f"{round(float(channel) * 255):02x}" for channel in channels)


def encode(light: Array) -> Array:
    """Linear light 0..1 as sRGB 0..1 (the standard's two-part curve)."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-7) ** (1 / 2.4) - 0.055)


def blend_hex(first: str, second: str, share: float) -> str:
    """`first` with `share` of `second` in it, both '#rrggbb'."""
    return hexadecimal(linear(first) * (1 - share) + linear(second) * share)


def turn_hue(hexadecimal_colour: str, radians: float, saturation: float = 1.0) -> str:
    """Turn a colour round the grey axis and stretch it away from grey; lightness stays about the same."""
    red, green, blue = (float(channel) for channel in _linear(hexadecimal_colour))
    grey = (red + green + blue) / 3
    cosine, sine = np.cos(radians) * saturation, np.sin(radians) * saturation / np.sqrt(3)
    turned = [
        grey + (own - grey) * cosine + (after - before) * sine
        for own, before, after in ((red, green, blue), (green, blue, red), (blue, red, green))
    ]
    return hexadecimal(np.array(turned))


def ramp(position: Array, stops: Sequence[Stop]) -> Array:
    """The colour at each position of a ramp; one more axis than `position`."""
    places = [stop[0] for stop in stops]
    colours = np.array([linear(stop[1], stop[2]) for stop in stops])
    return np.stack([np.interp(position, places, colours[:, k]) for k in range(3)], -1).astype(np.float32)


def smooth(low: float, high: float, value: Array) -> Array:
    """0 below `low`, 1 above `high`, an S between; `low` > `high` turns it round."""
    step = np.clip((value - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    return np.asarray(step * step * (3 - 2 * step))


def mix(first: Array, second: Array, share: Array) -> Array:
    """Colours `first` to `second` by `share`, a field without the colour axis.

    Channel by channel: a loop over the short colour axis, as broadcasting does it, takes three times as long.
    """
    mixed = np.empty((*np.broadcast_shapes(first.shape[:-1], second.shape[:-1], share.shape), 3), np.float32)
    for channel in range(3):
        low = first[..., channel]
        mixed[..., channel] = low + (second[..., channel] - low) * share
    return mixed


def tinted(share: Array, colour: Array) -> Array:
    """A field of strengths times one colour."""
    light = np.empty((*share.shape, 3), np.float32)
    for channel in range(3):
        np.multiply(share, colour[channel], out=light[..., channel], casting="unsafe")
    return light


def lightness(colours: Array) -> Array:
    """Rec. 709 luma of the last axis."""
    return colours[..., 0] * 0.2126 + colours[..., 1] * 0.7152 + colours[..., 2] * 0.0722


def turn_between(first: Array | np.floating | float, second: Array | np.floating | float) -> Array:
    """The signed shortest way from azimuth `second` to `first`, -pi..pi."""
    return np.asarray((np.asarray(first) - second + np.pi) % (2 * np.pi) - np.pi)
