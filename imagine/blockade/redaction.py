"""Keeps the API key out of everything that is logged, whoever logs it.

Two layers: `install` covers every record of every library in this process when it is made, and `RedactKey`,
a filter for handlers, covers in addition what a caller adds as `extra`.
"""

import json
import logging
import traceback
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

REPLACEMENT = "[key]"
# Shorter keys, such as the sandbox's, are words: to redact them would only spoil the log.
SHORTEST_SECRET = 12


def is_secret(key: str) -> bool:
    """Whether `key` is long enough to be a real one."""
    return len(key) >= SHORTEST_SECRET


class RedactKey(logging.Filter):
    """Replaces `secrets` in message, arguments, traceback, stack and extra fields; drops no record."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._spellings = _spellings(secrets)

    def __repr__(self) -> str:
        return "<RedactKey>"

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean `record` in place. Always True."""
        if self._spellings:
            self._clean_message(record)
            self._clean_traceback(record)
            self._clean_fields(record)
        return True

    def clean(self, text: str) -> str:
        """`text` without any of the secrets."""
        for spelling in self._spellings:
            text = text.replace(spelling, REPLACEMENT)
        return text

    def _clean_message(self, record: logging.LogRecord) -> None:
        try:
            message = record.getMessage()
        except Exception:
            # Message and arguments do not fit: logging would print both as they are.
            message = f"{record.msg!r} {record.args!r}"
            record.msg, record.args = self.clean(message), ()
            return
        cleaned = self.clean(message)
        if cleaned != message:
            record.msg, record.args = cleaned, ()

    def _clean_traceback(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[0]:
            told = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
            cleaned = self.clean(told)
            if cleaned != told:
                # Formatters print `exc_text` when it is there; the exception itself cannot be mended.
                record.exc_text, record.exc_info = cleaned, None

    def _clean_fields(self, record: logging.LogRecord) -> None:
        for name, value in vars(record).items():
            if name not in ("msg", "args", "exc_info"):
                vars(record)[name] = self._cleaned(value)

    def _cleaned(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.clean(value)
        if value is None or isinstance(value, int | float):
            return value
        shown = repr(value)
        cleaned = self.clean(shown)
        return value if cleaned == shown else cleaned


def install(secrets: Iterable[str]) -> None:
    """Clean every log record of this process as it is made. Later calls add their secrets to earlier ones."""
    factory = logging.getLogRecordFactory()
    known = factory.secrets if isinstance(factory, _CleaningFactory) else frozenset()
    inner = factory.inner if isinstance(factory, _CleaningFactory) else factory
    logging.setLogRecordFactory(_CleaningFactory(inner, known | frozenset(secrets)))


class _CleaningFactory:
    def __init__(self, inner: Any, secrets: frozenset[str]) -> None:
        self.inner = inner
        self.secrets = secrets
        self._filter = RedactKey(secrets)

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record: logging.LogRecord = self.inner(*args, **kwargs)
        self._filter.filter(record)
        return record


def _spellings(secrets: Iterable[str]) -> tuple[str, ...]:
    """Every way a secret is written in headers, addresses, JSON and representations, the longest first."""
    real = [secret.strip() for secret in secrets if is_secret(secret.strip())]
    written = {
        spelling
        for secret in real
        for spelling in (
            secret,
            quote(secret),
            quote(secret, ""),
            quote_plus(secret),
            json.dumps(secret)[1:-1],
        )
    } | {repr(secret)[1:-1] for secret in real}
    return tuple(sorted(written, key=len, reverse=True))
