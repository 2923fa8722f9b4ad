"""What happens once in every process: checks are known, and the API key is kept out of the log."""

from __future__ import annotations

from django.apps import AppConfig


class ImagineConfig(AppConfig):
    """The product."""

    name = "imagine"

    def ready(self) -> None:
        """Register the checks, and clean log records before any handler sees them."""
        from django.conf import settings

        from imagine import checks  # noqa: F401 (importing it registers the checks)
        from imagine.blockade import redaction

        redaction.install([settings.BLOCKADE_API_KEY, settings.SECRET_KEY])
