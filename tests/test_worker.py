"""The loops that do the work, and what several of them do together."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from imagine import agreement, commands, kept_files, outbox, upstream, worker
from imagine.blockade.errors import Throttled, Unreachable
from imagine.models import Command, Imagine, KeptFile, Service, Slot, Status
from tests.making import ask, cancel_now, generator_key, row, sent
from tests.test_archive import picture

pytestmark = pytest.mark.django_db


def until(check, seconds: float = 10.0) -> bool:
    """Whether a thing becomes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.02)
    return False


def test_what_has_run_out_is_forgotten(artist):
    upload = SimpleUploadedFile("it.png", picture(kind="PNG"), "image/png")
    kept_files.keep(artist, upload)
    KeptFile.objects.update(kept_at=timezone.now() - kept_files.KEPT_FOR)
    fresh = SimpleUploadedFile("new.png", picture(40, 20, kind="PNG"), "image/png")
    stays = KeptFile.objects.create(member=artist, name="new.png", file=fresh, size=1, digest="new")
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(hours=1))
    worker.tidy()
    assert list(KeptFile.objects.all()) == [stays]
    assert [one.session_key for one in Session.objects.all()] == ["new"]


def test_a_pause_that_one_client_was_told_holds_for_another(sandbox, fresh_connection):
    sandbox.fault("history", "refuse", status=429, retry_after="30")
    with pytest.raises(Throttled), upstream.watched() as blockade:
        blockade.history()
    fresh_connection()
    before = sandbox.statistics()["calls"]
    with pytest.raises(Throttled), upstream.watched() as blockade:
        blockade.generators()
    assert sandbox.statistics()["calls"] == before


@pytest.mark.parametrize(
    ("told", "as_date", "least", "most"),
    [
        ("30", False, 25, 31),
        ("45", True, 40, 46),
        ("soon", False, 8, 11),
        ("0", False, 0, 2),
        ("99999", False, 290, 301),
        (None, False, 8, 11),
    ],
)
def test_retry_after_is_obeyed_in_every_form(sandbox, told, as_date, least, most):
    sandbox.fault("history", "refuse", status=429, retry_after=told, as_date=as_date)
    with pytest.raises(Throttled) as throttled, upstream.watched() as blockade:
        blockade.history()
    wait = (throttled.value.until - timezone.now()).total_seconds()
    assert least <= wait <= most


def test_the_breaker_that_one_client_opened_holds_for_another_and_closes_again(sandbox, fresh_connection):
    sandbox.fault("history", "server_error", status=500, times=None)
    for _ in range(5):
        with pytest.raises(Unreachable), upstream.watched() as blockade:
            blockade.history()
    fresh_connection()
    calls = sandbox.statistics()["calls"]["history"]
    with pytest.raises(Unreachable), upstream.watched() as blockade:
        blockade.history()
    assert sandbox.statistics()["calls"]["history"] == calls
    assert upstream.service().failing_since is not None
    sandbox.clear_faults()

    def answers() -> bool:
        try:
            with upstream.watched() as blockade:
                blockade.history()
        except Unreachable:
            return False
        return True

    assert until(answers)
    assert agreement.SharedState().read().open_until == 0
    assert upstream.service().failing_since is None


@pytest.mark.django_db(transaction=True)
def test_at_most_four_calls_are_under_way_whoever_makes_them(sandbox):
    sandbox.fault("history", "slow", seconds=0.2, times=None)
    clients = [upstream._connection.__wrapped__(sandbox.base_url, sandbox.key) for _ in range(3)]

    def call(number: int) -> None:
        with agreement.slot():
            clients[number % 3].history(limit=1)
        connections.close_all()

    threads = [threading.Thread(target=call, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statistics = sandbox.statistics()
    assert statistics["calls"]["history"] == 12
    assert statistics["in_flight_max"]["all"] <= 4
    for client in clients:
        client.close()


def test_a_place_whose_holder_died_comes_back(monkeypatch):
    monkeypatch.setattr(agreement, "SLOT_LEASE", timedelta(seconds=0.2))
    monkeypatch.setattr(agreement, "SLOT_PATIENCE", 0.05)
    for _ in range(agreement.AT_ONCE):
        agreement._take(agreement.uuid.uuid4(), time.monotonic() + 5)
    with pytest.raises(Unreachable), agreement.slot():
        pass
    time.sleep(0.2)
    with agreement.slot():
        assert Slot.objects.filter(holder__isnull=False).count() >= 1


def test_workers_together_read_the_history_as_often_as_one(sandbox):
    worker._mirror_step()
    Service.objects.update(refreshed_at=None)
    assert worker._may_read()
    before = sandbox.statistics()["calls"]["history"]
    worker._mirror_step()
    assert sandbox.statistics()["calls"]["history"] == before


@pytest.mark.django_db(transaction=True)
def test_a_running_worker_takes_a_request_from_asking_to_the_picture(sandbox, artist):
    generator = generator_key()
    running = worker.start_embedded()
    try:
        imagine = ask(artist, generator)
        worker.wake()
        assert until(lambda: Imagine.objects.filter(pk=imagine.pk, archived_at__isnull=False).exists(), 20)
    finally:
        running.stop()
    assert sandbox.statistics()["accepted_count"] == 1
    assert worker._bells == []


@pytest.mark.django_db(transaction=True)
def test_stopping_in_the_middle_of_a_send_leaves_nothing_stuck(sandbox, artist):
    sandbox.pause()
    generator = generator_key()
    sandbox.fault("generate", "silence_after", seconds=30)
    running = worker.start_embedded()
    imagine = ask(artist, generator)
    worker.wake()
    assert until(lambda: sandbox.statistics()["accepted_count"] == 1)
    began = time.monotonic()
    running.stop(timeout=0.5)
    assert time.monotonic() - began < 3
    imagine.refresh_from_db()
    assert imagine.lease_until < timezone.now() + timedelta(minutes=2)
    # Its sender is gone with the process; here it still hangs, so that its lease is ended by hand.
    Imagine.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    outbox.give_up_dead_claims()
    imagine.refresh_from_db()
    outbox.reconcile(imagine)
    imagine.refresh_from_db()
    assert (imagine.status, sandbox.statistics()["accepted_count"]) == (Status.PENDING, 1)
    sandbox.stop()
    for thread in running.threads:
        thread.join(10)


def test_a_command_is_claimed_by_one_worker(artist):
    imagine = row(artist, blockade_id=5)
    cancel_now(imagine, artist)
    first, second = commands.claim(), commands.claim()
    assert (first, second) == (Command.objects.get(), None)


def test_a_command_whose_worker_died_is_taken_over(sandbox, artist):
    sandbox.pause()
    imagine = sent(artist, generator_key())
    cancel_now(imagine, artist)
    commands.claim()
    Command.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert worker.carry_out_next()
    imagine.refresh_from_db()
    assert imagine.status == Status.ABORT
