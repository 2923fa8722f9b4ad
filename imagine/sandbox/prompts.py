"""Plausible prompts from word lists, for a history that looks lived in."""

from __future__ import annotations

from random import Random


def _listed(text: str) -> list[str]:
    """What commas divide, wherever its lines end."""
    return [" ".join(part.split()) for part in text.split(",")]


PLACES = _listed("""
    a fjord between dark walls, salt flats under shallow water, terraced hills, a canyon of red stone, a
    harbour town, dunes without end, an alpine meadow, a glacier tongue, a volcano over the sea, a birch
    wood, a coral reef, a city of towers, an old town by a canal, cliffs above surf, a savanna with lone
    trees, tundra in first snow, needles of karst, a lake among pines, a ringed planet's moon, an
    archipelago of small islands, a moonscape of craters, lavender fields, a vineyard valley, a rain
    forest grove, a frozen lake, a ruined temple in the woods, an alien shore, a castle above a river, a
    lighthouse on a headland, a bay with fishing boats
""")
LIGHTS = _listed("""
    at dawn, at first light, in the morning, at noon, in late afternoon, at golden hour, at sunset, at
    dusk, in the blue hour, at night, by moonlight, under a full moon, under the milky way, under
    northern lights, before a storm, after rain, in thick fog, in morning mist, in falling snow, under
    an overcast sky, under towering clouds, in hazy sun
""")
DETAILS = _listed("""
    a single cabin with lit windows, sailboats far out, a flock of birds, hot air balloons, a stone
    bridge, paper lanterns on the water, a windmill, wildflowers in front, a wooden jetty, two moons, a
    monolith, perfect reflections, autumn leaves, cherry blossom, a campfire and a tent, shooting stars,
    a rainbow, snow on the ridges, palms leaning over, fireflies, drifting embers, a whale in the
    distance
""")
FINISHES = _listed("""
    oil painting, watercolour, ink drawing, woodcut, film grain, anime, pixel art, neon, travel poster,
    pastel colours, muted colours, vivid colours, monochrome, cinematic, matte painting, soft light,
    wide angle, highly detailed
""")
NEGATIVES = (
    "",
    "",
    "",
    "people",
    "text, watermark",
    "clouds",
    "buildings",
    "fog, haze",
    "birds",
    "blurry, low quality",
)


def prompt(random: Random) -> str:
    """One prompt, as terse or as wordy as people are."""
    parts = [f"{random.choice(PLACES)} {random.choice(LIGHTS)}"]
    parts += random.sample(DETAILS, random.choice((0, 0, 1, 1, 2)))
    parts += random.sample(FINISHES, random.choice((0, 1, 1, 2)))
    text = ", ".join(parts)
    return text[0].upper() + text[1:] if random.random() < 0.4 else text


def negative_text(random: Random) -> str:
    return random.choice(NEGATIVES)
