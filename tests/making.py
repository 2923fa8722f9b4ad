"""Short ways to say what a test needs: rows of the studio and rows of the sandbox."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from imagine import cancels, outbox, upstream
from imagine.blockade.records import Imagine as Record
from imagine.models import Command, Imagine, Member, Status

SKYBOX: dict[str, Any] = {"prompt": "A still fjord before sunrise", "seed": 7}


def generator_key() -> str:
    """The sandbox's first generator, whatever it is called."""
    return upstream.connect().generators()[0].key


def ask(member: Member, generator: str, **params: Any) -> Imagine:
    """One new submission in the outbox."""
    imagine, is_new = outbox.ask(member, generator, {**SKYBOX, **params}, intent=uuid.uuid4())
    assert is_new
    return imagine


def cancel_now(imagine: Imagine, member: Member, reason: str = "") -> None:
    """Ask for a cancel whose ten seconds of undo are over."""
    batch = cancels.cancel([imagine.pk], member, reason)
    Command.objects.filter(batch=batch).update(due_at=timezone.now())


def sent(member: Member, generator: str, **params: Any) -> Imagine:
    """A submission that has gone through the outbox once, as it is afterwards."""
    imagine = ask(member, generator, **params)
    claimed = outbox.claim()
    assert claimed == imagine
    outbox.send(claimed)
    imagine.refresh_from_db()
    return imagine


def row(member: Member | None = None, **fields: Any) -> Imagine:
    """A row as it lies in the table, without asking Blockade."""
    number = Imagine.objects.count() + 1
    values = {"generator": "sky", "prompt": f"Prompt {number}", "params": {"prompt": f"Prompt {number}"}}
    return Imagine.objects.create(member=member, **{**values, "status": Status.PENDING, **fields})


def record(**fields: Any) -> Record:
    """An upstream record as the border reads it from JSON."""
    return Record.from_json(
        {
            "id": 501,
            "status": "pending",
            "generator": "sky",
            "generator_data": dict(SKYBOX),
            "created_at": "2026-01-02T03:04:05+00:00",
            "updated_at": "2026-01-02T03:04:05+00:00",
            **fields,
        }
    )
