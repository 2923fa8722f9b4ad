"""From asking to accepted, at most once."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from imagine import outbox, upstream
from imagine.models import Event, Imagine, Status, Verdict
from tests.making import SKYBOX, ask, generator_key, row, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def generator(sandbox):
    return generator_key()


def accepted(sandbox) -> int:
    count: int = sandbox.statistics()["accepted_count"]
    return count


def test_an_accepted_request_is_one_row_here_and_one_there(sandbox, artist, generator):
    imagine = sent(artist, generator)
    (there,) = sandbox.rows()
    assert imagine.status == Status.PENDING
    assert imagine.blockade_id == there["id"]
    assert Imagine.objects.count() == 1


def test_asking_leaves_a_line_in_the_audit(artist):
    imagine = ask(artist, "sky")
    (event,) = Event.objects.all()
    assert (event.what, event.member, event.imagine) == ("asked", artist, imagine)


def test_the_same_intent_gives_the_same_imagine(artist):
    intent = uuid.uuid4()
    first, first_is_new = outbox.ask(artist, "sky", SKYBOX, intent=intent)
    second, second_is_new = outbox.ask(artist, "sky", SKYBOX, intent=intent)
    assert (first, first_is_new, second_is_new) == (second, True, False)
    assert Imagine.objects.count() == 1


def test_a_seed_that_we_drew_anew_is_no_difference(artist):
    intent = uuid.uuid4()
    first, _ = outbox.ask(artist, "sky", {**SKYBOX, "seed": 1}, intent=intent, drawn=frozenset({"seed"}))
    again, _ = outbox.ask(artist, "sky", {**SKYBOX, "seed": 2}, intent=intent, drawn=frozenset({"seed"}))
    assert again == first
    assert again.params["seed"] == 1


def test_the_same_intent_with_other_words_is_refused(artist):
    intent = uuid.uuid4()
    first, _ = outbox.ask(artist, "sky", SKYBOX, intent=intent)
    with pytest.raises(outbox.IntentReused) as refused:
        outbox.ask(artist, "sky", {**SKYBOX, "prompt": "Something else"}, intent=intent)
    assert refused.value.imagine == first
    assert Imagine.objects.count() == 1


def test_somebody_elses_intent_is_refused(artist, admin_member):
    intent = uuid.uuid4()
    outbox.ask(artist, "sky", SKYBOX, intent=intent)
    with pytest.raises(outbox.IntentReused):
        outbox.ask(admin_member, "sky", SKYBOX, intent=intent)


def test_a_refusal_is_shown_in_the_services_own_words(sandbox, artist, generator):
    sandbox.fault("generate", "refuse", status=400, error="Your plan has no credits left.")
    imagine = sent(artist, generator)
    assert imagine.status == Status.REFUSED
    assert "Your plan has no credits left." in imagine.error_message
    assert imagine.ended_at is not None
    assert accepted(sandbox) == 0


def test_what_could_not_leave_goes_back_to_the_outbox(sandbox, artist, generator):
    sandbox.stop()
    try:
        imagine = sent(artist, generator)
    finally:
        sandbox.start()
    assert imagine.status == Status.HELD
    assert imagine.due_at is not None
    assert imagine.due_at > timezone.now()
    assert upstream.service().failing_since is not None


def test_the_outbox_goes_out_by_itself_when_blockade_is_back(sandbox, artist, generator, fresh_connection):
    sandbox.stop()
    imagine = sent(artist, generator)
    sandbox.start()
    fresh_connection()
    with upstream.watched() as blockade:
        blockade.history(limit=1)
    claimed = outbox.claim()
    assert claimed == imagine
    outbox.send(claimed)
    imagine.refresh_from_db()
    assert imagine.status == Status.PENDING
    assert len(sandbox.rows()) == 1


@pytest.mark.parametrize("fault", ["reset_after", "server_error_after", "garbled"])
def test_an_answer_lost_after_accepting_is_found_again_and_never_sent_twice(
    sandbox, artist, generator, fault
):
    sandbox.fault("generate", fault)
    imagine = sent(artist, generator)
    assert imagine.status == Status.UNCONFIRMED
    outbox.reconcile(imagine)
    imagine.refresh_from_db()
    assert imagine.blockade_id == sandbox.rows()[0]["id"]
    assert imagine.status != Status.UNCONFIRMED
    assert accepted(sandbox) == 1


def test_what_was_never_accepted_stays_unconfirmed_for_ten_minutes(sandbox, artist, generator):
    sandbox.fault("generate", "reset_before")
    imagine = sent(artist, generator)
    outbox.reconcile(imagine)
    imagine.refresh_from_db()
    assert (imagine.status, imagine.verdict) == (Status.UNCONFIRMED, "")

    Imagine.objects.filter(pk=imagine.pk).update(sent_at=timezone.now() - timedelta(minutes=11))
    imagine.refresh_from_db()
    outbox.reconcile(imagine)
    imagine.refresh_from_db()
    assert imagine.verdict == Verdict.ABSENT
    assert not imagine.is_active
    assert accepted(sandbox) == 0


def test_a_sender_that_died_leaves_an_unconfirmed_row(artist):
    imagine = ask(artist, "sky")
    outbox.claim()
    Imagine.objects.filter(pk=imagine.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert outbox.give_up_dead_claims() == 1
    imagine.refresh_from_db()
    assert imagine.status == Status.UNCONFIRMED


def test_a_sender_at_work_is_left_alone(artist):
    ask(artist, "sky")
    outbox.claim()
    assert outbox.give_up_dead_claims() == 0


def test_a_claimed_row_is_claimed_once(artist):
    ask(artist, "sky")
    assert outbox.claim() is not None
    assert outbox.claim() is None


def test_no_more_than_the_limit_is_in_flight(artist, settings):
    settings.IMAGINE_IN_FLIGHT = 2
    for seed in range(3):
        ask(artist, "sky", seed=seed)
    claims = [outbox.claim() for _ in range(3)]
    assert [claim is None for claim in claims] == [False, False, True]


def test_other_tools_jobs_take_no_room(artist, settings):
    settings.IMAGINE_IN_FLIGHT = 1
    row(blockade_id=1, status=Status.PROCESSING)
    ask(artist, "sky")
    assert outbox.claim() is not None


def test_members_take_turns(artist, admin_member):
    first = [ask(artist, "sky", seed=seed) for seed in range(2)]
    other = ask(admin_member, "sky", seed=9)
    assert [outbox.claim() for _ in range(3)] == [first[0], other, first[1]]


def test_throttling_waits_as_long_as_blockade_says(sandbox, artist, generator):
    sandbox.fault("generate", "refuse", status=429, retry_after="40")
    imagine = sent(artist, generator)
    assert imagine.status == Status.HELD
    assert imagine.due_at is not None
    wait = imagine.due_at - timezone.now()
    assert timedelta(seconds=30) < wait <= timedelta(seconds=41)
    assert accepted(sandbox) == 0


def test_sending_again_twice_makes_one_new_imagine(artist):
    ended = row(artist, status=Status.ABORT, ended_at=timezone.now(), params=SKYBOX)
    again = outbox.ask_again(ended, artist)
    assert outbox.ask_again(ended, artist) == again
    assert again.params == ended.params
    assert again.parent == ended


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_imagine(artist):
    intent = uuid.uuid4()
    start = threading.Barrier(4)
    found: list[int] = []

    def click() -> None:
        start.wait()
        found.append(outbox.ask(artist, "sky", SKYBOX, intent=intent)[0].pk)
        connection.close()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert Imagine.objects.count() == 1
