"""What stands above History's wall: every filter as links, with how many each would find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from imagine import catalogue, search
from imagine.models import Status
from imagine.search import Figures, Number, Search, Shelves

# Statuses as the counts line names them; the words of one group are one link.
COUNTS = (
    ("All", ""),
    ("Waiting", "waiting"),
    ("Being made", "making"),
    ("Not confirmed", Status.UNCONFIRMED),
    ("Complete", Status.COMPLETE),
    ("Stopped", Status.ABORT),
    ("Failed", "failed"),
)
DATES = (("", "Any day"), ("today", "Today"), ("7", "Last 7 days"), ("30", "Last 30 days"))
ORDERS = (
    (search.NEWEST, "Newest first"),
    (search.OLDEST, "Oldest first"),
    (search.LONGEST, "Longest in the making"),
)


@dataclass(frozen=True)
class Link:
    """A filter as a link: its words, where it leads, how many rows are there, whether we are there."""

    label: str
    url: str
    count: str
    is_current: bool


@dataclass(frozen=True)
class Pick:
    """One word with a menu. `dates` is the search whose days its form asks for, where it has one."""

    name: str
    choices: list[Link]
    is_set: bool
    is_last: bool = False
    dates: Search | None = None
    kept: list[tuple[str, str]] = field(default_factory=list)

    @property
    def current(self) -> str:
        """The words of what is chosen."""
        return next((choice.label for choice in self.choices if choice.is_current), self.name)


@dataclass(frozen=True)
class Chip:
    """A filter without a menu of its own: its words, its value, and the same search without it."""

    label: str
    value: str
    url: str


def address(asked: Search) -> str:
    """History with this search."""
    query = asked.url_query()
    return f"{reverse('history')}?{query}" if query else reverse("history")


def number_words(number: Number | int | None) -> str:
    """A count as pages say it: "1,284", "1,000+", "" where it is not known."""
    if number is None:
        return ""
    known = number if isinstance(number, Number) else Number(number)
    return f"{known.value:,}{'+' if known.is_more else ''}"


def kept(asked: Search, *without: str) -> list[tuple[str, str]]:
    """What a form has to send along so that the other filters stay."""
    return [(name, value) for name, value in asked.with_().values() if name not in without]


def counts(asked: Search, figures: Figures) -> list[Link]:
    """The line of states."""
    links = []
    for label, word in COUNTS:
        current = asked.status == word
        count = _sum(figures.by_status, search.GROUPS.get(word, (word,)) if word else None)
        if current and count is None:
            count = number_words(figures.total)
        if word != Status.UNCONFIRMED or count not in ("", "0", None) or current:
            links.append(Link(label, address(asked.with_(status=word)), count or "", current))
    return links


def picks(asked: Search, figures: Figures) -> list[Pick]:
    """The words with menus, as they stand beside the search."""
    return [
        _generators(asked, figures),
        _members(asked, figures),
        _dates(asked),
        _boards(asked, figures.shelves),
    ]


def chips(asked: Search) -> list[Chip]:
    """What was picked on a sheet or typed, and stands here to be taken off."""
    found = []
    if asked.seed is not None:
        found.append(Chip("Seed", str(asked.seed), address(asked.with_(seed=None))))
    if asked.family is not None:
        found.append(Chip("Family of", f"#{asked.family}", address(asked.with_(family=None))))
    return found


def order(asked: Search) -> Pick:
    """How the list is sorted; by relevance only where there are words."""
    words = [*ORDERS, (search.RELEVANCE, "Best match first")] if asked.query else ORDERS
    links = [Link(label, address(asked.with_(order=name)), "", asked.order == name) for name, label in words]
    return Pick("Order", links, is_set=False, is_last=True)


def starred(asked: Search, figures: Figures) -> Link:
    """The switch for one's own stars."""
    url = address(asked.with_(favourite=not asked.favourite))
    return Link("Starred", url, number_words(figures.shelves.starred), asked.favourite)


def _generators(asked: Search, figures: Figures) -> Pick:
    known = {entry.key: entry.label for entry in catalogue.entries()}
    for key in (figures.by_generator or {}).keys() | {asked.generator}:
        known.setdefault(key, key)
    known.pop("", None)
    choices = sorted(known.items(), key=lambda choice: choice[1].lower())
    return _pick(asked, "Generator", "generator", "Every generator", choices, figures.by_generator)


def _members(asked: Search, figures: Figures) -> Pick:
    people = search.members()
    known = [(name, label) for name, label in sorted(people.values(), key=lambda one: one[1].lower())]
    by_name: Counter[str] | None = None
    if figures.by_maker is not None:
        numbers = figures.by_maker
        by_name = Counter({name: numbers[pk] for pk, (name, _) in people.items()})
        by_name[search.ELSEWHERE] = numbers[0]
        known = [(name, label) for name, label in known if by_name[name] or name == asked.member]
    return _pick(
        asked, "Member", "member", "Everybody", [*known, (search.ELSEWHERE, "Made elsewhere")], by_name
    )


def _dates(asked: Search) -> Pick:
    plain = {"since": None, "until": None}
    is_range = bool(asked.since or asked.until)
    links = [
        Link(label, address(asked.with_(**plain, date=name)), "", not is_range and asked.date == name)
        for name, label in DATES
    ]
    if is_range:
        label = f"{asked.since or '…'} – {asked.until or '…'}"
        links.append(Link(label, address(asked), "", is_current=True))
    names = kept(asked, "date", "from", "to")
    return Pick("Date", links, asked.is_dated, dates=asked, kept=names)


def _boards(asked: Search, shelves: Shelves) -> Pick:
    links = [Link("Every board", address(asked.with_(board=None)), "", asked.board is None)]
    links += [
        Link(name, address(asked.with_(board=pk)), number_words(number), asked.board == pk)
        for pk, name, number in shelves.boards
    ]
    return Pick("Board", links, asked.board is not None)


def _pick(
    asked: Search,
    label: str,
    name: str,
    everything: str,
    known: Iterable[tuple[str, str]],
    numbers: Counter[str] | None,
) -> Pick:
    current: Any = getattr(asked, name)
    whole = "" if numbers is None else number_words(sum(numbers.values()))
    links = [Link(everything, address(asked.with_(**{name: ""})), whole, not current)]
    links += [
        Link(words, address(asked.with_(**{name: value})), _sum(numbers, (value,)) or "", current == value)
        for value, words in known
    ]
    return Pick(label, links, bool(current))


def _sum(numbers: Counter[str] | None, names: Iterable[str] | None) -> str | None:
    if numbers is None:
        return None
    return number_words(sum(numbers.values()) if names is None else sum(numbers[name] for name in names))
