"""The last hand over the colours: palette words, light words, unknown words, and a start image."""

import zlib
from dataclasses import replace

import numpy as np
from PIL import Image

from imagine.sandbox.painter.colour import Array, Stop, blend_hex, hexadecimal, linear, turn_hue
from imagine.sandbox.painter.scene import Ground, Scene
from imagine.sandbox.painter.vocabulary import Notes

HUES = {
    "red": "#e8321e", "orange": "#ff7a1c", "yellow": "#ffcc22", "green": "#2fae4a", "teal": "#1fb8b0",
        "blue": "#2a5ce0",
    "violet": "#7a3ae0", "pink": "#ff5a9a", "warm": "#ff9a4a", "cool": "#4a9aff", "sepia": "#c8965a",
        "vaporwave": "#ff4ac8",
}  # fmt: skip
# (saturation, contrast, exposure) that words multiply in.
LOOKS = {
    "pastel": (0.75, 0.85, 1.25), "vivid": (1.35, 1.08, 1.0), "muted": (0.5, 0.95, 1.0),
        "monochrome": (0.0, 1.12, 1.0), "sepia": (0.25, 0.98, 1.05),
    "bright": (1.05, 1.0, 1.3), "dark": (1.0, 1.08, 0.55), "dim": (0.9, 1.0, 0.72), "dramatic": (1.1, 1.22,
        1.0), "soft": (0.9, 0.86, 1.1),
    "moody": (0.8, 1.12, 0.75), "glowing": (1.15, 1.0, 1.05), "hazy_light": (0.95, 0.85, 1.15),
        "backlit": (1.0, 1.2, 0.85), "snowfall": (1.05, 1.12, 0.9),
}  # fmt: skip


def grade(scene: Scene, notes: Notes) -> Scene:
    """Apply palette and light words."""
    palette = scene.palette
    for token in notes.tokens["palette"] + notes.tokens["light"] + notes.tokens["weather"]:
        if token in LOOKS:
            saturation, contrast, exposure = LOOKS[token]
            palette = replace(
                palette,
                saturation=palette.saturation * saturation,
                contrast=palette.contrast * contrast,
                exposure=palette.exposure * exposure,
            )
        if token in ("glowing", "hazy_light", "soft"):
            palette = replace(palette, bloom=palette.bloom + 0.5)
        if token in HUES:
            scene = dye(scene, HUES[token], 0.26 if token not in ("warm", "cool") else 0.16)
            palette = replace(
                palette, tint=HUES[token], strength=0.16 if token not in ("warm", "cool") else 0.14
            )
    return replace(scene, palette=palette)


def dim(scene: Scene, colour: str, share: float) -> Scene:
    """Turn the light down to a share of itself and into a colour, as hours do under leaves or water."""
    scene = dye(scene, colour, 0.45)
    return replace(scene, palette=replace(scene.palette, exposure=scene.palette.exposure * share))


def dye(scene: Scene, colour: str, share: float) -> Scene:
    """Lay a colour into sky, clouds and light; bright parts keep their brightness."""
    sky = scene.sky

    def stops(ramp: tuple[Stop, ...]) -> tuple[Stop, ...]:
        return tuple((place, blend_hex(shade, colour, share), power) for place, shade, power in ramp)

    layers = tuple(
        replace(
            layer,
            lit=blend_hex(layer.lit, colour, share * 0.7),
            dark=blend_hex(layer.dark, colour, share * 0.7),
        )
        for layer in sky.layers
    )
    banks = tuple(
        replace(
            bank, lit=blend_hex(bank.lit, colour, share * 0.7), dark=blend_hex(bank.dark, colour, share * 0.7)
        )
        for bank in sky.banks
    )
    glow = (blend_hex(sky.glow[0], colour, share * 0.6), *sky.glow[1:])
    nebula = tuple(blend_hex(shade, colour, share * 1.6) for shade in sky.nebula)
    curtains = tuple(
        replace(fold, low=blend_hex(fold.low, colour, share * 2), high=blend_hex(fold.high, colour, share))
        for fold in sky.curtains
    )
    sky = replace(
        sky,
        toward=stops(sky.toward),
        away=stops(sky.away),
        layers=layers,
        banks=banks,
        glow=glow,
        nebula=nebula,
        curtains=curtains,
    )
    light = scene.light
    light = replace(
        light,
        direct=(blend_hex(light.direct[0], colour, share * 0.6), light.direct[1]),
        ambient=(blend_hex(light.ambient[0], colour, share * 0.6), light.ambient[1]),
    )
    return replace(scene, sky=sky, light=light)


def bend_by_unknown_words(scene: Scene, words: list[str]) -> Scene:
    """Each unknown word turns the sky's hues a little and stretches the land, by its hash."""
    turn, height, scale, saturation = 0.0, 1.0, 1.0, 1.0
    for word in words[:12]:
        number = zlib.crc32(word.encode())
        turn += ((number & 255) / 255 - 0.5) * 0.34
        height *= 0.92 + 0.16 * ((number >> 8) & 255) / 255
        scale *= 0.9 + 0.2 * ((number >> 16) & 255) / 255
        saturation *= 0.97 + 0.08 * ((number >> 24) & 255) / 255
    turn = float(np.clip(turn, -0.4, 0.4))
    sky = scene.sky
    sky = replace(sky, toward=_turned(sky.toward, turn), away=_turned(sky.away, turn))
    layers = tuple(
        replace(layer, lit=turn_hue(layer.lit, turn), dark=turn_hue(layer.dark, turn)) for layer in sky.layers
    )
    ground = replace(
        scene.ground,
        height=scene.ground.height * np.clip(height, 0.7, 1.35),
        scale=scene.ground.scale * np.clip(scale, 0.7, 1.4),
    )
    palette = replace(scene.palette, saturation=scene.palette.saturation * np.clip(saturation, 0.9, 1.15))
    return replace(scene, sky=replace(sky, layers=layers), ground=ground, palette=palette)


def _turned(ramp: tuple[Stop, ...], turn: float) -> tuple[Stop, ...]:
    return tuple((place, turn_hue(colour, turn), power) for place, colour, power in ramp)


def borrow_from(image: Image.Image, scene: Scene) -> Scene:
    """Take the colours of a start image from its top down to its horizon, and the horizon's height."""
    small = np.asarray(image.convert("RGB").resize((64, 64), Image.Resampling.BOX), dtype=np.float32) / 255
    horizon = _horizon_row(small)
    rows = _linear_rows(small)
    top, low = rows[: max(2, horizon // 4)].mean(0), rows[max(0, horizon - 3) : horizon + 1].mean(0)
    middle = rows[max(0, horizon // 3) : max(1, 2 * horizon // 3) + 1].mean(0)
    stops: tuple[Stop, ...] = (
        (0, hexadecimal(low), 1.0),
        (0.3, hexadecimal(middle), 0.9),
        (1, hexadecimal(top), 0.8),
    )
    sky = replace(scene.sky, toward=_blended(scene.sky.toward, stops), away=_blended(scene.sky.away, stops))
    ground = hexadecimal(rows[horizon:].mean(0))
    scene = replace(scene, sky=sky, ground=_dyed_ground(scene, ground))
    average = hexadecimal(rows.mean(0))
    return replace(
        scene,
        palette=replace(scene.palette, tint=average, strength=max(scene.palette.strength, 0.25)),
        horizon=float(np.clip((0.5 - horizon / 64) * 0.9, -0.3, 0.3)),
    )


def _horizon_row(small: Array) -> int:
    """The strongest step between neighbouring rows,
    away from the edges; the middle wins where none is strong."""
    means = small.mean(1)
    step = abs(means[3:] - means[:-3]).sum(-1)
    rows = np.arange(len(step)) + 1
    weight = np.exp(-(((rows - 32) / 20) ** 2))
    return int(np.clip(rows[np.argmax(step * weight + 0.02 * weight)], 12, 52))


def _linear_rows(small: Array) -> Array:
    return np.asarray((np.maximum(small, 0) ** 2.2).mean(1))


def _blended(ramp: tuple[Stop, ...], other: tuple[Stop, ...]) -> tuple[Stop, ...]:
    places = [stop[0] for stop in other]
    colours = np.array([linear(stop[1], stop[2]) for stop in other])
    blended = []
    for place, colour, power in ramp:
        lent = np.array([np.interp(place, places, colours[:, k]) for k in range(3)])
        mixed = linear(colour, power) * 0.25 + lent * 0.75
        top = float(max(mixed.max(), 1e-3))
        blended.append((place, hexadecimal(mixed / max(top, 1.0)), max(top, 1.0)))
    return tuple(blended)


def _dyed_ground(scene: Scene, colour: str) -> Ground:
    ground = scene.ground
    low, high = (blend_hex(shade, colour, 0.5) for shade in ground.cover)
    return replace(
        ground,
        cover=(low, high),
        rock=(blend_hex(ground.rock[0], colour, 0.35), blend_hex(ground.rock[1], colour, 0.35)),
    )
