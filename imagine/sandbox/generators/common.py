"""Parameters that several generators share.

The names of those that steer the painter are its own (`painter/controls.py`); it is told only what differs
from the default here, so an untouched dial leaves the prompt its say.
"""

from __future__ import annotations

from typing import Any

SEED_MAX = 2_147_483_647
AS_PROMPT = "As the prompt says"


def prompt(label: str, help_html: str, longest: int = 600) -> dict[str, Any]:
    return {
        "name": "Prompt",
        "type": "textarea",
        "required": True,
        "max_value": longest,
        "display_help": help_html,
        "display_wide": True,
        "display_label": label,
        "display_element": "textarea",
        "parsePrompt": True,
        "imagine_text": True,
    }


def negative_text() -> dict[str, Any]:
    return {
        "name": "Negative prompt",
        "type": "textarea",
        "max_value": 400,
        "default_value": "",
        "display_help": "<p>Named things are left out, for example <em>clouds, moon</em>.</p>",
        "display_wide": True,
        "display_label": "What should not be in it",
        "display_element": "textarea",
    }


def seed() -> dict[str, Any]:
    return {
        "name": "Seed",
        "type": "int",
        "min_value": -1,
        "max_value": SEED_MAX,
        "default_value": 0,
        "display_help": "<p>0 draws a new number each time; any other gives the same picture again.</p>",
        "display_label": "Seed",
        "display_element": "input",
        "parse_random": True,
        "random_min_value": 1,
        "random_max_value": SEED_MAX,
    }


def option(value: Any, label: str) -> dict[str, Any]:
    return {"label": label, "value": value}


def named(*values: str) -> list[dict[str, Any]]:
    """Options whose labels are their values, with a capital."""
    return [option(value, value.capitalize()) for value in values]


def choice(name: str, options: list[Any], label: str, element: str = "select") -> dict[str, Any]:
    """One of several, with "" for leaving it to the prompt."""
    return {
        "name": name,
        "type": "select",
        "options": [option("", AS_PROMPT), *options],
        "required": False,
        "default_value": "",
        "display_label": label,
        "display_element": element,
    }


def amount(name: str, label: str, default: float = 0.5, help_html: str = "") -> dict[str, Any]:
    """A slider from none to all."""
    return {
        "name": name,
        "type": "float",
        "min_value": 0,
        "max_value": 1,
        "step": 0.05,
        "default_value": default,
        "display_help": help_html,
        "display_label": label,
        "display_element": "range",
    }


def switch(name: str, label: str, default: bool = False, element: str = "switch") -> dict[str, Any]:
    return {
        "name": name,
        "type": "bool",
        "default_value": default,
        "display_label": label,
        "display_element": element,
    }


def cloud_cover(element: str) -> dict[str, Any]:
    return {
        "name": "Cloud cover",
        "type": "int",
        "min_value": 0,
        "max_value": 100,
        "step": 5,
        "default_value": 40,
        "display_help": "<p>Hundredths of the sky.</p>",
        "display_label": "Cloud cover",
        "display_element": element,
    }


def sky_tint() -> dict[str, Any]:
    return {
        "name": "Tint",
        "type": "color",
        "default_value": "#8fb2e0",
        "display_help": "<p>Any other colour than this one is mixed into the light.</p>",
        "display_label": "Tint of the light",
        "display_element": "color",
    }


def time_of_day() -> dict[str, Any]:
    times = named("dawn", "morning", "noon", "golden hour", "sunset", "dusk", "night")
    return choice("Time of day", times, "Time of day", "radio")


def style() -> dict[str, Any]:
    finishes = ("oil painting", "watercolour", "ink", "woodcut", "film grain", "anime", "pixel art", "neon")
    return choice("Finish", named(*finishes, "mosaic", "poster", "blueprint"), "Finish")


def place() -> dict[str, Any]:
    groups = {
        "Coasts": ("beach", "cliffs", "fjord", "islands", "ocean"),
        "Mountains": ("mountains", "glacier", "volcano", "spires", "terraces"),
        "Open land": ("meadow", "savanna", "dunes", "canyon", "salt flats", "tundra"),
        "People's places": ("city", "town"),
        "Elsewhere": ("woods", "reef", "alien", "moonscape", "space"),
    }
    options = [{"label": label, "options": named(*values)} for label, values in groups.items()]
    return choice("Place", options, "Place")
