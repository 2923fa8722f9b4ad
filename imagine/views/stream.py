"""What stands beside the form: the member's own imagines, and the generators to choose from."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from imagine import catalogue, timings
from imagine.changes import current_revision
from imagine.models import Imagine, Member
from imagine.search import GROUPS, Cursor, Search, counts_by_status
from imagine.views.cards import dress

# The newest pictures among which each generator's face is looked for, and for how many seconds it stays.
LOOKED_THROUGH, FRESH_FOR = 500, 10
FACES_KEY = "faces"
# What the stream shows under its three names; the words are History's own filters.
STREAM_TABS = (("All", ""), ("Being made", "open"), ("Needs you", "failed"))


def stream(request: HttpRequest, member: Member, here: str) -> dict[str, Any]:
    """The member's imagines, newest first, in the form's page at `here`."""
    named = request.GET.get("stream", "")
    chosen = named if named in streams() else ""
    # The address is the form's: of a search it holds the place alone, and `seed` there is a setting.
    place = Cursor.read(request.GET.get("after", ""))
    page = Search(status=chosen, member=member.username, after=place).page()
    tabs = [
        (label, f"{here}?stream={word}" if word else here, name, count, word == chosen)
        for (label, word), (name, count) in zip(STREAM_TABS, counts(member), strict=True)
    ]
    older = f"{here}?{'stream=' + chosen + '&' if chosen else ''}after={page.older}" if page.older else ""
    return {
        "imagines": dress(page.imagines, request),
        "stream_tabs": tabs,
        "older_url": older,
        "seen": current_revision(),
    }


def counts(member: Member) -> list[tuple[str, int]]:
    """(id of the place, how many) for each tab, in one query."""
    by_status = counts_by_status(Search(member=member.username))
    return [
        (f"count-{word or 'all'}", sum(by_status.get(one, 0) for one in GROUPS.get(word, tuple(by_status))))
        for _, word in STREAM_TABS
    ]


def streams() -> list[str]:
    """What an address may call a part of the stream; all of it has no name."""
    return [word for _, word in STREAM_TABS if word]


def choice(chosen: catalogue.Entry) -> list[dict[str, Any]]:
    """Every generator as the choice shows it; what is typed for the chosen one goes along."""
    return [
        described(entry, chosen=entry.key == chosen.key, carry=chosen.key) for entry in catalogue.entries()
    ]


def described(entry: catalogue.Entry, *, chosen: bool, carry: str = "") -> dict[str, Any]:
    """One generator for templates. `url` is "" where its key cannot be in an address."""
    url = "" if entry.problem == catalogue.UNADDRESSABLE else reverse("create", args=[entry.key])
    return {
        "key": entry.key,
        "label": entry.label,
        "problem": entry.problem,
        "chosen": chosen,
        "url": url,
        "carry": carry if carry != entry.key else "",
        "usual": timings.usual(entry.key) if chosen else None,
        "thumbnail": faces().get(entry.key, ""),
    }


def faces() -> dict[str, str]:
    """The address of a small picture for each generator that made one lately, in one query."""
    known: dict[str, str] | None = cache.get(FACES_KEY)
    if known is None:
        rows = Imagine.objects.visible().exclude(picture="").order_by("-created_at", "-id")
        latest = rows.values_list("generator", "pk", "picture_digest")[:LOOKED_THROUGH]
        known = {
            key: f"{reverse('thumbnail', args=[pk, 'small'])}?v={digest[:8]}"
            for key, pk, digest in reversed(latest)
        }
        cache.set(FACES_KEY, known, FRESH_FOR)
    return known
