"""What somebody means by "these": imagines one by one, or all that match a search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from imagine.models import Imagine, ImagineQuerySet, Member
from imagine.search import Search

# As many as one act may be about; of a longer list the newest.
AT_MOST = 5_000
# Of ids sent one by one; no page shows more.
IDS_AT_MOST = 2_000


@dataclass(frozen=True)
class Selection:
    """Imagines that a member has selected.

    `ids` were ticked one by one. With `search` it is all that match instead, and `shown` is how many the page
    said that is: what is done must not be about more than what was seen.
    """

    ids: tuple[int, ...] = ()
    search: Search | None = None
    shown: int | None = None

    @classmethod
    def of(cls, ids: Iterable[str], *, search: Search | None = None, shown: str = "") -> Selection:
        """Read what a form sent; what is no number is left out."""
        numbers = dict.fromkeys(number for number in map(_number, ids) if number)
        return cls(tuple(numbers)[:IDS_AT_MOST], search, _number(shown))

    @cached_property
    def numbers(self) -> list[int]:
        """The imagines meant that are there now, the newest first."""
        rows = self.search.rows() if self.search else Imagine.objects.visible().filter(pk__in=self.ids)
        return list(rows.order_by("-created_at", "-pk").values_list("pk", flat=True)[:AT_MOST])

    @property
    def rows(self) -> ImagineQuerySet:
        """The imagines meant, for a query."""
        return Imagine.objects.visible().filter(pk__in=self.numbers)

    @property
    def has_changed(self) -> bool:
        """Whether all that match are not as many as the page said."""
        return self.search is not None and self.shown != len(self.numbers)


@dataclass(frozen=True)
class Sorted:
    """A selection by who may throw it away: `own`, `others` (admins, with a reason), and what has to stay."""

    own: list[int]
    others: list[int]
    not_yours: int
    under_way: int


def sort(selection: Selection, member: Member, *, is_admin: bool) -> Sorted:
    """Tell apart what may go to the trash. What can still change by itself has to be cancelled first."""
    own, others, under_way = [], [], 0
    for imagine in selection.rows.only("pk", "member_id", "ended_at", "gone_at", "verdict"):
        is_own = imagine.member_id == member.pk
        if imagine.is_active and (is_own or is_admin):
            under_way += 1
        elif is_own:
            own.append(imagine.pk)
        else:
            others.append(imagine.pk)
    if is_admin:
        return Sorted(own, others, 0, under_way)
    return Sorted(own, [], len(others), under_way)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
