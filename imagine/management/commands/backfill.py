"""`manage.py backfill`: read the whole history of the account now, with its progress in the terminal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from imagine import upstream
from imagine.blockade.errors import BlockadeError
from imagine.models import Service
from imagine.worker import backfill_next


class Command(BaseCommand):
    """Goes on where an interrupted reading stopped; `--again` starts over."""

    help = "Read everything ever made on the account into the mirror."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only one choice."""
        parser.add_argument("--again", action="store_true", help="start over, also when all was read")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        """Read page by page until there is no more."""
        if again:
            Service.objects.filter(pk="blockade").update(
                backfill_page=0, backfill_rows=0, backfill_done_at=None
            )
        try:
            while backfill_next():
                self.stdout.write(f"{upstream.service().backfill_rows:,} read so far")
        except BlockadeError as error:
            raise CommandError(f"{error.for_people} Run the command again to go on from here.") from error
        self.stdout.write(f"Done: {upstream.service().backfill_rows:,} read.")
