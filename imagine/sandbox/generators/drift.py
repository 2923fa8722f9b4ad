"""Starts from an image: its colours and its horizon drift into a new place."""

from __future__ import annotations

from typing import Any

from .common import negative_text, prompt, seed, style

DRIFT: dict[str, Any] = {
    "id": 34,
    "generator": "drift",
    "name": "Drift",
    "label": "Drift: begin with an image of yours",
    "params": {
        "init_image": {
            "name": "Starting image",
            "type": "file",
            "required": True,
            "accept": "image/png,image/jpeg,image/webp",
            "display_help": "<p>PNG, JPEG or WebP, 50 MB at most. Wide images work best.</p>",
            "display_wide": True,
            "display_label": "Image to start from",
            "display_element": "image",
        },
        "prompt": prompt("Where should it drift", "<p>The new place; the image lends light and colour.</p>"),
        "style": style(),
        "negative_text": negative_text(),
        "seed": seed(),
    },
    "sort_order": 3,
}
