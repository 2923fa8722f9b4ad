"""Contact sheets: many prompts painted small, side by side."""

from collections.abc import Sequence

from PIL import Image

from imagine.sandbox.painter.paint import paint

SHEET_PROMPTS = [
    "a fjord at dawn, first light between the mountains",
    "aurora over snowy peaks, mirrored in a dark lake",
    "golden sand dunes at sunset",
    "a harbour city at night",
]


def contact_sheet(prompts: Sequence[str], seed: int, columns: int = 4, tile_width: int = 480) -> Image.Image:
    """Paint every prompt `tile_width` pixels wide and lay the pictures out in `columns`."""
    width, height = tile_width, tile_width // 2
    rows = -(-len(prompts) // columns)
    sheet = Image.new("RGB", (columns * width, rows * height))
    for place, prompt in enumerate(prompts):
        picture = paint(prompt, seed, width, height)
        sheet.paste(picture, (place % columns * width, place // columns * height))
    return sheet
