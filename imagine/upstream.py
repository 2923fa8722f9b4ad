"""The one connection to Blockade that views and worker share, and what we know of its health."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from imagine import chat, metrics
from imagine.agreement import AT_ONCE, SharedState, slot
from imagine.blockade.client import READ_SECONDS, WRITE_SECONDS, Blockade
from imagine.blockade.errors import BlockadeError, Garbled, KeyRefused, Throttled, Unconfirmed, Unreachable
from imagine.blockade.governor import Governor
from imagine.blockade.transport import Call
from imagine.changes import announce
from imagine.models import Imagine, Service, Status

log = logging.getLogger(__name__)

# Writing "it answered" after every call would be a write a second for nothing anybody reads.
HEARTBEAT = timedelta(seconds=5)
# One call in so many seconds is no burden to a service that is down, and people wait for it to come back.
LONGEST_PAUSE = 8.0
# Calls that must be left in Blockade's own window before we ask for more than we have to.
ROOM = 20
TROUBLE = (Unreachable, Unconfirmed, Garbled, KeyRefused)
# Paths name single imagines; what is measured is the endpoint.
_PART = re.compile(r"/(obfuscated-id/[^/]+|\d+)$")


class _Measured(Blockade):
    """A client whose every call is counted and timed for the operators."""

    def _ask(self, call: Call) -> object:
        began, outcome = time.monotonic(), "failed"
        try:
            answer = super()._ask(call)
            outcome = "answered"
        except BlockadeError as error:
            outcome = type(error).__name__.lower()
            raise
        finally:
            metrics.observe(_endpoint(call), outcome, time.monotonic() - began)
        return answer


def _endpoint(call: Call) -> str:
    return f"{call.method} {_PART.sub('/id', call.path)}"


@lru_cache(maxsize=4)
def _connection(base_url: str, api_key: str) -> Blockade:
    governor = Governor(SharedState(), at_once=AT_ONCE, longest_pause=LONGEST_PAUSE)
    return _Measured(
        base_url, api_key, governor=governor, read_seconds=READ_SECONDS, write_seconds=WRITE_SECONDS
    )


def connect() -> Blockade:
    """The process's client for the configured Blockade; pools connections, safe in threads."""
    return _connection(settings.BLOCKADE_URL, settings.BLOCKADE_API_KEY)


def has_room() -> bool:
    """Whether Blockade's rate-limit headers leave room for asking every second; no headers, no room."""
    limit = connect().governor.rate_limit
    return limit is not None and limit.remaining > ROOM


@contextmanager
def watched() -> Iterator[Blockade]:
    """Call Blockade, one call after the other, and keep its health in step.

    `with watched() as blockade: blockade.history()`. Holds one of the few places that all processes share,
    so nothing else may be done in there. Raises Unreachable where none becomes free.
    """
    try:
        with slot():
            yield connect()
    except TROUBLE as trouble:
        _note(failed, trouble)
        raise
    except Throttled as pause:
        if pause.was_sent:
            _note(answered)
        raise
    except BlockadeError:
        # A definite no is an answer all the same.
        _note(answered)
        raise
    else:
        _note(answered)


def _note(write: Callable[..., None], *told: BlockadeError) -> None:
    """Write down how Blockade is, unless the database is in trouble itself: no outcome is lost over it."""
    try:
        write(*told)
    except DatabaseError:
        log.warning("How Blockade is could not be written down", exc_info=True)


def service() -> Service:
    """What is known of Blockade; an unsaved row before the first call."""
    return Service.objects.filter(pk="blockade").first() or Service()


def answered() -> None:
    """Remember that Blockade answered; when it had been failing, tell open pages and let the outbox go."""
    now = timezone.now()
    known = service()
    if known.failing_since is None and known.last_answer_at and now - known.last_answer_at < HEARTBEAT:
        return
    with transaction.atomic():
        Service.objects.update_or_create(
            pk="blockade", defaults={"last_answer_at": now, "failing_since": None, "problem": ""}
        )
        if known.failing_since is not None:
            log.info("Blockade answers again")
            chat.hear_of_service(is_down=False)
            Imagine.objects.open().filter(status=Status.HELD).update(due_at=now)
            announce()


def failed(trouble: BlockadeError) -> None:
    """Remember since when Blockade fails and how, and tell open pages when that is new."""
    known = service()
    if known.failing_since is not None and known.problem == trouble.for_people:
        return
    with transaction.atomic():
        Service.objects.update_or_create(
            pk="blockade",
            defaults={
                "failing_since": known.failing_since or timezone.now(),
                "problem": trouble.for_people,
            },
        )
        log.warning("Blockade fails: %s", trouble)
        if known.failing_since is None:
            chat.hear_of_service(is_down=True, problem=trouble.for_people)
        announce()
