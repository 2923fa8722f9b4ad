"""Stars: each member's own. Nobody else's page changes by one, so they take no revision."""

from __future__ import annotations

from collections.abc import Iterable

from imagine.models import Favourite, Member


def star(member: Member, numbers: Iterable[int]) -> int:
    """Star imagines by number; returns how many had no star of this member's before."""
    wanted = set(numbers)
    fresh = wanted - starred(member, wanted)
    Favourite.objects.bulk_create(
        (Favourite(member=member, imagine_id=number) for number in sorted(fresh)), ignore_conflicts=True
    )
    return len(fresh)


def unstar(member: Member, numbers: Iterable[int]) -> int:
    """Take this member's stars off; returns how many there were."""
    taken, _ = Favourite.objects.filter(member=member, imagine__in=set(numbers)).delete()
    return taken


def starred(member: Member, numbers: Iterable[int]) -> frozenset[int]:
    """Those of the imagines that this member has starred."""
    stars = Favourite.objects.filter(member=member, imagine__in=set(numbers))
    return frozenset(stars.values_list("imagine_id", flat=True))
