"""Names and ids of controls: a param may be called anything, a page may not hold the same id twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# What a form would not send back as it was, and what an id cannot hold or a list of ids would split at.
_LOST_IN_NAMES = re.compile(r"[\x00-\x1f\x7f%]")
_LOST_IN_IDS = re.compile(r"[\s\x00-\x20\x7f%]")
LONGEST_ID = 200


@dataclass(frozen=True)
class Handle:
    """How a page calls the control of one param."""

    name: str
    id: str

    @property
    def image(self) -> str:
        """The name under which a picture of ours stands in for an upload."""
        return f"image-{self.name.removeprefix('p-')}"


def handles(keys: Iterable[tuple[str, int]]) -> dict[str, Handle]:
    """A handle for each (key, number of buttons); `p-<key>` and `id_p-<key>` wherever that can work."""
    found: dict[str, Handle] = {}
    names: set[str] = set()
    ids: set[str] = set()
    for key, buttons in keys:
        name = _first_free(f"p-{_LOST_IN_NAMES.sub(_encoded, key)}", names, 0)
        own_id = _first_free(f"id_p-{_LOST_IN_IDS.sub(_encoded, key)}"[:LONGEST_ID], ids, buttons)
        names.add(name)
        ids.update(_derived(own_id, buttons))
        found[key] = Handle(name, own_id)
    return found


def _first_free(wanted: str, taken: set[str], buttons: int) -> str:
    free, count = wanted, 1
    while not taken.isdisjoint(_derived(free, buttons)):
        count += 1
        free = f"{wanted}~{count}"
    return free


def _derived(own_id: str, buttons: int) -> set[str]:
    """The id and all that pages build upon it."""
    parts = ("", "-help", "-error", "-count", "-list", "-address", "-value")
    return {own_id + part for part in parts} | {f"{own_id}_{index}" for index in range(buttons)}


def _encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
