"""Lines for the team's chat on their way: from rows to the one address of the settings.

It is https, never in a private network, along no redirect, with no key of ours, and signed where there is a
secret: the header `X-Imagine-Signature: t=<seconds>,v1=<hex>` is the HMAC-SHA256 of "<seconds>.<body>".
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from imagine.claims import first_free
from imagine.models import ChatMessage
from imagine.outgoing import NotDelivered, post

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
# Between attempts: 10 s, then twice as long each time, an hour at most; after a day nobody wants the line.
RETRY_AFTER, RETRY_AT_MOST = timedelta(seconds=10), timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=1)


def send_next() -> bool:
    """Send one line that is due; False when none is. Never raises for the chat's sake."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = ChatMessage.objects.filter(free, due_at__lte=now).order_by("due_at")
    message = first_free(due, lease_until=now + LEASE, attempts=F("attempts") + 1)
    if message is None:
        return False
    try:
        _send(message)
    except NotDelivered as problem:
        _later(message, problem)
    else:
        _settle(message, done_at=timezone.now(), due_at=None, problem="")
    return True


def _send(message: ChatMessage) -> None:
    if not settings.CHAT_WEBHOOK_URL:
        raise NotDelivered("There is no address any more.", again=False)
    body = json.dumps(
        {"text": message.text, **message.details, "at": message.created_at.isoformat(timespec="seconds")},
        ensure_ascii=False,
    ).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if settings.CHAT_SECRET:
        headers["X-Imagine-Signature"] = signature(body, settings.CHAT_SECRET, int(time.time()))
    post(settings.CHAT_WEBHOOK_URL, body, headers, hosts=settings.CHAT_HOSTS)


def signature(body: bytes, secret: str, seconds: int) -> str:
    """The signature header for a body sent at a time (seconds since 1970)."""
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def _later(message: ChatMessage, problem: NotDelivered) -> None:
    log.warning("Chat line %s was not delivered: %s", message.pk, problem)
    wait = min(RETRY_AFTER * 2 ** min(message.attempts - 1, 12), RETRY_AT_MOST)
    is_over = not problem.again or timezone.now() + wait > message.created_at + GIVE_UP_AFTER
    _settle(message, due_at=None if is_over else timezone.now() + wait, problem=str(problem))


def _settle(message: ChatMessage, **fields: Any) -> None:
    ChatMessage.objects.filter(pk=message.pk).update(lease_until=None, **fields)
