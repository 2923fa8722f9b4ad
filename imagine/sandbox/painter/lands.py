"""Composing the land, the water and the air over a place, as the prompt asks."""

from dataclasses import replace

import numpy as np

from imagine.sandbox.painter.moods import Mood
from imagine.sandbox.painter.places import ICY, LAKE, MIRROR, SEA, TROPIC, Place
from imagine.sandbox.painter.scene import City, Ground, Scene, Sun, Water, Weather
from imagine.sandbox.painter.vocabulary import Notes

# Leaves and ground covers that words bring: (tree, leaves, flowers).
GROVES: dict[str, tuple[str, tuple[str, str], tuple[str, ...]]] = {
    "trees": ("", ("", ""), ()),
    "forest": ("", ("", ""), ()),
    "pines": ("conifer", ("#12251c", "#2f4a34"), ()),
    "birches": ("broadleaf", ("#2f5220", "#8aa83c"), ()),
    "cypresses": ("cypress", ("#1c3018", "#3f5a2c"), ()),
    "cherry": ("broadleaf", ("#c8688a", "#ffc8d8"), ("#ffd0dc",)),
    "autumn": ("broadleaf", ("#8a2c10", "#f0a028"), ("#d87a28",)),
    "crystals": ("crystal", ("#3f6ad0", "#b8f0ff"), ()),
    "cacti": ("cactus", ("#2c4a20", "#5a7a38"), ()),
}
MEADOWS = {
    "flowers": ("#f4e04a", "#f2f0ea", "#d8508c"),
    "lavender": ("#9a78d0", "#b898e8", "#8460c0"),
    "poppies": ("#e02418", "#f0402a", "#c81810"),
}


def make_ground(notes: Notes, place: Place, sun: Sun, rng: np.random.Generator) -> Ground:
    """The place's ground, thrown a little, then as the words want it."""
    ground = place.ground
    height, scale, eye, bearing = (
        rng.uniform(0.85, 1.2),
        rng.uniform(0.85, 1.2),
        rng.uniform(0.85, 1.2),
        rng.uniform(-0.35, 0.35),
    )
    ground = replace(
        ground,
        height=ground.height * height,
        scale=ground.scale * scale,
        eye=ground.eye * eye,
        bearing=_bearing(ground, sun, bearing, rng),
    )
    if notes.says("towering") or notes.says("dramatic"):
        ground = replace(ground, height=ground.height * (1.45 if notes.says("towering") else 1.15))
    if notes.says("low"):
        ground = replace(ground, height=ground.height * 0.5)
    if notes.says("jagged"):
        ground = replace(ground, scale=ground.scale * 1.4, height=ground.height * 1.2)
    return _surface(_plant(ground, notes), notes)


def _bearing(ground: Ground, sun: Sun, thrown: float, rng: np.random.Generator) -> float:
    """Where the land opens or stands up: fjord and bay towards the sun, cape and cone beside it."""
    side = float(rng.choice([-1, 1]))
    if ground.form == "fjord":
        return sun.azimuth + thrown * 0.3
    if ground.form == "coast":
        return np.pi + side * (0.35 + thrown)
    if ground.form == "volcano":
        return np.pi + thrown
    return sun.azimuth + side * (1.5 + thrown)


def _plant(ground: Ground, notes: Notes) -> Ground:
    for token, (tree, leaves, flowers) in GROVES.items():
        if notes.says(token):
            ground = replace(
                ground,
                trees=max(1.2, ground.trees + 0.4),
                tree=tree or ground.tree,
                leaves=leaves if leaves[0] else ground.leaves,
            )
            ground = replace(ground, flowers=flowers or ground.flowers)
    for token, flowers in MEADOWS.items():
        if notes.says(token):
            ground = replace(
                ground,
                flowers=flowers,
                cover=("#4c6a2c", "#7a9a3e") if ground.snow_line > 1 else ground.cover,
            )
    if notes.says("barren"):
        ground = replace(ground, trees=0.0, flowers=(), cover=ground.rock)
    return ground


def _surface(ground: Ground, notes: Notes) -> Ground:
    if notes.says("snow") or notes.says("snowfall"):
        ground = replace(
            ground, snow_line=min(ground.snow_line, -0.35), flowers=(), leaves=("#25343a", "#8fa4ac")
        )
    if notes.says("autumn"):
        ground = replace(ground, cover=("#8a5a24", "#c89a3c"))
    if notes.says("grass"):
        ground = replace(ground, cover=("#3f6a24", "#86a840"))
    if notes.says("lush"):
        ground = replace(ground, cover=("#2c6a20", "#6aa830"), trees=ground.trees + 0.5)
    if notes.says("rocky"):
        ground = replace(ground, trees=ground.trees * 0.3, cover=("#5a564e", "#8a847a"))
    if notes.says("dry"):
        ground = replace(ground, cover=("#9a7a48", "#c8a468"), trees=ground.trees * 0.4)
    if notes.says("glowing"):
        ground = replace(ground, glow=ground.glow or "#4affd0")
    return ground


def make_water(notes: Notes, place: Place) -> Water | None:
    """The water the words want, else the place's own."""
    water = place.water
    if place.world not in ("land", "city"):
        return None
    named = {
        "lake": LAKE,
        "river": LAKE,
        "sea": SEA,
        "waves": SEA,
        "mirror": MIRROR,
        "calm": LAKE,
        "frozen": ICY,
        "flooded": MIRROR,
        "turquoise_water": TROPIC,
    }
    if place.ground.form == "spires":
        del named["sea"], named["waves"]  # a sea of clouds is no water
    asked = next((kind for token, kind in named.items() if notes.says(token)), None)
    if (
        water is None
        and asked
        and (
            place.ground.form in ("hills", "mesas", "spires", "volcano", "terraces") or notes.says("flooded")
        )
    ):
        water = asked
    if water is None or (notes.says("dry") and place.ground.form in ("flats", "peaks")):
        return None
    if notes.says("mirror") or notes.says("flooded"):
        water = replace(water, waves=0.006, clear=min(water.clear, 2.2))
    if notes.says("calm"):
        water = replace(water, waves=water.waves * 0.3)
    if notes.says("waves") or notes.says("storm") or notes.says("windy"):
        water = replace(water, waves=max(water.waves * 1.6, 0.16), frequency=4.2, glitter=water.glitter + 0.3)
    if notes.says("frozen"):
        water = replace(water, ice=1.0)
    if notes.says("turquoise_water"):
        water = replace(water, deep=TROPIC.deep, shallow=TROPIC.shallow)
    if notes.says("rain"):
        water = replace(water, frequency=water.frequency * 1.5)
    return water


def make_weather(notes: Notes, place: Place) -> Weather:
    """Haze, fog and what falls."""
    weather = place.weather
    if notes.says("mist") or notes.says("hazy_light"):
        weather = replace(
            weather, fog=max(0.2, weather.fog * 1.5), fog_height=max(0.34, weather.fog_height * 0.7)
        )
    if notes.says("fog"):
        weather = replace(weather, fog=max(0.42, weather.fog * 1.5), fog_height=0.8, haze=weather.haze + 0.03)
    if notes.says("haze"):
        weather = replace(weather, haze=weather.haze * 2 + 0.03)
    if notes.says("storm"):
        weather = replace(weather, haze=weather.haze + 0.015)
    if notes.says("clear"):
        weather = replace(weather, haze=weather.haze * 0.5, fog=weather.fog * 0.3)
    if notes.says("rain") and not notes.says("rainbow"):
        weather = replace(weather, rain=1.0, haze=weather.haze + 0.02)
    if notes.says("snowfall"):
        weather = replace(weather, snowfall=1.0, haze=weather.haze + 0.03)
    if notes.says("fireflies"):
        weather = replace(weather, fireflies=1.0)
    return weather


def make_city(notes: Notes, place: Place, mood: Mood) -> City | None:
    """Houses, lit as the hour wants."""
    if place.city is None:
        return None
    city = replace(place.city, lit=mood.windows)
    if notes.says("neon") or notes.says("vaporwave") or notes.says("vivid"):
        city = replace(city, signs=1.0, lit=max(city.lit, 0.45))
    if notes.says("towering"):
        city = replace(city, height=city.height * 1.35)
    return city


def take_away(scene: Scene, denied: set[str]) -> Scene:
    """Remove what was denied even where no word had brought it."""
    sky, ground, weather, water = scene.sky, scene.ground, scene.weather, scene.water
    if denied & {"clouds", "overcast", "wisps", "storm"}:
        sky = replace(sky, layers=(), banks=())
    if denied & {"stars", "milky_way"}:
        sky = replace(sky, stars=0.0, milky=0.0)
    if denied & {"planet", "ringed", "moon", "twin_moons"}:
        sky = replace(sky, planets=())
    if denied & {"trees", "pines", "birches", "woods"}:
        ground = replace(ground, trees=0.0)
    if denied & {"snow", "tundra"}:
        ground = replace(ground, snow_line=9.0)
    if "flowers" in denied:
        ground = replace(ground, flowers=())
    if denied & {"volcano", "glowing"}:
        ground = replace(ground, lava=0.0, glow="")
    if denied & {"mist", "fog", "haze"}:
        weather = replace(weather, haze=weather.haze * 0.3, fog=0.0)
    if denied & {"sea", "lake", "river", "ocean"} and scene.world == "land":
        water = None
    if denied & {"sun", "moon"}:
        scene = replace(scene, sun=replace(scene.sun, power=0.0))
    return replace(scene, sky=sky, ground=ground, weather=weather, water=water)
