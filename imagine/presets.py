"""Settings under a name: one's own, and what others share with the team."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from imagine import kept_files
from imagine.models import Member, Preset

LONGEST_NAME = 80


def visible(member: Member, generator: str) -> QuerySet[Preset]:
    """The presets a member can apply: their own and the team's, by name."""
    rows = Preset.objects.filter(Q(member=member) | Q(is_shared=True), generator=generator)
    return rows.select_related("member").order_by("name", "pk")


def lasting(values: Mapping[str, object]) -> dict[str, object]:
    """`values` without files that are kept for one member and a few days only."""
    return {key: value for key, value in values.items() if not _is_kept_file(value)}


def _is_kept_file(value: object) -> bool:
    return isinstance(value, dict) and str(value.get("image", "")).startswith(kept_files.PREFIX)


def save(
    member: Member, generator: str, name: str, values: Mapping[str, object], *, is_shared: bool
) -> Preset:
    """Keep settings under a name; the same name of the same member is replaced. ValueError without a name."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise ValueError("A preset needs a name.")
    preset, _ = Preset.objects.update_or_create(
        member=member,
        generator=generator,
        name=name,
        defaults={"values": dict(values), "is_shared": is_shared},
    )
    return preset
