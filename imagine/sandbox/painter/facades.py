"""The faces of houses: stone or glass, windows by day and by night, neon, tiled roofs."""

from dataclasses import dataclass

import numpy as np

from imagine.sandbox.painter.canvas import direction
from imagine.sandbox.painter.colour import Array, linear, mix, smooth, tinted
from imagine.sandbox.painter.scene import City, Scene

SIGNS = ("#ff2a8a", "#20e0ff", "#a040ff", "#ffd020", "#30ff90")


@dataclass(frozen=True)
class Wall:
    """What each pixel sees of a house; arrays over pixels."""

    number: Array  # the house's own number, 0..1; 2 for a mast
    along: Array  # from the middle of the face
    is_side: Array
    height: Array
    top: Array
    half: Array
    distance: Array
    azimuth: Array
    x: Array
    z: Array


def _chance(*parts: Array) -> Array:
    """A steady throw 0..1 from numbers; the usual sine hash, in double so that it keeps its spread."""
    total = sum(
        np.asarray(part, dtype=np.float64) * factor
        for part, factor in zip(parts, (127.1, 311.7, 74.7), strict=False)
    )
    value = np.sin(total) * 43758.5453
    return np.asarray(value - np.floor(value), dtype=np.float32)


def light_of(wall: Wall, scene: Scene, city: City, pixel: float) -> Array:
    """Light (n, 3) leaving each wall."""
    style = _chance(wall.number)
    colour = mix(linear(city.wall[0]), linear(city.wall[1]), _chance(wall.number, wall.number * 0 + 3))
    pane, cell_along, cell_up = _panes(wall, style, pixel, city.is_old)
    lit_walls = _daylight(wall, scene)
    glass = _glass(wall, scene, style)
    light = colour * lit_walls
    light = mix(light, glass, pane * (0.85 if not city.is_old else 0.6))
    light += _lamps(wall, city, pane, cell_along, cell_up)
    light += _street_glow(wall, city)
    if city.signs:
        light += _neon(wall, city, style)
    if city.is_old:
        light = _roofs(wall, light, lit_walls)
    mast = wall.number > 1.5
    light[mast] = (linear("#30343c") * lit_walls)[mast]
    beacon = mast & (wall.height > wall.top * 0.975)
    light[beacon] = linear("#ff3020", 1.0 + 5 * city.lit)
    return light


def _panes(wall: Wall, style: Array, pixel: float, is_old: bool) -> tuple[Array, Array, Array]:
    """How much window a pixel holds (0..1), and which window it is. Far windows melt into their average."""
    wide = np.where(style < 0.33, 0.055, np.where(style < 0.66, 0.042, 0.075)) * (1.3 if is_old else 1.0)
    floor = np.float32(0.085 if is_old else 0.055)
    across, upward = wall.along / wide + 50, wall.height / floor
    cell_along, cell_up = np.floor(across), np.floor(upward)
    in_along, in_up = across - cell_along, upward - cell_up
    gap = np.where(style < 0.33, 0.2, np.where(style < 0.66, 0.06, 0.28))
    pane = smooth(0.0, 0.12, in_along - gap) * smooth(1.0, 0.88, in_along + gap)
    pane *= smooth(0.22, 0.32, in_up) * smooth(0.96, 0.86, in_up)
    clear = smooth(0.6, 2.2, floor / (wall.distance * np.float32(pixel)))
    inside = (wall.height < wall.top - 0.02) & (wall.height > 0.09)
    return (pane * clear + 0.42 * (1 - clear)) * inside, cell_along, cell_up


def _daylight(wall: Wall, scene: Scene) -> Array:
    x, _y, z = direction(scene.sun.azimuth, max(scene.sun.elevation, 0.07))
    normal_x = np.where(wall.is_side, -np.sign(wall.x), 0)
    normal_z = np.where(wall.is_side, 0, -np.sign(wall.z))
    facing = np.clip(normal_x * x + normal_z * z, 0, 1)
    # Streets are dark below and open above.
    sky = 0.35 + 0.55 * smooth(0.0, 1.0, wall.height)
    light = tinted(facing * smooth(0.0, 0.5, wall.height + 0.25), linear(*scene.light.direct))
    return light + tinted(sky, linear(*scene.light.ambient))


def _glass(wall: Wall, scene: Scene, style: Array) -> Array:
    """Glass mirrors the sky, more of its upper part the higher it sits."""
    low = np.array([linear(*scene.sky.away[0][1:]), linear(*scene.sky.away[-2][1:])])
    share = np.clip(wall.height / 1.6 + _chance(wall.number) * 0.3, 0, 1)
    mirrored = low[0] + (low[1] - low[0]) * share[:, None]
    return np.asarray(mirrored * (0.3 + 0.5 * (style > 0.33))[:, None])


def _lamps(wall: Wall, city: City, pane: Array, cell_along: Array, cell_up: Array) -> Array:
    """Lit windows: mostly warm, whole floors at times, never all."""
    throw = _chance(cell_along + wall.number * 57, cell_up + wall.number * 91, wall.is_side)
    floor = _chance(cell_up + wall.number * 13, wall.number)
    share = city.lit * (0.35 + 1.1 * _chance(wall.number, wall.number * 0 + 9))
    is_lit = (throw < share) | (floor < share * 0.14)
    warmth = _chance(cell_along, cell_up + wall.number * 31)
    colour = mix(linear("#ffb45e"), linear("#fff0cc"), warmth)
    colour = np.where((warmth > 0.93)[:, None], linear("#8fd8ff"), colour)
    power = (0.35 + 1.9 * throw * 0 + 1.7 * warmth**3) * min(1.0, 0.25 + city.lit * 1.6)
    return colour * (is_lit * pane * power)[:, None]


def _street_glow(wall: Wall, city: City) -> Array:
    return tinted(
        np.exp(-np.maximum(wall.height, 0) / np.float32(0.14)) * np.float32(max(0.0, city.lit - 0.08) * 0.9),
        linear(city.lamp),
    )


def _neon(wall: Wall, city: City, style: Array) -> Array:
    """Upright signs near the corners, lit edges and crowns."""
    hue = (_chance(wall.number, wall.number * 0 + 21) * len(SIGNS)).astype(int) % len(SIGNS)
    colours = np.array([linear(sign) for sign in SIGNS])[hue]
    off_edge = wall.half - abs(wall.along)
    chance = _chance(wall.number, wall.number * 0 + 5)
    edge = smooth(0.016, 0.006, off_edge) * (chance < 0.3)
    crown = smooth(0.05, 0.02, abs(wall.height - wall.top + 0.05)) * (chance > 0.55)
    sign = (
        (abs(off_edge - 0.06) < 0.028)
        & (wall.height < wall.top * 0.72)
        & (wall.height > 0.14)
        & (style > 0.4)
    )
    script = _chance(np.floor(wall.height * 34), wall.number) > 0.3
    glow = np.exp(-abs(off_edge - 0.06) / 0.05) * 0.12 * (style > 0.4)
    return np.asarray(colours * ((edge + crown + sign * script * 1.3 + glow) * 1.7 * city.signs)[:, None])


def _roofs(wall: Wall, light: Array, lit_walls: Array) -> Array:
    tile = mix(
        linear("#7a3420"), linear("#b8613a"), _chance(np.floor(wall.along * 60), np.floor(wall.height * 90))
    )
    slate = mix(
        linear("#3a4048"), linear("#5d646c"), _chance(np.floor(wall.along * 60), np.floor(wall.height * 90))
    )
    roof = np.where((_chance(wall.number, wall.number * 0 + 4) < 0.7)[:, None], tile, slate) * lit_walls * 0.9
    is_roof = (wall.height > wall.top) & wall.is_side
    return np.where(is_roof[:, None], roof, light)
