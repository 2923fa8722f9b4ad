"""Starts from an image: its colours and its horizon drift into a new place."""

from __future__ import annotations

from typing import Any

from .common import negative_text, prompt, seed

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
        "strength": {
            "name": "Hold",
            "type": "float",
            "min_value": 0,
            "max_value": 1,
            "step": 0.01,
            "default_value": 0.5,
            "display_help": "<p>How much of the image's own colour stays.</p>",
            "display_label": "Hold on to the image",
            "display_element": "range",
        },
        "negative_text": negative_text(),
        "seed": seed(),
    },
    "sort_order": 3,
}
