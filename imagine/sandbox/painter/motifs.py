"""Where the small things of a prompt go in the picture."""

from dataclasses import replace

import numpy as np

from imagine.sandbox.painter.scene import Scene, Thing
from imagine.sandbox.painter.vocabulary import Notes

# How many, at which elevations, how large (radians), and whether they keep to the picture's middle.
FLYING = {
    "birds": (9, 0.1, 0.3, 0.035),
    "balloons": (5, 0.14, 0.45, 0.12),
    "saucer": (1, 0.25, 0.35, 0.22),
    "dragon": (1, 0.28, 0.4, 0.3),
    "lanterns": (26, 0.05, 0.6, 0.03),
}
FLOATING = {"boat": (3, 0.11), "fishing_boat": (2, 0.08), "whale": (1, 0.2)}
STANDING = {
    "lighthouse": 0.24,
    "cabin": 0.09,
    "castle": 0.32,
    "windmill": 0.22,
    "palms": 0.36,
    "pagoda": 0.26,
    "tent": 0.06,
    "ruins": 0.2,
    "monolith": 0.3,
    "bridge": 0.5,
}
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
        wide = rng.permutation(np.linspace(-1.1, 1.1, count + 2))
        return [
            Thing(
                token,
                np.pi + wide[number] + rng.uniform(-0.2, 0.2),
                -rng.uniform(0.03, 0.14),
                size * rng.uniform(0.6, 1.3),
                colour[number],
            )
            for number in range(count)
        ]
    if token == "palms":
        return _palms(rng)
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
    if token in ("fish", "kelp"):
        return [Thing(token, np.pi, 0.0, 0.1, colour[0])]
    return []


def _palms(rng: np.random.Generator) -> list[Thing]:
    """Two clumps that frame the view."""
    things = []
    for centre in (np.pi - rng.uniform(0.9, 1.4), np.pi + rng.uniform(1.0, 1.6)):
        for _ in range(int(rng.integers(2, 4))):
            things.append(
                Thing(
                    "palms", centre + rng.uniform(-0.3, 0.3), -rng.uniform(0.05, 0.16), rng.uniform(0.3, 0.62)
                )
            )
    return things
