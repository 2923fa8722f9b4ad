"""What happens once in every process: checks are known, and the API key is kept out of the log."""

from __future__ import annotations

from django.apps import AppConfig


class ImagineConfig(AppConfig):
    """The product."""

    name = "imagine"

    def ready(self) -> None:
        """Register the checks, clean log records before any handler sees them, and say what follows rows."""
        from django.conf import settings
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_delete, post_migrate

        from imagine import (
            archive,
            checks,  # noqa: F401 (importing it registers the checks)
        )
        from imagine.blockade import redaction
        from imagine.search import index
        from imagine.search.index import postgres, sqlite

        connection_created.connect(sqlite.prepare)
        connection_created.connect(postgres.prepare)
        post_migrate.connect(index.ensure, sender=self)
        redaction.install(settings.SECRETS)
        post_delete.connect(archive.forget, sender="imagine.Imagine")
