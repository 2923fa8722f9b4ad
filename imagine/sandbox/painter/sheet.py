"""Contact sheets: many prompts painted small, side by side."""

from collections.abc import Sequence

from PIL import Image

from imagine.sandbox.painter.paint import paint

SHEET_PROMPTS = [
    "a fjord at dawn, first light between the mountains",
    "aurora over snowy peaks, mirrored in a dark lake",
    "harbour city at night, windows reflected in the water",
    "golden dunes in late light",
    "salt mirror at sunset under a burning sky",
    "milky way over a lonely mesa",
    "misty pine forest shore in the morning",
    "ringed planet above a red canyon",
    "alpine lake at noon, white clouds",
    "islands in moonlight, calm sea",
    "cyberpunk city in the rain, neon signs",
    "cherry blossoms and a pagoda by a still lake",
    "storm over sea stacks, lightning, a lighthouse",
    "tropical beach with palms, turquoise water",
    "icebergs drifting in an arctic bay",
    "erupting volcano at night",
    "sunbeams in a deep green forest",
    "coral reef with tropical fish",
    "a glowing nebula in deep space",
    "hot air balloons over flowering hills, morning",
    "alien world with crystals and two moons",
    "stone spires above a sea of clouds",
    "lavender field at sunset, oil painting",
    "rice terraces in the morning mist",
    "old harbour town at dusk, warm windows",
    "sailing boats in a bay, golden hour, watercolour",
    "savanna at sunset",
    "a castle in the mountains, anime",
    "snowfall over a frozen lake, a cabin",
    "skyline on a bright summer day",
    "autumn forest by a mirror lake",
    "paper lanterns over a river at night",
    "synthwave islands at sunset, neon",
    "shooting stars over a desert camp",
    "mountains and clouds over a lake, woodcut",
    "rainbow over green hills after rain",
    "in orbit above a blue planet",
    "mountain village, pixel art",
    "fireflies in an enchanted forest at night",
    "poppy meadow under towering clouds",
]


def contact_sheet(prompts: Sequence[str], seed: int, columns: int = 4, tile_width: int = 480) -> Image.Image:
    """Paint every prompt `tile_width` pixels wide (even) and lay the pictures out in `columns`."""
    width, height = tile_width - tile_width % 2, tile_width // 2
    rows = -(-len(prompts) // columns)
    sheet = Image.new("RGB", (columns * width, rows * height))
    for place, prompt in enumerate(prompts):
        picture = paint(prompt, seed, width, height)
        sheet.paste(picture, (place % columns * width, place // columns * height))
    return sheet
