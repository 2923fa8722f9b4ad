"""Cancel and delete hit what they say, survive repetition and tell the truth about what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from imagine import commands, trash, upstream, worker
from imagine.archive import due
from imagine.models import Command, Imagine, Status
from tests.making import ask, cancel_now, generator_key, sent
from tests.pages import Visitor

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


@pytest.fixture
def finished(sandbox, artist):
    """An imagine of the artist's whose picture the sandbox has painted and nobody has fetched."""
    imagine = sent(artist, generator_key())
    sandbox.settle(imagine.blockade_id, "complete")
    return imagine


def throw_now(imagine: Imagine, member) -> None:
    """Throw it away as if the grace were over."""
    assert commands.delete(imagine, member)
    Command.objects.filter(imagine=imagine).update(due_at=timezone.now())


def test_what_is_thrown_away_at_once_keeps_its_picture_and_leaves_blockade(sandbox, artist, finished):
    worker.refresh()
    throw_now(finished, artist)
    worker.run_until_idle()
    finished.refresh_from_db()
    assert (there(sandbox, finished), finished.gone_at is None) == (None, False)
    assert Command.objects.get().outcome == "deleted"
    assert commands.restore(finished, artist)
    page = Visitor(artist).get(finished.get_absolute_url())
    picture = Visitor(artist).ask(page.select_one("pano-rama img")["src"])
    assert picture.status_code == 200
    picture.close()


def test_a_picture_nobody_has_heard_of_is_kept_as_well(sandbox, artist, finished):
    """The studio takes it for one that is being made."""
    throw_now(finished, artist)
    worker.run_until_idle()
    finished.refresh_from_db()
    assert there(sandbox, finished) is None
    assert finished.picture


def test_a_deletion_waits_while_its_picture_cannot_be_fetched_and_goes_on_when_that_is_given_up(
    sandbox, artist, finished
):
    worker.refresh()
    sandbox.fault("picture", "server_error", times=None)
    throw_now(finished, artist)
    worker.run_until_idle()
    command = Command.objects.get()
    assert (command.done_at, command.outcome) == (None, trash.AWAITING_PICTURE)
    assert there(sandbox, finished) == "complete"
    Imagine.objects.update(archive_attempts=due.ATTEMPTS, archive_due_at=timezone.now())
    worker.run_until_idle()
    finished.refresh_from_db()
    assert there(sandbox, finished) is None
    assert finished.archive_problem
    assert Command.objects.get().outcome == "deleted"


def test_a_deletion_does_not_wait_for_ever(sandbox, artist, finished):
    worker.refresh()
    sandbox.fault("picture", "server_error", times=None)
    throw_now(finished, artist)
    worker.run_until_idle()
    assert Command.objects.get().due_at == Command.objects.get().created_at + trash.PICTURE_PATIENCE
    long_ago = timezone.now() - trash.PICTURE_PATIENCE
    Command.objects.update(created_at=long_ago, due_at=timezone.now())
    worker.run_until_idle()
    assert there(sandbox, finished) is None
    assert Command.objects.get().outcome == "deleted without its picture"
    assert "it did not come" in Visitor(artist).get("/trash/").text


def test_what_was_restored_while_its_deletion_was_put_off_is_not_deleted(sandbox, artist, finished):
    worker.refresh()
    throw_now(finished, artist)
    claimed = commands.claim()
    assert claimed
    assert commands.restore(finished, artist)
    assert Command.objects.get().done_at is None
    commands.carry_out(claimed)
    worker.run_until_idle()
    assert Command.objects.get().outcome == "taken back"
    assert there(sandbox, finished) == "complete"


def test_a_picture_that_comes_while_its_deletion_is_put_off_lets_it_go_on(sandbox, artist, finished):
    worker.refresh()
    throw_now(finished, artist)
    claimed = commands.claim()
    assert claimed
    assert claimed.imagine.archive_due_at is not None
    # Between the look at the row and the note that somebody waits.
    assert worker.archive_next()
    commands.carry_out(claimed)
    worker.run_until_idle()
    assert Command.objects.get().outcome == "deleted"
    assert there(sandbox, finished) is None
