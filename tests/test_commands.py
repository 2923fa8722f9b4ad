"""Cancel and delete hit what they say, survive repetition and tell the truth about what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from imagine import commands, upstream, worker
from imagine.models import Command, Imagine, Status
from tests.making import ask, cancel_now, generator_key, sent

pytestmark = pytest.mark.django_db


def there(sandbox, imagine: Imagine) -> str | None:
    """The status the sandbox has for an imagine, None when it has none."""
    return next((row["status"] for row in sandbox.rows() if row["id"] == imagine.blockade_id), None)


@pytest.fixture
def waiting(sandbox, artist):
    """Two imagines of the artist, waiting at Blockade for good."""
    sandbox.pause()
    key = generator_key()
    return [sent(artist, key, seed=seed) for seed in (1, 2)]


def test_cancelling_one_never_touches_another(sandbox, artist, waiting):
    one, other = waiting
    cancel_now(one, artist, "not needed")
    worker.run_until_idle()
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, there(sandbox, one)) == (Status.ABORT, "abort")
    assert (other.status, there(sandbox, other)) == (Status.PENDING, "pending")


def test_a_cancel_that_comes_too_late_says_so(sandbox, artist, waiting):
    one, _ = waiting
    cancel_now(one, artist)
    sandbox.settle(one.blockade_id, "complete")
    worker.carry_out_next()
    one.refresh_from_db()
    assert one.status == Status.COMPLETE
    assert Command.objects.get().outcome == "finished first"


def test_a_cancel_waits_while_blockade_is_down(sandbox, artist, waiting, fresh_connection):
    one, _ = waiting
    cancel_now(one, artist)
    sandbox.stop()
    worker.carry_out_next()
    assert Command.objects.get().done_at is None
    sandbox.start()
    sandbox.pause()
    fresh_connection()
    Command.objects.update(due_at=timezone.now())
    worker.carry_out_next()
    one.refresh_from_db()
    assert one.status == Status.ABORT


def test_deleting_leaves_time_to_restore(sandbox, artist, waiting):
    one, _ = waiting
    assert commands.delete(one, artist)
    worker.run_until_idle()
    assert there(sandbox, one) == "pending"
    assert commands.restore(one, artist)
    Command.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    worker.run_until_idle()
    one.refresh_from_db()
    assert (one.trashed_at, there(sandbox, one)) == (None, "pending")


def test_a_deletion_leaves_after_its_grace_and_only_for_that_row(sandbox, artist, waiting):
    one, other = waiting
    commands.delete(one, artist)
    Command.objects.update(due_at=timezone.now())
    worker.run_until_idle()
    one.refresh_from_db()
    assert there(sandbox, one) is None
    assert there(sandbox, other) == "pending"
    assert one.gone_at is not None


def test_deleting_what_is_gone_already_is_done(sandbox, artist, waiting):
    one, _ = waiting
    upstream.connect().delete(one.blockade_id)
    commands.delete(one, artist)
    Command.objects.update(due_at=timezone.now())
    worker.run_until_idle()
    assert Command.objects.get().outcome == "deleted"


def test_a_held_one_in_the_trash_is_never_sent(sandbox, artist):
    imagine = ask(artist, generator_key())
    commands.delete(imagine, artist)
    worker.run_until_idle()
    assert sandbox.rows() == []
