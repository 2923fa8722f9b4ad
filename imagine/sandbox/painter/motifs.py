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
    "lighthouse": 0.42, "cabin": 0.17, "castle": 0.62, "windmill": 0.36, "pagoda": 0.42,
        "tent": 0.34,
    "ruins": 0.36, "monolith": 0.42, "bridge": 1.3,
}  # fmt: skip
FLOCKING = {"birds": 0.28}
COLOURS = ("#d8402a", "#f0b030", "#2a7ab8", "#f0e8d8", "#3f9a6a", "#a03a8a")


def place_things(scene: Scene, notes: Notes, rng: np.random.Generator) -> Scene:
    """The scene with its things set out."""
    names = list(notes.tokens["things"])
    at_home = {"beach": ["palms"], "reef": ["fish", "kelp"]}.get(scene.place, [])
    names += [name for name in at_home if name not in names and name not in notes.denied]
    things = [thing for name in names for thing in _set_out(name, scene, rng)]
    return replace(scene, things=tuple(things))


def _set_out(name: str, scene: Scene, rng: np.random.Generator) -> list[Thing]:
    colours = [str(colour) for colour in rng.permutation(COLOURS)]
    if name in OWN_WAYS:
        return OWN_WAYS[name](scene, colours, rng)
    if name in FLYING:
        return _fly(name, colours, rng)
    if name in FLOATING:
        return _float(name, scene, colours, rng)
    if name in STANDING:
        azimuth = scene.sun.azimuth + rng.choice([-1, 1]) * rng.uniform(0.35, 0.75)
        size = STANDING[name] * rng.uniform(0.8, 1.15)
        return [Thing(name, azimuth, rng.uniform(-0.03, -0.012), size, colours[0])]
    return []


def _fly(name: str, colours: list[str], rng: np.random.Generator) -> list[Thing]:
    count, low, high, size = FLYING[name]
    centre, spread = np.pi + rng.uniform(-0.6, 0.6), FLOCKING.get(name, 1.5)
    return [
        Thing(
            name,
            centre + rng.uniform(-spread, spread),
            rng.uniform(low, high),
            size * rng.uniform(0.5, 1.2),
            colours[number % len(colours)],
        )
        for number in range(count)
    ]


def _float(name: str, scene: Scene, colours: list[str], rng: np.random.Generator) -> list[Thing]:
    count, size = FLOATING[name]
    reach = 0.6 if scene.ground.form == "coast" else 1.1
    places = rng.permutation(np.linspace(-reach, reach, count + 1)) + rng.uniform(-0.2, 0.2)
    return [
        Thing(
            name,
            _middle(scene) + places[number],
            -rng.uniform(0.03, 0.14),
            size * rng.uniform(0.6, 1.3),
            colours[number],
        )
        for number in range(count)
    ]


def _middle(scene: Scene) -> float:
    """Where the water is: a bay opens to one side, other water is all round."""
    return scene.ground.bearing if scene.ground.form == "coast" else np.pi


def _shoals(scene: Scene, colours: list[str], rng: np.random.Generator) -> list[Thing]:
    """Fish keep together by kind."""
    things: list[Thing] = []
    for colour in colours[:4]:
        azimuth, elevation = np.pi + rng.uniform(-1.4, 1.4), rng.uniform(-0.05, 0.5)
        size = rng.uniform(0.07, 0.15)
        things.extend(
            Thing("fish", azimuth + aside, elevation + above, size * grown, colour)
            for aside, above, grown in zip(
                rng.normal(0, 0.22, 8), rng.normal(0, 0.1, 8), rng.uniform(0.6, 1.2, 8), strict=True
            )
        )
    return things


def _kelp(scene: Scene, colours: list[str], rng: np.random.Generator) -> list[Thing]:
    places = np.pi + rng.uniform(0.5, 2.4, 7) * rng.choice([-1, 1], 7)
    return [Thing("kelp", place, -rng.uniform(0.18, 0.4), rng.uniform(0.5, 1.0)) for place in places]


def _palms(scene: Scene, colours: list[str], rng: np.random.Generator) -> list[Thing]:
    """Two clumps that frame the view; on a bay they stand on its two ends, not in the sea."""
    centres = [_middle(scene) + side * rng.uniform(1.15, 1.5) for side in (-1, 1) for _ in range(3)]
    return [
        Thing("palms", centre + rng.uniform(-0.3, 0.3), -rng.uniform(0.08, 0.24), rng.uniform(0.45, 0.85))
        for centre in centres
    ]


OWN_WAYS = {"fish": _shoals, "kelp": _kelp, "palms": _palms}
