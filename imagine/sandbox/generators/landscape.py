"""A painter of open country, steered by sliders, switches and a colour."""

from __future__ import annotations

from typing import Any

from .common import (
    amount,
    cloud_cover,
    negative_text,
    place,
    prompt,
    seed,
    sky_tint,
    style,
    switch,
    time_of_day,
)

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
        "place": place(),
        "time_of_day": time_of_day(),
        "haze": amount("Haze", "Haze", 0.25, "<p>0 is mountain air, 1 is fog.</p>"),
        "cloud_cover": cloud_cover("range"),
        "stars": switch("Stars", "Stars, even by day"),
        "birds": switch("Birds", "Birds in the air"),
        "trees": switch("Trees", "Allow trees", True, "checkbox"),
        "sky_tint": sky_tint(),
        "style": style(),
        "negative_text": negative_text(),
        "seed": seed(),
    },
    "sort_order": 2,
}
