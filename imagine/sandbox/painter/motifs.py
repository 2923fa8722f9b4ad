"""Where the small things of a prompt go in the picture."""

from dataclasses import replace

import numpy as np

from imagine.sandbox.painter.scene import Scene, Thing
from imagine.sandbox.painter.vocabulary import Notes

# How many, at which elevations, how large (radians), and whether they keep to the picture's middle.
FLYING = {
    "birds": (11, 0.12, 0.34, 0.07),
    "balloons": (6, 0.14, 0.5, 0.3),
    "saucer": (1, 0.2, 0.3, 0.45),
    "dragon": (1, 0.3, 0.42, 0.5),
    "lanterns": (34, 0.06, 0.7, 0.055),
}
FLOATING = {"boat": (3, 0.24), "fishing_boat": (2, 0.15), "whale": (1, 0.3)}
STANDING = {
    "lighthouse": 0.42, "cabin": 0.17, "castle": 0.62, "windmill": 0.36, "palms": 0.5, "pagoda": 0.42, "tent": 0.12,
    "ruins": 0.36, "monolith": 0.42, "bridge": 1.3,
}  # fmt: skip
COLOURS = ("#d8402a", "#f0b030", "#2a7ab8", "#f0e8d8", "#3f9a6a", "#a03a8a")


def place_things(scene: Scene, notes: Notes, rng: np.random.Generator) -> Scene:
    """The scene with its things set out."""
    things: list[Thing] = []
    tokens = [token for token in notes.tokens["things"]]
    if scene.place == "beach" and "palms" not in tokens and "palms" not in notes.denied:
        tokens.append("palms")
    if scene.world == "underwater":
        tokens += [token for token in ("fish", "kelp") if token not in tokens and token not in notes.denied]
    for token in tokens:
        things += _set_out(token, scene, rng)
    return replace(scene, things=tuple(things))


def _set_out(token: str, scene: Scene, rng: np.random.Generator) -> list[Thing]:
    colour = [str(c) for c in rng.permutation(COLOURS)]
    if token in FLYING:
        count, low, high, size = FLYING[token]
        centre = np.pi + rng.uniform(-0.6, 0.6)
        spread = 0.28 if token == "birds" else 1.5
        return [
            Thing(
                token,
                centre + rng.uniform(-spread, spread),
                rng.uniform(low, high),
                size * rng.uniform(0.5, 1.2),
                colour[number % 6],
            )
            for number in range(count)
        ]
    if token in FLOATING:
        count, size = FLOATING[token]
        middle = scene.ground.bearing if scene.ground.form == "coast" else np.pi
        wide = rng.permutation(
            np.linspace(-0.6, 0.6, count + 1)
            if scene.ground.form == "coast"
            else np.linspace(-1.1, 1.1, count + 1)
        )
        return [
            Thing(
                token,
                middle + wide[number] + rng.uniform(-0.2, 0.2),
                -rng.uniform(0.03, 0.14),
                size * rng.uniform(0.6, 1.3),
                colour[number],
            )
            for number in range(count)
        ]
    if token == "palms":
        return _palms(scene, rng)
    if token in STANDING:
        side = rng.choice([-1, 1])
        azimuth = scene.sun.azimuth + side * rng.uniform(0.35, 0.75)
        return [
            Thing(
                token,
                azimuth,
                rng.uniform(-0.03, -0.012),
                STANDING[token] * rng.uniform(0.8, 1.15),
                colour[0],
            )
        ]
    if token == "fish":
        return _shoals(colour, rng)
    if token == "kelp":
        places = np.pi + rng.uniform(0.5, 2.4, 7) * rng.choice([-1, 1], 7)
        return [Thing(token, place, -rng.uniform(0.18, 0.4), rng.uniform(0.5, 1.0)) for place in places]
    return []


def _shoals(colours: list[str], rng: np.random.Generator) -> list[Thing]:
    """Fish keep together by kind."""
    things = []
    for colour in colours[:4]:
        azimuth, elevation, size = (
            np.pi + rng.uniform(-1.4, 1.4),
            rng.uniform(-0.05, 0.5),
            rng.uniform(0.04, 0.09),
        )
        for _ in range(int(rng.integers(5, 12))):
            things.append(
                Thing(
                    "fish",
                    azimuth + rng.normal(0, 0.2),
                    elevation + rng.normal(0, 0.09),
                    size * rng.uniform(0.6, 1.2),
                    colour,
                )
            )
    return things


def _palms(scene: Scene, rng: np.random.Generator) -> list[Thing]:
    """Two clumps that frame the view; on a bay they stand on its two ends, not in the sea."""
    things = []
    middle = scene.ground.bearing if scene.ground.form == "coast" else np.pi
    for side in (-1, 1):
        centre = middle + side * rng.uniform(1.15, 1.5)
        for _ in range(int(rng.integers(2, 5))):
            things.append(
                Thing(
                    "palms",
                    centre + rng.uniform(-0.35, 0.35),
                    -rng.uniform(0.08, 0.24),
                    rng.uniform(0.45, 0.85),
                )
            )
    return things
