"""Which of an imagine's settings leave the house: never a key, never the address of a webhook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from imagine.blockade.redaction import RedactKey
from imagine.models import Imagine

NEVER = frozenset({"api_key", "x-api-key", "apikey", "webhook_url"})
# What is longer is a file in letters.
LONGEST = 20_000


def told(params: Mapping[str, Any], imagine: Imagine) -> dict[str, Any]:
    """The settings as they may be read by whoever gets the picture."""
    return {key: _clean(value, imagine) for key, value in params.items() if key.lower() not in NEVER}


def _clean(value: Any, imagine: Imagine) -> Any:
    if isinstance(value, str):
        return _clean_text(value, imagine)
    if isinstance(value, Mapping):
        return told(value, imagine)
    if isinstance(value, list):
        return [_clean(item, imagine) for item in value]
    return value


def _clean_text(text: str, imagine: Imagine) -> str:
    if (imagine.hook and imagine.hook in text) or (
        settings.PUBLIC_URL and f"{settings.PUBLIC_URL}/hooks/" in text
    ):
        return ""
    if len(text) > LONGEST or text.startswith("data:"):
        return "(a file)"
    return RedactKey([settings.BLOCKADE_API_KEY, settings.SECRET_KEY]).clean(text)
