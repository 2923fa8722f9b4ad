"""A past for a new sandbox: thousands of rows over many months, as a busy team would leave them.

Their pictures are painted when somebody first looks at them, and variations of one idea share a prompt.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

from . import prompts, rows
from .queue import FAILURES
from .settings import Settings
from .store import Store

DAY = 86_400.0
BATCH = 2000
WORKING_HOURS = (8, 9, 9, 10, 10, 11, 11, 13, 14, 14, 15, 15, 16, 16, 17, 18, 20, 21)
STATUSES = ("complete",) * 93 + ("error",) * 4 + ("abort",) * 3
SEEDS_PER_IDEA = (1, 1, 2, 3, 4, 6)
STYLES = ("Fantasy landscape", "Dreamlike", "Digital painting", "Realistic")
SEED_MAX = 2_147_483_647


def seed(settings: Settings, count: int, days: int, chance: int = 1, foreign: float = 0.0) -> int:
    """Add `count` rows dated over the last `days`, the same for the same `chance`; how many were added.

    A share of `foreign` rows is of the vendor's other product; its stricter clients cannot read those.
    """
    random = Random(chance)  # noqa: S311 (no secret)
    store = Store(settings.database)
    try:
        dates = _dates(random, count, days, time.time())
        wanted = (
            _row(random, idea, date, foreign) for idea, date in zip(_ideas(random), dates, strict=False)
        )
        added = 0
        with store.transaction():
            while batch := list(islice(wanted, BATCH)):
                added += len(store.add_many(rows.made_elsewhere(batch, settings)))
        return added
    finally:
        store.close()


def _dates(random: Random, count: int, days: int, now: float) -> list[float]:
    """Moments in working hours, more of them lately than long ago, the oldest first."""
    ages = (days * random.random() ** 1.6 for _ in range(count))
    midnights = (now - now % DAY - DAY * (1 + int(age)) for age in ages)
    return sorted(day + random.choice(WORKING_HOURS) * 3600 + random.random() * 3600 for day in midnights)


def _ideas(random: Random) -> Iterator[dict[str, Any]]:
    """Prompts without end: each comes a few times in a row, with a seed of its own each time."""
    while True:
        words = {"prompt": prompts.prompt(random), "negative_text": prompts.negative_text(random)}
        for _ in range(random.choice(SEEDS_PER_IDEA)):
            yield words | {"seed": random.randint(1, SEED_MAX)}


def _row(random: Random, idea: dict[str, Any], date: float, foreign: float) -> dict[str, Any]:
    status = random.choice(STATUSES)
    row: dict[str, Any] = {
        "params": idea | {"animation_mode": "skybox"},
        "created_at": date,
        "status": status,
        "paint": True,
        "error_message": random.choice(FAILURES) if status == "error" else None,
    }
    if random.random() < foreign:
        row |= {"kind": "skybox", "params": idea | {"skybox_style_name": random.choice(STYLES)}}
    return row
