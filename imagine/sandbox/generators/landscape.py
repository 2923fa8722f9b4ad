"""A painter of open country, steered by sliders, switches and a colour."""

from __future__ import annotations

from typing import Any

from .common import STYLES, TIMES_OF_DAY, negative_text, option, prompt, seed

PLACES = [
    {
        "label": "Coasts",
        "options": [option("beach", "Beach"), option("cliffs", "Cliffs"), option("fjord", "Fjord")],
    },
    {
        "label": "Inland",
        "options": [option("meadow", "Meadow"), option("desert", "Desert"), option("mountains", "Mountains")],
    },
    {"label": "Elsewhere", "options": [option("city", "City"), option("moon", "Another moon")]},
]

LANDSCAPE: dict[str, Any] = {
    "id": 21,
    "generator": "open-country",
    "name": "Open Country",
    "label": "Open Country: wide land under a wide sky",
    "params": {
        "prompt": prompt(
            "What lies before you",
            "<p>Name the land, the weather, and one thing to find in it.</p>",
            500,
        ),
        "place": {
            "name": "Place",
            "type": "select",
            "options": PLACES,
            "required": False,
            "default_value": "meadow",
            "display_label": "If the prompt names no place",
            "display_element": "select",
        },
        "time_of_day": {
            "name": "Time of day",
            "type": "select",
            "options": TIMES_OF_DAY,
            "default_value": "",
            "display_label": "Time of day",
            "display_element": "radio",
        },
        "haze": {
            "name": "Haze",
            "type": "float",
            "min_value": 0,
            "max_value": 1,
            "step": 0.05,
            "default_value": 0.25,
            "display_help": "<p>0 is mountain air, 1 is fog.</p>",
            "display_label": "Haze",
            "display_element": "range",
        },
        "clouds": {
            "name": "Clouds",
            "type": "int",
            "min_value": 0,
            "max_value": 10,
            "step": 1,
            "default_value": 4,
            "display_help": "<p>Tenths of the sky.</p>",
            "display_label": "Cloud cover",
            "display_element": "range",
        },
        "stars": {
            "name": "Stars",
            "type": "bool",
            "default_value": False,
            "display_label": "Stars, even by day",
            "display_element": "switch",
        },
        "water": {
            "name": "Water",
            "type": "bool",
            "default_value": True,
            "display_label": "Allow water",
            "display_element": "checkbox",
        },
        "sky_tint": {
            "name": "Sky tint",
            "type": "color",
            "default_value": "#88aadd",
            "display_help": "<p>Mixed into the sky, lightly.</p>",
            "display_label": "Tint of the sky",
            "display_element": "color",
        },
        "style": {
            "name": "Finish",
            "type": "select",
            "options": STYLES,
            "default_value": "",
            "display_label": "Finish",
            "display_element": "select",
        },
        "negative_text": negative_text(),
        "seed": seed(),
    },
    "sort_order": 2,
}
