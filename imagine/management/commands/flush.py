"""`manage.py flush`: Django's own, and the one thing that may empty the audit: with everything else."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from imagine import audit_guard


class Command(flush.Command):
    """Asks whether it is meant, then empties every table."""

    def handle(self, **options: Any) -> None:
        """Empty the database, its audit too."""
        with audit_guard.lifted(connections[options["database"]]):
            super().handle(**options)
