"""What a Queue page shows of the line, all of it from the address.

The search field knows tokens beside words: `member:ana`, `generator:sky`, `state:waiting`, `#123` and
`"a phrase"`. A value with spaces stands in quotes: `member:"Ana Reyes"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Q

from imagine.lineup import Entry, Lineup
from imagine.models import Imagine, Status

ELSEWHERE = "elsewhere"
ME = "me"
NEXT, NEWEST, OLDEST = "", "newest", "oldest"
ORDERS = {NEXT: "Next first", OLDEST: "Oldest first", NEWEST: "Newest first"}
NAMES = {"member": "member", "owner": "member", "generator": "generator", "state": "state", "status": "state"}
_TOKEN = re.compile(r'(?:(?P<name>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))', re.IGNORECASE)
# A search is typed; what is longer was pasted by mistake.
LONGEST = 400


@dataclass(frozen=True)
class Token:
    """One thing that the search field asks for. `name` is "" for words in the prompt."""

    name: str
    value: str


@dataclass(frozen=True)
class Filter:
    """What a page asks of the line."""

    status: str = ""
    member: str = ""
    query: str = ""
    order: str = NEXT
    after: tuple[int, int, int] | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Filter:
        """Read a query string; whatever makes no sense is left out, so that no address is an error."""
        after = re.fullmatch(r"(\d{1,18})-(\d{1,18})-(\d{1,18})", query.get("after", ""), re.ASCII)
        order = query.get("order", "")
        return cls(
            status=query.get("status", "").strip()[:40],
            member=query.get("member", "").strip()[:150],
            query=query.get("query", "").replace("\0", "").strip()[:LONGEST],
            order=order if order in ORDERS else NEXT,
            after=(int(after[1]), int(after[2]), int(after[3])) if after else None,
        )

    def with_(self, **changed: object) -> Filter:
        """The same filter with something else in it, from its first page on."""
        return replace(self, **{"after": None, **changed})  # type: ignore[arg-type]  # checked by callers

    @property
    def order_words(self) -> str:
        """The order in words."""
        return ORDERS[self.order]

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the order is asked for."""
        return bool(self.status or self.member or self.query)

    def url_query(self) -> str:
        """The query string that `from_query` reads back, without what is the default."""
        after = "-".join(map(str, self.after)) if self.after else ""
        values = {
            "status": self.status,
            "member": self.member,
            "query": self.query,
            "order": self.order,
            "after": after,
        }
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def tokens(self) -> list[Token]:
        """What the search field asks for, in the order of typing."""
        found = []
        for match in _TOKEN.finditer(self.query):
            value = match["phrase"] if match["phrase"] is not None else match["word"]
            name = NAMES.get((match["name"] or "").lower(), "")
            if match["name"] and not name:
                value = f"{match['name']}:{value}"
            is_begun = not name and value.removesuffix(":").lower() in NAMES and value.endswith(":")
            if value.strip() and not is_begun:
                found.append(Token(name, value.strip()))
        return found

    def matching(self, line: Lineup, *, who: str) -> list[Entry]:
        """The entries that match, in this filter's order; `who` is the user name behind "me"."""
        matches = self.matches(line.in_order, who=who)
        if self.order == NEXT:
            return matches
        return sorted(matches, key=lambda entry: entry.created_at, reverse=self.order == NEWEST)

    def matches(self, entries: Iterable[Entry], *, who: str) -> list[Entry]:
        """Those of the entries that match."""
        tokens = self.tokens
        worded = _with_words(tokens)
        return [
            entry
            for entry in entries
            if _is_in_state(entry, self.status)
            and _is_of(entry, self.member, who)
            and all(_fits(entry, token, who) for token in tokens)
            and (worded is None or entry.pk in worded)
        ]

    def place(self, entry: Entry, line: Lineup) -> tuple[int, int, int]:
        """The place of an entry in this order, as `after` has it; it stays right when rows come and go."""
        if self.order == NEXT:
            return line.turn(entry)
        return 0, int(entry.created_at.timestamp() * 1_000_000), entry.pk

    def is_past(self, entry: Entry, line: Lineup) -> bool:
        """Whether an entry belongs behind `after`."""
        if self.after is None:
            return True
        place = self.place(entry, line)
        return place < self.after if self.order == NEWEST else place > self.after


def _is_in_state(entry: Entry, status: str) -> bool:
    return not status or entry.status == status


def _is_of(entry: Entry, member: str, who: str) -> bool:
    if not member:
        return True
    if member == ELSEWHERE:
        return not entry.username
    return entry.username == (who if member == ME else member)


def _fits(entry: Entry, token: Token, who: str) -> bool:
    value = token.value.casefold()
    if token.name == "member":
        named = entry.name.casefold().startswith(value) or entry.username.casefold() == value
        return _is_of(entry, value, who) if value in (ELSEWHERE, ME) else named
    if token.name == "generator":
        return entry.generator.casefold().startswith(value)
    if token.name == "state":
        label = dict(Status.choices).get(entry.status, entry.status).casefold()
        return value in (entry.status.casefold(), label) or label.startswith(value)
    return True


def _with_words(tokens: list[Token]) -> set[int] | None:
    """The open rows that have all the words and numbers, None when none are asked for."""
    words = [token.value for token in tokens if not token.name]
    if not words:
        return None
    rows = Imagine.objects.visible().open()
    for word in words:
        number = re.fullmatch(r"#([0-9]{1,18})", word)
        if number:
            # People paste both our number and Blockade's.
            rows = rows.filter(Q(pk=int(number[1])) | Q(blockade_id=int(number[1])))
        else:
            rows = rows.filter(Q(prompt__icontains=word) | Q(title__icontains=word))
    return set(rows.values_list("pk", flat=True))
