"""Where an imagine came from, and what was made from it."""

from __future__ import annotations

from dataclasses import dataclass

from imagine import catalogue
from imagine.models import Imagine

# So many remixes a sheet shows; History shows all of them under `family`.
SHOWN = 11


@dataclass(frozen=True)
class Relative:
    """An imagine beside its parent or child; `change` says in a few words what is not the same."""

    imagine: Imagine
    relation: str
    change: str


def family(imagine: Imagine) -> list[Relative]:
    """The one it was made from, then what was made from it, newest first."""
    parent = parent_of(imagine)
    remixes = Imagine.objects.visible().filter(parent=imagine.pk).select_related("member").order_by("-pk")
    return [
        *([Relative(parent, "Made from", change(parent, imagine))] if parent else []),
        *(Relative(remix, "Made into", change(imagine, remix)) for remix in remixes[:SHOWN]),
    ]


def parent_of(imagine: Imagine) -> Imagine | None:
    """The one it was made from, where that can be seen."""
    return imagine.parent if imagine.parent and imagine.parent.trashed_at is None else None


def change(parent: Imagine, child: Imagine) -> str:
    """What became different from parent to child: "new seed", "prompt", "style and 2 more"; "" if nothing."""
    if parent.generator != child.generator:
        return "other generator"
    keys = [*parent.params, *(key for key in child.params if key not in parent.params)]
    changed = [key for key in keys if parent.params.get(key) != child.params.get(key)]
    # A remix draws a new seed whatever else it changes.
    telling = [key for key in changed if key != "seed"]
    if not telling:
        return "new seed" if changed else ""
    # The words are what people change most, and what they remember.
    first = "prompt" if "prompt" in telling else telling[0]
    label = _label(child.generator, first).lower()
    return f"{label} and {len(telling) - 1} more" if len(telling) > 1 else label


def _label(generator: str, key: str) -> str:
    entry = catalogue.get(generator)
    params = entry.generator.params if entry else ()
    return next((param.label or param.name for param in params if param.key == key), key)
