"""What has changed about a generator: from one version of its metadata to the next, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.core.cache import cache
from django.utils import timezone

from imagine import catalogue
from imagine.blockade.metadata import Generator, Param
from imagine.forms.choices import shortened, spelled
from imagine.models import GeneratorSnapshot

# For so long a form points at what is new or different.
NEWS = timedelta(days=14)
# Of so many versions the differences are told.
MOST_VERSIONS = 20
# Seconds for which the news of one version of one generator are believed.
FRESH_FOR = 60
NEW, CHANGED, RETIRED = "new", "changed", "retired"


@dataclass(frozen=True)
class Change:
    """What became of one param. `words` tell it in full, `was` in what stands beside a label, or ""."""

    key: str
    label: str
    kind: str
    at: datetime
    words: tuple[str, ...] = ()
    was: str = ""

    @property
    def beside(self) -> str:
        """What stands beside the label: "changed 2 days ago, was “Hour”"."""
        days = (timezone.now() - self.at).days
        when = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
        return f"{self.kind} {when}{', ' if self.was else ''}{self.was}"


@dataclass(frozen=True)
class Version:
    """One version of a generator and how it differs from the one before."""

    at: datetime
    digest: str
    is_current: bool
    changes: tuple[Change, ...]


def news(entry: catalogue.Entry) -> dict[str, Change]:
    """The latest change of each param of a generator, as far as it is news, by key."""
    key = f"drift-{entry.digest}"
    found: dict[str, Change] | None = cache.get(key)
    if found is None:
        found = {}
        for version in reversed(versions(entry.key)):
            found |= {change.key: change for change in version.changes}
        cache.set(key, found, FRESH_FOR)
    now = timezone.now()
    return {key: change for key, change in found.items() if change.at > now - NEWS}


def versions(key: str) -> list[Version]:
    """The versions of a generator, the newest first, with what each one changed."""
    rows = list(GeneratorSnapshot.objects.filter(key=key).order_by("-last_seen_at", "-pk")[:MOST_VERSIONS])
    rows.reverse()
    if not rows:
        return []
    found = [Version(rows[0].first_seen_at, rows[0].digest, len(rows) == 1, ())]
    for before, after in pairwise(rows):
        # A version that comes back was first seen long ago; then it is new since the other was last seen.
        at = max(after.first_seen_at, before.last_seen_at)
        changes = tuple(_changes(_read(before), _read(after), at))
        found.append(Version(at, after.digest, after is rows[-1], changes))
    found.reverse()
    return found


def _read(row: GeneratorSnapshot) -> Generator:
    return Generator.from_json(catalogue.metadata(row), row.key)


def _changes(before: Generator, after: Generator, at: datetime) -> list[Change]:
    old = {param.key: param for param in reversed(before.params)}
    new = {param.key: param for param in reversed(after.params)}
    found: list[Change] = []
    for param in after.params:
        if param is not new[param.key]:
            continue
        if param.key not in old:
            found.append(Change(param.key, _label(param), NEW, at, ("New.",)))
        elif words := _differences(old[param.key], param):
            was = _label(old[param.key])
            renamed = f"was “{was}”" if was != _label(param) else ""
            found.append(Change(param.key, _label(param), CHANGED, at, tuple(words), renamed))
    for key, param in old.items():
        if key not in new:
            found.append(Change(key, _label(param), RETIRED, at, ("No longer asked for.",)))
    return found


def _differences(before: Param, after: Param) -> list[str]:
    """What a person would notice, one sentence each."""
    pairs = (
        ("Label", _label(before), _label(after)),
        ("Kind", _kind(before), _kind(after)),
        ("Required", before.required, after.required),
        ("Least", before.min_value, after.min_value),
        ("Most", before.max_value, after.max_value),
        ("Step", before.step, after.step),
        ("Default", before.default, after.default),
    )
    words = [f"{name}: {_told(old)} → {_told(new)}." for name, old, new in pairs if old != new]
    old_options = {spelled(option.value): option.label for option in before.options}
    new_options = {spelled(option.value): option.label for option in after.options}
    added = [label for value, label in new_options.items() if value not in old_options]
    gone = [label for value, label in old_options.items() if value not in new_options]
    words += [f"New choices: {_list(added)}."] if added else []
    words += [f"Choices gone: {_list(gone)}."] if gone else []
    if before.help != after.help:
        words.append("Its help was rewritten.")
    return words


def _label(param: Param) -> str:
    return shortened(param.label, 60)


def _kind(param: Param) -> str:
    return f"{param.element or '–'}, {param.type or '–'}"


def _told(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{shortened(spelled(value), 60)}”"


def _list(labels: list[str]) -> str:
    shown = ", ".join(f"“{shortened(label, 40)}”" for label in labels[:6])
    return shown if len(labels) <= 6 else f"{shown} and {len(labels) - 6:,} more"
