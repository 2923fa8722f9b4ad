"""From words and a seed to a scene.

What the prompt names is obeyed; what it leaves open is thrown with dice that belong to prompt and seed
together, so another seed is another take on the same place. Words nobody knows turn the colours and bend
the forms by their hash. `negative_text` and 'no X' take away, `settings` overrule, a start image lends
its colours and its horizon.
"""

import zlib
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from PIL import Image

from imagine.sandbox.painter import grading, lands, motifs, skies
from imagine.sandbox.painter.controls import Controls
from imagine.sandbox.painter.moods import HOURS_WITHIN, MIST, MOODS, OVERCAST, STORM, WITHIN, Mood
from imagine.sandbox.painter.places import PLACES, Place
from imagine.sandbox.painter.scene import Scene
from imagine.sandbox.painter.vocabulary import Notes, read

# Where a prompt that names no place takes the viewer.
INVITING = (
    "mountains",
    "fjord",
    "dunes",
    "canyon",
    "cliffs",
    "islands",
    "lakeshore",
    "meadow",
    "salt",
    "beach",
    "spires",
)

# Words that are no places but belong in one.
BELONGS = {
    "lighthouse": "cliffs", "palms": "beach", "pagoda": "lakeshore", "castle": "mountains",
        "windmill": "meadow", "fish": "reef", "kelp": "reef",
    "whale": "ocean", "boat": "islands", "saucer": "mesa", "pines": "lakeshore", "birches": "lakeshore",
    "lush": "meadow", "rocky": "cliffs", "calm": "lakeshore", "flooded": "meadow",
    "birds": "cliffs",
        "trees": "lakeshore", "flowers": "meadow",
    "lavender": "meadow", "poppies": "meadow", "cherry": "lakeshore", "cypresses": "meadow",
        "cacti": "mesa", "crystals": "alien", "snow": "tundra",
    "river": "lakeshore", "lake": "mountains", "sea": "ocean", "waves": "ocean", "mirror": "salt",
        "frozen": "tundra", "dry": "dunes", "grass": "meadow",
    "twin_moons": "alien", "ringed": "canyon", "nebula": "space", "planet": "canyon", "milky_way": "mesa",
        "aurora": "tundra", "barren": "mesa", "autumn": "lakeshore",
    "rain": "city", "neon": "city", "vaporwave": "islands", "monolith": "salt", "ruins": "cliffs",
        "lanterns": "lakeshore", "snowfall": "tundra", "storm": "cliffs", "jagged": "mountains",
    "balloons": "meadow", "dragon": "spires", "tent": "mountains", "cabin": "mountains", "bridge": "city",
        "fishing_boat": "lakeshore",
}  # fmt: skip

DAYLIGHT = ("noon", "morning", None)


def compose(
    prompt: str,
    seed: int,
    *,
    negative_text: str = "",
    start_image: Image.Image | None = None,
    settings: Mapping[str, object] | None = None,
) -> Scene:
    """The scene for these arguments; the same arguments give an equal scene."""
    controls = Controls.from_settings(settings or {})
    notes = read(prompt)
    # Style words stay out of the dice: "…, watercolour" is the same place painted by another hand.
    number = zlib.crc32(f"{' '.join(notes.spine)}|{seed}".encode())
    controls.overrule(notes)
    notes.denied |= read(negative_text).all()
    _forget(notes)
    rng = np.random.default_rng(number)
    name = _place_name(notes, rng)
    place = PLACES[name]
    time, mood = _mood(notes, place, rng)
    mood = WITHIN.get(place.world, mood)
    scene = _assemble(notes, name, place, time, mood, rng, number)
    if notes.says("mountains") and place.city:
        scene = replace(scene, ground=replace(scene.ground, height=scene.ground.height * 2.2))
    scene = motifs.place_things(scene, notes, rng)
    if place.world in ("forest", "underwater") and time in HOURS_WITHIN:
        scene = grading.dim(scene, *HOURS_WITHIN[time])
    scene = grading.grade(scene, notes)
    scene = controls.apply(scene)
    scene = grading.bend_by_unknown_words(scene, notes.unknown)
    scene = lands.take_away(scene, notes.denied)
    return grading.borrow_from(start_image, scene) if start_image else scene


def _forget(notes: Notes) -> None:
    for tokens in notes.tokens.values():
        tokens[:] = [token for token in tokens if token not in notes.denied]


def _place_name(notes: Notes, rng: np.random.Generator) -> str:
    thrown = str(rng.choice([name for name in INVITING if name not in notes.denied]))
    named = notes.tokens["place"]
    if notes.says("forest") and not named:
        return "lakeshore" if notes.tokens["water"] else "woods"
    built = next((name for name in named if name in ("city", "town")), None)
    if built:
        return built
    if named:
        # "a city by the ocean": the place with something to see wins over plain water and plain sky.
        return next((name for name in named if name not in ("ocean", "space")), named[0])
    for group in ("things", "ground", "sky", "water", "finish", "palette", "weather"):
        for token in notes.tokens[group]:
            if token in BELONGS:
                return BELONGS[token]
    return thrown


def _mood(notes: Notes, place: Place, rng: np.random.Generator) -> tuple[str, Mood]:
    """The time's name and its mood. Weather changes the sky only by day; at night it brings clouds."""
    thrown, share = str(rng.choice(place.times)), rng.random()
    time = notes.first("time")
    if (
        time is None
        and place.world == "city"
        and any(notes.says(token) for token in ("neon", "rain", "vaporwave", "glowing"))
    ):
        time = "dusk" if share < 0.5 else "night"
    if place.world in ("space", "underwater"):
        return time or place.times[0], MOODS["noon"][0]
    if time in DAYLIGHT and not notes.says("rainbow"):
        for token, mood in (
            ("storm", STORM),
            ("lightning", STORM),
            ("rain", STORM),
            ("overcast", OVERCAST),
            ("snowfall", OVERCAST),
        ):
            if notes.says(token) and place.world != "underwater":
                return time or "noon", mood
        if (notes.says("mist") or notes.says("fog")) and time != "noon":
            return time or "morning", MIST
    if time is None:
        needs_dark = any(
            notes.says(token)
            for token in ("stars", "milky_way", "aurora", "meteors", "fireflies", "moon", "lanterns")
        )
        time = "night" if needs_dark else thrown
        if (
            any(notes.says(token) for token in ("rainbow", "sun", "bright", "turquoise_water"))
            and not needs_dark
        ):
            time = "morning" if "morning" in place.times else "noon"
    variants = MOODS[time]
    if time == "night" and (notes.says("moon") or place.city):
        return time, variants[0]
    return time, variants[int(share * len(variants))]


def _assemble(
    notes: Notes, name: str, place: Place, time: str, mood: Mood, rng: np.random.Generator, number: int
) -> Scene:
    focus = np.pi + rng.uniform(-0.35, 0.35)
    sun = skies.place_sun(notes, mood, focus, place.water is not None, rng)
    scene = Scene(
        world=place.world, place=name, time=time, sun=sun, sky=skies.make_sky(notes, place, mood, time,
            sun, rng),
        light=skies.make_light(mood), ground=lands.make_ground(notes, place, sun, rng),
            water=lands.make_water(notes, place),
        weather=lands.make_weather(notes, place), city=lands.make_city(notes, place, mood), seed=number,
        finish=tuple(name for name in notes.tokens["finish"] if name != "neon" or place.world != "city"),
    )  # fmt: skip
    palette = replace(scene.palette, exposure=mood.exposure, bloom=mood.bloom)
    return replace(scene, palette=palette)
