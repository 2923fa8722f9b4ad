"""Which of an imagine's settings leave the house: never a key, never the address of a webhook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from imagine.blockade.redaction import RedactKey
from imagine.models import Imagine

NEVER = frozenset({"api_key", "x-api-key", "apikey", "webhook_url"})
# What is longer is a file in letters.
LONGEST, A_FILE = 20_000, "(a file)"


def told(params: Mapping[str, Any], imagine: Imagine) -> dict[str, Any]:
    """The settings as they may be read by whoever gets the picture."""
    return {key: _clean(value, imagine) for key, value in params.items() if key.lower() not in NEVER}


def words_told(text: str, imagine: Imagine) -> str:
    """A text as it may be read by whoever gets the picture; "" for one with the address of a webhook."""
    hooks = [imagine.hook, f"{settings.PUBLIC_URL}/hooks/" if settings.PUBLIC_URL else ""]
    if any(hook and hook in text for hook in hooks):
        return ""
    return RedactKey([settings.BLOCKADE_API_KEY, settings.SECRET_KEY]).clean(text)


def _clean(value: Any, imagine: Imagine) -> Any:
    if isinstance(value, str):
        is_file = len(value) > LONGEST or value.startswith("data:")
        return A_FILE if is_file else words_told(value, imagine)
    if isinstance(value, Mapping):
        return told(value, imagine)
    if isinstance(value, list):
        return [_clean(item, imagine) for item in value]
    return value
