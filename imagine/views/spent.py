"""A form that Back has brought again says so, and sending it unchanged makes nothing new.

Pages are stored nowhere, so Back fetches the form anew, filled in as it was and with a fresh intent. It names
the intent under which it was sent before, and what it says now is compared with what it said then.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.http import HttpRequest

from imagine import forms
from imagine.catalogue import Entry

KEY = "spent_intents"


def remember(request: HttpRequest, entry: Entry, intent: uuid.UUID, contents: Mapping[str, str]) -> None:
    """Note in the session under which intent, and with what in it, the form of a generator was sent last."""
    sent = {"intent": str(intent), "digest": _digest(request, entry, contents)}
    request.session[KEY] = request.session.get(KEY, {}) | {entry.key: sent}


def last(request: HttpRequest, entry: Entry) -> str:
    """What a form shown now says of the last sending, "" when there was none."""
    found: str = request.session.get(KEY, {}).get(entry.key, {}).get("intent", "")
    return found


def unchanged(request: HttpRequest, entry: Entry, contents: Mapping[str, str]) -> uuid.UUID | None:
    """The intent of the last sending when the posted form is that very form again, else None."""
    sent = request.session.get(KEY, {}).get(entry.key)
    if sent is None or request.POST.get("after") != sent["intent"]:
        return None
    return uuid.UUID(sent["intent"]) if sent["digest"] == _digest(request, entry, contents) else None


def _digest(request: HttpRequest, entry: Entry, contents: Mapping[str, str]) -> str:
    typed = forms.typed_in(entry.generator, request.POST)
    # A file is what is in it, however the form speaks of it.
    typed = {key: value for key, value in typed.items() if key not in contents}
    return forms.fingerprint(entry.key, {**typed, **contents, "takes": request.POST.get("takes", "1")})
