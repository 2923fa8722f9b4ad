"""The one most people know: a prompt, what to leave out, a seed."""

from __future__ import annotations

from typing import Any

from .common import negative_text, option, prompt, seed

SKYBOX: dict[str, Any] = {
    "id": 13,
    "generator": "stable-skybox",
    "name": "Skybox",
    "label": "Skybox",
    "params": {
        "prompt": prompt(
            "Describe the world around you",
            "<p>A place, a light, a manner: <em>salt flats at dawn, low mist, oil painting</em>.</p>"
            "<p>More in <a href='/static/help/worlds.html' target='_blank'>Describing worlds</a>.</p>",
        ),
        "negative_text": negative_text(),
        "seed": seed(),
        "animation_mode": {
            "name": "Mode",
            "type": "select",
            "options": [option("skybox", "Skybox, all around")],
            "required": False,
            "default_value": "skybox",
            "display_label": "Mode",
            "display_element": "select",
        },
    },
    "sort_order": 1,
}
