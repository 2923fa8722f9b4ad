"""Composing the sky: a mood, and what the prompt wants to see in it."""

from dataclasses import replace

import numpy as np

from imagine.sandbox.painter.colour import Stop, blend_hex
from imagine.sandbox.painter.moods import Mood
from imagine.sandbox.painter.places import Place
from imagine.sandbox.painter.scene import CloudBank, CloudLayer, Curtain, Light, Planet, Sky, Sun
from imagine.sandbox.painter.vocabulary import Notes

PLANET_COLOURS = [
    ("#d9b48f", "#8a6c7c"),
    ("#8fb4d9", "#4a5f9a"),
    ("#e0c4a0", "#b4704a"),
    ("#a8d0c0", "#3f7a80"),
    ("#d49ab4", "#6a4a8a"),
]
NEBULAE = [
    ("#d8407a", "#4a60e0", "#30c0c8"), ("#e07a30", "#c0305a", "#3a50b0"), ("#30b0a0", "#3a5ad0", "#a050c8"),
    ("#e0507a", "#f0a050", "#5040b0"), ("#5080f0", "#8040d0", "#e060a0"),
]  # fmt: skip
AURORAE = [("#4dffa8", "#7a5cff"), ("#3fe8b8", "#d05cd8"), ("#6cff7a", "#3f7cff"), ("#48f0a0", "#e0508a")]


def place_sun(notes: Notes, mood: Mood, focus: float, is_mirrored: bool, rng: np.random.Generator) -> Sun:
    """A low sun stands in the picture,
    a high one beside the viewer so that the land is lit; for a rainbow behind."""
    low, high = mood.sun
    elevation = rng.uniform(low, high)
    is_low = elevation < 0.3 or mood.is_moon
    side, near, far = rng.choice([-1, 1]), rng.uniform(0.0, 0.5), rng.uniform(1.3, 2.0)
    aside = side * (near if is_low and is_mirrored else near + 0.7 if is_low else far)
    if notes.says("rainbow"):
        aside, elevation = np.pi, rng.uniform(0.2, 0.28)
    colour, size, power = mood.disc
    if mood.is_moon and notes.says("moon"):
        size, power, elevation = size * 1.35, power * 1.3, max(elevation, 0.42)
    return Sun(float(focus + aside), float(elevation), colour, power, size, mood.is_moon)


def make_light(mood: Mood) -> Light:
    """The mood's light."""
    return Light(mood.direct, (mood.ambient[0], mood.ambient[1] * 1.3))


def make_sky(notes: Notes, place: Place, mood: Mood, time: str, sun: Sun, rng: np.random.Generator) -> Sky:
    """The mood's gradient with clouds, stars and wonders."""
    is_dark = mood.stars > 0.2
    stars = mood.stars
    if notes.says("stars"):
        stars = max(stars * 1.5, 0.8 if is_dark else 0.35)
    milky = 1.0 if notes.says("milky_way") else 0.35 if time == "night" and notes.says("stars") else 0.0
    sky = Sky(
        toward=mood.toward, away=mood.away, spread=mood.spread, glow=mood.glow, stars=stars, milky=milky,
        layers=_layers(notes, place, mood, rng), banks=_banks(notes, place, mood, rng),
            planets=_planets(notes, place, sun, rng),
        curtains=_curtains(notes, rng), rainbow=1.0 if notes.says("rainbow") else 0.0,
        meteors=7 if notes.says("meteors") else 0, bolts=3 if notes.says("lightning") else 0,
    )  # fmt: skip
    if place.world == "city" and is_dark and place.city and not place.city.is_old:
        sky = replace(sky, toward=_lamplit(sky.toward), away=_lamplit(sky.away), stars=sky.stars * 0.35)
    if notes.says("nebula") or place.world == "space":
        sky = replace(sky, nebula=NEBULAE[int(rng.integers(len(NEBULAE)))], stars=max(sky.stars, 1.5))
    return sky


def _lamplit(ramp: tuple[Stop, ...]) -> tuple[Stop, ...]:
    """The lamps of a city colour the air over it."""
    return tuple(
        (
            place,
            blend_hex(colour, "#ff8a4a", 0.12 * (1 - min(1.0, place * 3))),
            power * (1 + 0.35 * (1 - min(1.0, place * 3))),
        )
        for place, colour, power in ramp
    )


def _layers(notes: Notes, place: Place, mood: Mood, rng: np.random.Generator) -> tuple[CloudLayer, ...]:
    wanted = place.clouds + rng.uniform(-0.12, 0.12)
    turn, scale = rng.uniform(0, 3.1), rng.uniform(0.75, 1.15)
    if notes.says("clouds"):
        wanted = max(wanted + 0.2, 0.68)
    if notes.says("wisps") or notes.says("windy"):
        wanted = max(wanted, 0.5)
    if any(
        notes.says(token) for token in ("storm", "overcast", "rain", "lightning", "snowfall")
    ) and not notes.says("rainbow"):
        wanted = 0.9
    if notes.says("clear") or any(notes.says(token) for token in ("milky_way", "aurora", "meteors")):
        wanted = 0.12
    if wanted < 0.2:
        return ()
    lit, dark, power = mood.cloud
    stretch = (1.0, 0.35) if notes.says("wisps") or notes.says("windy") else (1.0, rng.uniform(0.5, 0.8))
    low = CloudLayer(
        scale, 0.3 + 0.42 * wanted, 0.36, stretch, turn, lit, dark, power, min(0.95, 0.45 + wanted * 0.6)
    )
    if wanted < 0.5:
        return (low,)
    high = CloudLayer(
        scale * 2.1, 0.2 + 0.36 * wanted, 0.24, (1.0, 0.45), turn + 0.4, lit, dark, power, 0.65, 0.5
    )
    return (high, low)


def _banks(notes: Notes, place: Place, mood: Mood, rng: np.random.Generator) -> tuple[CloudBank, ...]:
    thrown, cover = rng.random(), rng.uniform(0.46, 0.58)
    wanted = place.bank + (0.6 if notes.says("clouds") else 0) + (0.4 if notes.says("storm") else 0)
    if notes.says("clear") or notes.says("milky_way") or notes.says("aurora") or thrown > wanted:
        return ()
    lit, dark, power = mood.cloud
    return (CloudBank(0.05, rng.uniform(0.4, 0.6), cover, lit, dark, power),)


def _planets(notes: Notes, place: Place, sun: Sun, rng: np.random.Generator) -> tuple[Planet, ...]:
    first, second = PLANET_COLOURS[int(rng.integers(len(PLANET_COLOURS)))]
    side = -1 if sun.azimuth > np.pi else 1
    azimuth = np.pi + side * rng.uniform(0.3, 0.85)
    radius, elevation = rng.uniform(0.24, 0.36), rng.uniform(0.42, 0.6)
    planets = []
    if (
        notes.says("planet")
        or notes.says("ringed")
        or (place.ground.form == "spires" and place.ground.glow)
        or place.world == "space"
    ):
        planets.append(
            Planet(azimuth, elevation, radius, first, second, notes.says("ringed") or rng.random() < 0.4)
        )
    if notes.says("twin_moons") or (notes.says("planet") and rng.random() < 0.5):
        planets.append(
            Planet(azimuth - side * 0.9, elevation + 0.22, radius * 0.3, "#d8d4cc", "#8a8488", is_rocky=True)
        )
        if notes.says("twin_moons"):
            planets.append(
                Planet(
                    azimuth + side * 0.35,
                    elevation - 0.05,
                    radius * 0.55,
                    "#e0c8b0",
                    "#8a6a5a",
                    is_rocky=True,
                )
            )
    return tuple(replace(planet, in_air=place.world != "space") for planet in planets)


def _curtains(notes: Notes, rng: np.random.Generator) -> tuple[Curtain, ...]:
    low, high = AURORAE[int(rng.integers(len(AURORAE)))]
    turns = rng.uniform(-0.4, 0.4, 4)
    if not notes.says("aurora"):
        return ()
    return (
        Curtain(2.9 + turns[0], 0.30, 0.55, low, high, 1.15),
        Curtain(3.7 + turns[1], 0.58, 0.6, high, low, 0.5),
        Curtain(1.3 + turns[2], 0.28, 0.45, low, high, 0.7),
        Curtain(5.2 + turns[3], 0.34, 0.45, low, high, 0.55),
    )
