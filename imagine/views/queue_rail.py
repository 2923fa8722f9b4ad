"""The rail beside the queue: states in the order of life and owners, each a link with its live count."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from imagine.line_filter import ELSEWHERE, Filter
from imagine.lineup import Entry, Lineup
from imagine.models import ENDED, OPEN, Imagine, Status


@dataclass(frozen=True)
class Link:
    """One line of the rail. `key` names its element, so that the focus stays when the rail is refreshed."""

    key: str
    label: str
    url: str
    is_current: bool
    count: int = 0
    status: str = ""


@dataclass(frozen=True)
class Rail:
    """All three parts of the rail."""

    states: list[Link]
    ended_today: list[Link]
    owners: list[Link]

    @property
    def title(self) -> str:
        """The state that is shown."""
        return next((link.label for link in self.states if link.is_current), "Open")


def rail(line: Lineup, asked: Filter, who: str) -> Rail:
    """The rail of a page; each part counts under what the others filter by."""
    any_state = replace(asked, status="").matches(line.entries, who=who)
    any_owner = replace(asked, member="").matches(line.entries, who=who)
    return Rail(_states(any_state, asked), _ended_today(), _owners(any_owner, asked))


def _url(asked: Filter) -> str:
    query = asked.url_query()
    return f"{reverse('queue')}?{query}" if query else reverse("queue")


def _states(entries: list[Entry], asked: Filter) -> list[Link]:
    counts = Counter(entry.status for entry in entries)
    links = [Link("state-open", "Open", _url(asked.with_(status="")), not asked.status, len(entries))]
    # The outbox, Blockade's own way, and what nobody knows: the order of life.
    for word in (*OPEN, *sorted(counts.keys() - set(OPEN))):
        is_current = asked.status == word
        if word != Status.SENDING or counts[word] or is_current:
            label = dict(Status.choices).get(word, word)
            url = _url(asked.with_(status=word))
            links.append(Link(f"state-{word}", label, url, is_current, counts[word], word))
    return links


def _ended_today() -> list[Link]:
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    # Nothing takes a day: the first condition lets the index on age find them.
    ended = Imagine.objects.visible().filter(created_at__gte=start - timedelta(days=1), ended_at__gte=start)
    counts = dict(ended.values_list("status").annotate(Count("pk")).order_by())
    return [
        Link(
            f"ended-{word}",
            Status(word).label,
            f"{reverse('history')}?{urlencode({'status': word})}",
            is_current=False,
            count=counts.get(word, 0),
            status=word,
        )
        for word in ENDED
        if counts.get(word) or word != Status.REFUSED
    ]


def _owners(entries: list[Entry], asked: Filter) -> list[Link]:
    counts = Counter((entry.username or ELSEWHERE, entry.name or "Made elsewhere") for entry in entries)
    links = [
        Link(
            f"owner-{username}",
            label,
            _url(asked.with_(member="" if asked.member == username else username)),
            is_current=asked.member == username,
            count=count,
        )
        for (username, label), count in counts.items()
    ]
    return sorted(links, key=lambda link: (-link.count, link.label))
