"""Everything adjustable: the generator with the long form, and with every kind of field."""

from __future__ import annotations

from typing import Any

from .common import (
    amount,
    choice,
    cloud_cover,
    named,
    negative_text,
    option,
    place,
    prompt,
    seed,
    sky_tint,
    style,
    switch,
    time_of_day,
)

SCENE: dict[str, Any] = {
    "prompt": prompt(
        "Describe the scene in full",
        "<p>Order matters little; say it in nouns.</p>"
        "<ul><li><strong>Place</strong>: canyon, fjord, ring of islands</li>"
        "<li><strong>Light</strong>: golden, overcast, moonlit</li></ul>",
        1000,
    ),
    "negative_text": negative_text(),
    "seed": seed(),
    "landscape": place(),
    "time_of_day": time_of_day(),
    "season": choice("Season", named("flowers", "lush", "autumn", "snow", "barren"), "Ground"),
    "mood": choice("Mood", named("bright", "soft", "dramatic", "moody", "glowing", "backlit"), "Light"),
    "weather": {
        "name": "Weather",
        "type": "multiselect",
        "options": ["mist", "fog", "rain", "snowfall", "windy"],
        "default_value": [],
        "display_help": "<p>Any number of them, in any mixture.</p>",
        "display_wide": True,
        "display_label": "Weather",
        "display_element": "multiselect",
    },
}

DIALS: dict[str, Any] = {
    "style": style(),
    "haze": amount("Haze", "Haze", 0.2),
    "cloud_cover": cloud_cover("input"),
    "relief": amount("Relief", "Ruggedness of the land"),
    "waves": amount("Waves", "Roughness of the water"),
    "saturation": amount("Saturation", "Strength of colour"),
    "contrast": amount("Contrast", "Contrast") | {"display_element": "input"},
    "exposure": amount("Exposure", "Exposure"),
    "sky_tint": sky_tint(),
    "aurora": switch("Aurora", "Northern lights"),
    "moon": switch("Moon", "Moon"),
    "rainbow": switch("Rainbow", "Rainbow"),
    "boats": switch("Boats", "Boats on the water"),
    "balloons": switch("Balloons", "Balloons"),
    "reflections": switch("Reflections", "Water that mirrors", element="checkbox"),
    "size": {
        "name": "Width",
        "type": "select",
        "options": [1024, 2048, 4096, 8192],
        "default_value": 2048,
        "display_help": "<p>Pixels. The largest take a minute or more.</p>",
        "display_label": "Width of the panorama",
        "display_element": "select",
    },
}

NOTES: dict[str, Any] = {
    "reference_image": {
        "name": "Reference image",
        "type": "file",
        "required": False,
        "accept": "image/png,image/jpeg,image/webp",
        "display_help": "<p>Optional. Lends its colours.</p>",
        "display_label": "Reference image",
        "display_element": "file",
    },
    "caption": {
        "name": "Working title",
        "type": "text",
        "max_value": 80,
        "default_value": "",
        "display_help": "<p>Kept with the picture, not painted.</p>",
        "display_label": "Working title",
        "display_element": "input",
    },
    "reference": {
        "name": "Reference",
        "type": "url",
        "max_value": 500,
        "default_value": "",
        "display_help": "<p>Where the idea came from. Kept as a note, never opened.</p>",
        "display_label": "Reference link",
        "display_element": "url",
    },
    "needed_by": {
        "name": "Needed by",
        "type": "date",
        "min_value": "2020-01-01",
        "max_value": "2099-12-31",
        "default_value": "",
        "display_help": "<p>A note for the team; the queue takes no notice.</p>",
        "display_label": "Needed by",
        "display_element": "date",
    },
    "rehearse": {
        "name": "Rehearse",
        "type": "select",
        "options": [
            option("complete", "Finish as usual"),
            option("error", "Fail on the way"),
            option("abort", "Be stopped on the way"),
        ],
        "default_value": "complete",
        "display_help": "<p>See how your tools take a failure. Only this sandbox has it.</p>",
        "display_label": "Outcome to rehearse",
        "display_element": "select",
    },
    "recipe": {
        "name": "Recipe",
        "type": "text",
        "default_value": "workshop-1",
        "display_label": "Recipe",
        "display_element": "hidden",
        "system": True,
    },
}

WORKSHOP: dict[str, Any] = {
    "id": 55,
    "generator": "workshop",
    "name": "The Workshop",
    "label": "The Workshop: every dial there is",
    "params": SCENE | DIALS | NOTES,
    "sort_order": 4,
}
