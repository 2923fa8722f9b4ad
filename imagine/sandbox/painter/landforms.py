"""Forms of land: the height of the ground at any place, by the name of the form.

Every form takes places `x`, `z` and answers heights; at or below 0 there is water, if the scene has any.
`coarse` leaves out what casts no shadow worth having.
"""

from collections.abc import Callable

import numpy as np

from imagine.sandbox.painter.colour import Array, smooth, turn_between
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.scene import Ground

Form = Callable[[Array, Array, Noise, Ground, bool], Array]


def height_of(ground: Ground) -> Form:
    """The function that shapes this ground."""
    return FORMS[ground.form]


def open_space(x: Array, z: Array, ground: Ground, share: float = 1.0) -> Array:
    """0 round the viewer, 1 where the land has risen."""
    # The viewer stands a little off the middle of the basin, so that one shore is nearer than the other.
    off_x, off_z = np.float32(np.sin(ground.bearing) * 0.6), np.float32(np.cos(ground.bearing) * 0.6)
    return smooth(ground.open_from * share, ground.open_to * share, np.hypot(x - off_x, z - off_z))


def peaks(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Alpine summits round a lake."""
    s = 0.15 * ground.scale
    mass = noise.eroded(x * s, z * s, 0) * 0.95 + noise.ridged(x * s * 0.8, z * s * 0.8, 1) * 0.75
    height = mass * open_space(x, z, ground) * ground.height * 2.6 - 0.42
    height += (noise.soft(x * 0.6, z * 0.6, 2) - 0.5) * 0.3
    if not coarse:
        height += (noise.ridged(x * 0.9, z * 0.9, 5) - 0.3) * 0.24 * smooth(-0.05, 0.6, height)
        height += (noise.ridged(x * 2.3, z * 2.3, 3) - 0.3) * 0.08 * smooth(-0.1, 0.7, height)
    return height


def fjord(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Two steep walls along an arm of the sea that opens towards the bearing."""
    cosine, sine = np.float32(np.cos(ground.bearing)), np.float32(np.sin(ground.bearing))
    bend = (noise.soft(x * 0.12, z * 0.12, 4) - 0.5) * 2.6
    aside = abs(x * cosine - z * sine + bend)
    wall = smooth(ground.open_from * 0.55, ground.open_to * 0.75, aside)
    s = 0.17 * ground.scale
    mass = noise.eroded(x * s, z * s, 0) * 0.9 + noise.ridged(x * s * 0.8, z * s * 0.8, 1) * 0.6 + 0.25
    height = mass * wall * ground.height * 2.7 - 0.3
    if not coarse:
        height += (noise.ridged(x * 0.9, z * 0.9, 5) - 0.3) * 0.22 * smooth(0, 0.6, height)
        height += (noise.ridged(x * 2.2, z * 2.2, 3) - 0.3) * 0.08 * smooth(0, 0.7, height)
    return height


def dunes(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Waves of sand, gentle to windward and sharp in the lee."""
    cosine, sine = np.float32(np.cos(ground.bearing + 0.6)), np.float32(np.sin(ground.bearing + 0.6))
    warp = noise.soft(x * 0.12, z * 0.12, 0)
    across = x * cosine + z * sine + warp * 6
    along = z * cosine - x * sine
    swell = 0.3 + 1.7 * noise.soft(x * 0.09, z * 0.09, 1)
    height = _dune(across * 0.15 * ground.scale) * swell * 0.95
    height += (
        _dune(across * 0.5 * ground.scale + along * 0.11 + warp * 2) * 0.2 * noise.soft(x * 0.2, z * 0.2, 2)
    )
    height = (height + noise.soft(x * 0.04, z * 0.04, 3) * 1.5 - 1.0) * ground.height
    if not coarse:
        distance = np.hypot(x, z)
        lean = noise.soft(x * 0.8, z * 0.8, 4) * 0.7
        height += np.sin((across + lean) * 88) * 0.0024 * smooth(7, 0.6, distance)
    return height * smooth(-0.5, 4, np.hypot(x, z)) - 0.15


def _dune(phase: Array) -> Array:
    part = phase - np.floor(phase)
    return np.where(part < 0.72, smooth(0, 0.72, part), smooth(1.0, 0.72, part))


def mesas(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Table mountains in steps, on a plain."""
    s = 0.11 * ground.scale
    level = noise.soft(x * s, z * s, 0) + (noise.soft(x * 0.42, z * 0.42, 1) - 0.5) * 0.15
    away = open_space(x, z, ground)
    level = level * away + 0.3 * (1 - away)
    steps = (
        smooth(0.52, 0.545, level) * 0.55
        + smooth(0.575, 0.595, level) * 0.65
        + smooth(0.635, 0.65, level) * 0.5
    )
    height = (steps + smooth(0.43, 0.53, level) * 0.2) * ground.height * 1.9
    if not coarse:
        height += (noise.ridged(x * 0.6, z * 0.6, 2) - 0.4) * 0.16 * smooth(0.45, 0.6, level)
        height += noise.soft(x * 0.9, z * 0.9, 3) * 0.12 + noise.soft(x * 6, z * 6, 4) * 0.008
    return height - 0.13


def stacks(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Rocks standing in the sea, and a headland on one side."""
    distance = np.hypot(x, z)
    level = noise.soft(x * 0.24, z * 0.24, 0) + (noise.soft(x, z, 1) - 0.5) * 0.3
    towers = smooth(0.60, 0.68, level) * (0.5 + 1.9 * noise.soft(x * 0.5, z * 0.5, 2)) * 1.1
    towers *= open_space(x, z, ground, 0.75)
    ahead = np.exp(-((turn_between(np.arctan2(x, z), ground.bearing) / 0.75) ** 2))
    cape = smooth(0.35, 0.75, ahead * 1.05 + (level - 0.5) * 0.9 - 0.25 * smooth(9, 2, distance))
    cape *= (0.9 + noise.soft(x * 0.25, z * 0.25, 3) * 1.4) * open_space(x, z, ground)
    skerry = (noise.ridged(x * 0.9, z * 0.9, 4) - 0.55) * 0.6 * smooth(0.35, 1.2, distance)
    height = np.maximum(np.maximum(towers, cape) * ground.height, skerry + 0.16) - 0.22
    if not coarse:
        height += (noise.ridged(x * 1.2, z * 1.2, 5) - 0.35) * 0.2 * smooth(0, 0.5, height)
    return height


def islets(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Low round islands strewn over calm water."""
    s = 0.2 * ground.scale
    level = noise.soft(x * s, z * s, 0) + (noise.soft(x * 0.8, z * 0.8, 1) - 0.5) * 0.16
    height = (smooth(0.5, 0.85, level) * 2.6 - 0.12) * ground.height * open_space(x, z, ground, 0.6) - 0.1
    if not coarse:
        height += (noise.ridged(x * 1.3, z * 1.3, 2) - 0.3) * 0.12 * smooth(0, 0.4, height)
    return height


def shore(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Gentle wooded banks round a lake, blue hills behind."""
    distance = np.hypot(x, z)
    s = 0.13 * ground.scale
    height = (noise.soft(x * s, z * s, 0) - 0.4) * 3.4 * ground.height * open_space(x, z, ground) - 0.13
    height += noise.ridged(x * 0.07, z * 0.07, 1) * 3.4 * ground.height * smooth(6, 18, distance)
    return height if coarse else height + (noise.soft(x * 2.2, z * 2.2, 2) - 0.5) * 0.06


def hills(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Rolling hills with a far range behind them."""
    distance = np.hypot(x, z)
    s = 0.12 * ground.scale
    roll = noise.soft(x * s, z * s, 0)
    height = (smooth(0.25, 0.8, roll) * 2.2 + noise.soft(x * 0.4, z * 0.4, 1) * 0.16) * ground.height
    height *= smooth(0.2, ground.open_to, distance)
    height += noise.ridged(x * 0.05, z * 0.05, 2) * 3.6 * smooth(14, 32, distance)
    return height - 0.05 if coarse else height - 0.05 + noise.soft(x * 3, z * 3, 3) * 0.02


def terraces(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Hillsides cut into level fields."""
    height = hills(x, z, noise, ground, True) * 1.25 + 0.05
    step = 0.13
    part = height / step
    whole = np.floor(part)
    return (whole + smooth(0.72, 1.0, part - whole)) * step - 0.07


def flats(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Nothing but level ground, and mountains on the edge of the world."""
    distance = np.hypot(x, z)
    far = noise.ridged(x * 0.05, z * 0.05, 0) * 2.9 * ground.height * smooth(13, 34, distance)
    return far - 0.05 + (noise.soft(x * 0.25, z * 0.25, 1) - 0.45) * 0.5 * smooth(11, 20, distance)


def coast(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """A bay: sand on one side, open sea on the other, a green headland at each end."""
    cosine, sine = np.float32(np.cos(ground.bearing)), np.float32(np.sin(ground.bearing))
    seaward = x * sine + z * cosine
    aside = x * cosine - z * sine
    curve = 0.05 * aside * aside / (1 + abs(aside) * 0.25) + (
        noise.soft(x * 0.3, z * 0.3, 0) - 0.5
    ) * 0.8 * smooth(0.2, 1.2, np.hypot(x, z))
    inland = curve - seaward + 0.25
    height = (
        np.clip(inland * 0.07, -0.35, 0.13)
        + smooth(1.6, 7, inland) * (0.3 + 2.4 * noise.soft(x * 0.16, z * 0.16, 1)) * ground.height
    )
    if coarse:
        return height
    return (
        height
        + (noise.soft(x * 1.6, z * 1.6, 2) - 0.5) * 0.03
        + (noise.soft(x, z, 3) - 0.5) * 0.4 * smooth(1.5, 4, inland)
    )


def volcano(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """One great cone at the bearing, ash fields and black crags round it."""
    far = 9.0
    off_x, off_z = x - np.float32(np.sin(ground.bearing) * far), z - np.float32(np.cos(ground.bearing) * far)
    radius = np.hypot(off_x, off_z)
    gully = (noise.ridged(x * 0.3, z * 0.3, 0) - 0.35) * 0.3
    cone = 4.6 * np.exp(-radius / 2.9) + gully * np.exp(-radius / 4) * smooth(0, 1, radius)
    crater = np.maximum(cone - 3.75, 0)
    height = (cone - crater * 1.8) * ground.height
    crags = noise.eroded(x * 0.22, z * 0.22, 1) * 1.1 * open_space(x, z, ground)
    height = np.maximum(height, crags * 0.8 - 0.1) - 0.26
    return height if coarse else height + (noise.ridged(x * 1.1, z * 1.1, 2) - 0.35) * 0.12


def icebergs(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Tilted blocks of ice adrift before a white coast."""
    level = noise.soft(x * 0.3, z * 0.3, 0) + (noise.ridged(x * 0.5, z * 0.5, 1) - 0.3) * 0.16
    block = (
        smooth(0.56, 0.6, level)
        * (0.25 + 1.7 * noise.soft(x * 0.4, z * 0.4, 2) ** 1.5)
        * open_space(x, z, ground, 0.7)
    )
    block *= 0.75 + 0.5 * noise.soft(x * 0.9, z * 0.9, 3)
    coast_line = noise.eroded(x * 0.12, z * 0.12, 4) * 3.2 * smooth(9, 17, np.hypot(x, z))
    height = np.maximum(block, coast_line) * ground.height - 0.14
    return (
        height
        if coarse
        else height + (noise.ridged(x * 1.6, z * 1.6, 5) - 0.3) * 0.1 * smooth(0, 0.3, height)
    )


def spires(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """Needles of stone rising from mist."""
    level = noise.soft(x * 0.33, z * 0.33, 0) + (noise.soft(x * 1.4, z * 1.4, 1) - 0.5) * 0.12
    needle = (
        smooth(0.56, 0.63, level) * (0.7 + 3.6 * noise.soft(x * 0.4, z * 0.4, 2)) * open_space(x, z, ground)
    )
    height = needle * ground.height + noise.soft(x * 0.2, z * 0.2, 3) * 0.5 - 0.3
    return (
        height
        if coarse
        else height + (noise.ridged(x * 1.5, z * 1.5, 4) - 0.35) * 0.2 * smooth(0, 0.6, needle)
    )


def quay(x: Array, z: Array, noise: Noise, ground: Ground, coarse: bool) -> Array:
    """A flat waterfront under a city, hills far behind."""
    distance = np.hypot(x, z)
    edge = ground.open_from + (noise.soft(x * 0.22, z * 0.22, 0) - 0.4) * 0.9
    flat = np.where(distance > edge, 0.03, -0.06).astype(np.float32)
    return flat + noise.ridged(x * 0.06, z * 0.06, 1) * 3.0 * ground.height * smooth(15, 32, distance)


FORMS: dict[str, Form] = {
    form.__name__: form
    for form in (
        peaks,
        fjord,
        dunes,
        mesas,
        stacks,
        islets,
        shore,
        hills,
        terraces,
        flats,
        coast,
        volcano,
        icebergs,
        spires,
        quay,
    )
}
