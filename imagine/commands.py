"""Cancel and delete: recorded first, carried out by the worker, safe to repeat, confirmed by re-reading.

`cancels` and `trash` record them; here they are claimed and carried out.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from imagine import changes, mirror, trash, upstream
from imagine.blockade.client import Blockade
from imagine.blockade.errors import (
    BlockadeError,
    KeyRefused,
    NotFound,
    Refused,
    Throttled,
    Unreachable,
)
from imagine.claims import first_free
from imagine.models import AT_BLOCKADE, Command, Imagine, Member, Status

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RETRY_AFTER = timedelta(seconds=3)
RETRY_AT_MOST = timedelta(minutes=5)
# Stands for an outcome where there is none yet, and the command knows when it goes on.
PUT_OFF = ""


def delete(imagine: Imagine, member: Member, reason: str = "") -> bool:
    """Move an imagine to the trash; it is deleted at Blockade after a grace. False when it is on its way."""
    row = Imagine.objects.filter(pk=imagine.pk)
    return bool(trash.throw(row, member, reason)) or row.filter(trashed_at__isnull=False).exists()


def restore(imagine: Imagine, member: Member) -> bool:
    """Take an imagine out of the trash and stop a deletion that has not left; False when it was not in."""
    return bool(trash.bring_back(Imagine.objects.filter(pk=imagine.pk), member))


def claim() -> Command | None:
    """Lease the next due command; a lease that ran out is taken over, since commands are safe to repeat."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = Command.objects.filter(free, done_at=None, due_at__lte=now).order_by("due_at")
    return first_free(due, lease_until=now + LEASE, attempts=F("attempts") + 1)


def carry_out(command: Command) -> None:
    """Do what a claimed command says; never raises for Blockade's sake, a failure is tried again later."""
    known = _settled_here(command)
    if known:
        _done(command, known)
        return
    if command.kind == Command.Kind.DELETE and trash.put_off(command):
        return
    try:
        with upstream.watched() as blockade:
            outcome = _do(blockade, command)
    except Throttled as error:
        _later(command, error.until - timezone.now())
    except BlockadeError as error:
        log.info("Command %s waits: %s", command.pk, error)
        _later(command, min(RETRY_AFTER * 2 ** min(command.attempts, 10), RETRY_AT_MOST))
    else:
        if outcome != PUT_OFF:
            _done(command, outcome)


def _done(command: Command, outcome: str) -> None:
    Command.objects.filter(pk=command.pk).update(done_at=timezone.now(), lease_until=None, outcome=outcome)
    if command.batch and command.imagine_id:
        # Its line on the page of the batch has changed, even where the imagine itself has not.
        changes.change(Imagine.objects.filter(pk=command.imagine_id))


def _later(command: Command, wait: timedelta) -> None:
    Command.objects.filter(pk=command.pk).update(lease_until=None, due_at=timezone.now() + wait)


def _settled_here(command: Command) -> str:
    """The outcome of a command of which Blockade need not be told, "" where it has to be asked."""
    imagine = command.imagine
    if imagine is None:
        return ""
    if command.kind == Command.Kind.DELETE:
        return "taken back" if imagine.trashed_at is None else ""
    if command.kind != Command.Kind.CANCEL:
        return ""
    by = {"cancelled_by": command.member, "cancel_reason": command.reason}
    held = Imagine.objects.filter(pk=imagine.pk, status=Status.HELD)
    if changes.change(held, status=Status.ABORT, ended_at=timezone.now(), **by):
        return "cancelled"
    if imagine.gone_at:
        return "gone"
    if imagine.ended_at is None:
        return ""
    changes.change_one(imagine, cancel_requested_at=None)
    return "cancelled" if imagine.status == Status.ABORT else "finished first"


def _do(blockade: Blockade, command: Command) -> str:
    """What came of it, or PUT_OFF."""
    if command.kind == Command.Kind.CANCEL_ALL:
        return _cancel_all(blockade, command)
    imagine = command.imagine
    if imagine is None or imagine.blockade_id is None:
        return "nothing to do"
    if command.kind == Command.Kind.CANCEL:
        return _cancel_one(blockade, imagine, imagine.blockade_id)
    if imagine.status in AT_BLOCKADE:
        _stop_first(blockade, imagine.blockade_id)
        # It may have ended with a picture, of which nobody here has heard.
        mirror.refresh_one(blockade, imagine)
        imagine.refresh_from_db()
        if trash.put_off(command):
            return PUT_OFF
    return _delete_one(blockade, imagine, imagine.blockade_id)


def _cancel_one(blockade: Blockade, imagine: Imagine, blockade_id: int) -> str:
    """Cancel, and say what came of it as a look of our own tells; a refusal says no more than that."""
    try:
        blockade.cancel(blockade_id)
    except NotFound:
        # Whoever is not there any more needs no cancel; one more look and the row is gone.
        Imagine.objects.filter(pk=imagine.pk).update(missing_count=1)
    except KeyRefused:
        raise
    except Refused as error:
        log.info("Cancel of %s was refused: %s", imagine.pk, error)
    mirror.refresh_one(blockade, imagine)
    if imagine.status == Status.ABORT:
        return "cancelled"
    # Not stopped after all: the page must not say "stopping" for ever.
    changes.change_one(imagine, cancel_requested_at=None)
    if imagine.gone_at:
        return "gone"
    return "not cancelled" if imagine.is_active else "finished first"


def _delete_one(blockade: Blockade, imagine: Imagine, blockade_id: int) -> str:
    """Delete, and make sure by asking for it; raises BlockadeError where it should be tried again."""
    try:
        blockade.delete(blockade_id)
    except NotFound:
        pass
    except KeyRefused:
        raise
    except Refused as error:
        log.warning("Blockade does not delete %s: %s", imagine.pk, error)
        return f"not deleted: {error.for_people}"
    try:
        blockade.imagine(blockade_id)
    except NotFound:
        changes.change_one(imagine, gone_at=timezone.now())
        if trash.awaits_picture(imagine):
            log.warning("Imagine %s is deleted at Blockade, and its picture never came", imagine.pk)
            return "deleted without its picture"
        return "deleted"
    raise Unreachable("deleted, and still there")


def _stop_first(blockade: Blockade, blockade_id: int) -> None:
    try:
        blockade.cancel(blockade_id)
    except KeyRefused:
        raise
    except Refused:
        # It has ended, or is not there: deleting finds out.
        return


def _cancel_all(blockade: Blockade, command: Command) -> str:
    """Cancel all that is pending with one call, unless that would hit one of ours that nobody was told of.

    Then, and for whatever the call did not reach, each row that was meant is cancelled by its own id.
    """
    mirror.refresh(blockade)
    pending = Imagine.objects.at_blockade().filter(status=Status.PENDING, member__isnull=False)
    is_stopped = not pending.filter(cancel_requested_at=None).exists() and _all_stopped(blockade)
    if is_stopped:
        mirror.refresh(blockade)
    each = Command.objects.filter(batch=command.batch, kind=Command.Kind.CANCEL, done_at=None)
    each.update(due_at=timezone.now())
    return "cancelled" if is_stopped else "one by one"


def _all_stopped(blockade: Blockade) -> bool:
    """Make the one call; False where Blockade says no to it, which it would say again."""
    try:
        blockade.cancel_all_pending()
    except KeyRefused:
        raise
    except Refused as error:
        log.warning("Cancel of everything pending was refused: %s", error)
        return False
    return True
