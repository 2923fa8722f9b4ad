"""Parameters that several generators share."""

from __future__ import annotations

from typing import Any

SEED_MAX = 2_147_483_647


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


STYLES = [
    option("", "As the prompt says"),
    option("oil painting", "Oil painting"),
    option("watercolour", "Watercolour"),
    option("pixel art", "Pixel art"),
    option("neon", "Neon"),
]

TIMES_OF_DAY = [
    option("", "As the prompt says"),
    option("dawn", "Dawn"),
    option("day", "Day"),
    option("dusk", "Dusk"),
    option("night", "Night"),
]
