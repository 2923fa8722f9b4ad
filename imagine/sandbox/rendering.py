"""Pictures straight into a file, for the `render` command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from .painter import SHEET_PROMPTS, contact_sheet, paint

QUALITY = 92
SHEET_WIDTH = 480


def render(prompt: str, seed: int, width: int, negative_text: str, start: Path | None, out: Path) -> None:
    """One panorama, `width` pixels wide and half as high."""
    start_image = Image.open(start).convert("RGB") if start else None
    height = max(8, width // 2)
    picture = paint(prompt, seed, 2 * height, height, negative_text=negative_text, start_image=start_image)
    picture.save(out, quality=QUALITY)


def sheet(prompts: Sequence[str], seed: int, width: int, out: Path) -> None:
    """All the prompts side by side, each `width` pixels wide; without any, the painter's own tour."""
    contact_sheet(prompts or SHEET_PROMPTS, seed, tile_width=width).save(out, quality=QUALITY)
