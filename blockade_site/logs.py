"""How log records leave the process: to stderr, one event on one line, without the API key."""

from __future__ import annotations

import logging
import re
from typing import Any

# Line breaks of every kind, and what a terminal would obey.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """Writes a record, its traceback included, on one line; control characters are shown, not sent."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record, line breaks written as \\n."""
        return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), super().format(record))


def to_stderr(secrets: list[str]) -> dict[str, Any]:
    """Django's LOGGING: one handler for everybody, which never prints any of `secrets`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"redact": {"()": "imagine.blockade.redaction.RedactKey", "secrets": secrets}},
        "formatters": {
            "line": {"()": OneLine, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["redact"]},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "imagine": {"level": "INFO"},
            # Django's own handlers would write past our filter.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            # waitress mentions each moment in which a request waited for a thread.
            "waitress.queue": {"level": "ERROR"},
        },
    }
