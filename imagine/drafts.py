"""What members have typed: kept per member and generator, never overwritten without a way back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from imagine import catalogue, forms
from imagine.models import Draft, Member

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from imagine.catalogue import Entry

# Characters of JSON that a draft may have, and one that waits in a session for its member.
HEAVIEST, HEAVIEST_HELD = 1_000_000, 64_000
LONGEST_ORIGIN = 60
# Of files that a session could not hold: the longest name, and how many are named.
LONGEST_NAME, MOST_NAMES = 100, 10
# For so long pages offer to bring back what was put aside.
OFFERED_FOR = timedelta(days=1)
# Where a session holds what was sent after its member's sign-in had ended.
HELD = "unsent"


class TooMuch(Exception):
    """More was typed than a draft keeps."""


def of(member: Member, generator: str) -> Draft | None:
    """The draft of a member for a generator."""
    return Draft.objects.filter(member=member, generator=generator).first()


def last_generator(member: Member) -> str:
    """The generator that a member typed for last, "" for none."""
    keys = Draft.objects.filter(member=member).order_by("-updated_at").values_list("generator", flat=True)
    return keys.first() or ""


def keep(member: Member, entry: Entry, values: Mapping[str, object], origin: str) -> Draft:
    """Keep what was typed. Another origin than the draft's own puts what the draft held aside, for `undo`.

    Raises TooMuch.
    """
    if len(json.dumps(values)) > HEAVIEST:
        raise TooMuch
    origin = origin[:LONGEST_ORIGIN]
    with transaction.atomic():
        draft, is_new = Draft.objects.select_for_update().get_or_create(member=member, generator=entry.key)
        if not is_new and origin not in ("", draft.origin) and draft.values != values:
            draft.previous = _aside(draft)
        draft.origin = origin or draft.origin
        draft.values, draft.digest, draft.updated_at = dict(values), entry.digest, timezone.now()
        draft.save()
    return draft


def undo(member: Member, generator: str, origin: str) -> bool:
    """Bring back what filling the form from `origin` put aside; whether there was anything to bring back.

    Where the form was only looked at, the draft is untouched and there is nothing to do.
    """
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(member=member, generator=generator).first()
        if draft is None or not draft.previous or draft.origin != origin[:LONGEST_ORIGIN]:
            return False
        back, draft.previous = draft.previous, _aside(draft)
        draft.values, draft.origin, draft.digest = back["values"], back["origin"], back["digest"]
        draft.updated_at = timezone.now()
        draft.save()
    return True


def has_aside(draft: Draft) -> bool:
    """Whether a form that was filled from elsewhere put something aside not long ago."""
    at = parse_datetime(draft.previous.get("at", "")) if draft.previous else None
    return bool(draft.origin) and at is not None and at > timezone.now() - OFFERED_FOR


def _aside(draft: Draft) -> dict[str, Any]:
    at = timezone.now().isoformat()
    return {"values": draft.values, "origin": draft.origin, "digest": draft.digest, "at": at}


def fitted(draft: Draft, entry: Entry) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """What a draft holds, and (label, why) of what was set aside because its generator has changed since.

    For the version it was typed for it is given back as it is, mistakes included.
    """
    if draft.digest == entry.digest:
        return draft.values, []
    return forms.adjusted(entry.generator, draft.values)


@dataclass(frozen=True)
class Held:
    """What a session gave back: the generator it was typed for, and names of files that it could not hold."""

    generator: str
    files: list[str]


def hold(
    session: SessionBase, generator: str, data: QueryDict, files: MultiValueDict[str, UploadedFile[Any]]
) -> None:
    """Keep what was sent by somebody whose session had ended, until that very member is back.

    Files are not kept for strangers, but their names are, so that their owner learns what is missing.
    """
    entry, whose = catalogue.get(generator), data.get("whose", "")
    if entry is None or entry.problem or not whose.isdecimal():
        return
    values = forms.typed_in(entry.generator, data)
    held: dict[str, Any] = {"generator": generator, "whose": whose, "values": values}
    held["origin"] = data.get("origin", "")[:LONGEST_ORIGIN]
    given = [one for key in files for one in files.getlist(key)]
    held["files"] = [(one.name or "file")[:LONGEST_NAME] for one in given[:MOST_NAMES]]
    if len(json.dumps(held)) <= HEAVIEST_HELD:
        session[HELD] = held


def release(session: SessionBase, member: Member) -> Held | None:
    """Make what a session holds for a member their draft; None for nothing held."""
    held = session.get(HELD)
    if not held:
        return None
    del session[HELD]
    entry = catalogue.get(held["generator"])
    if entry is None or held["whose"] != str(member.pk):
        return None
    keep(member, entry, held["values"], held["origin"])
    return Held(entry.key, held.get("files", []))
