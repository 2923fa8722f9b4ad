"""Webhooks are hints: they make us look, they never tell us anything."""

from __future__ import annotations

import json
import statistics
import time

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from imagine import hints, outbox, upstream, worker
from imagine.models import Imagine, Status
from imagine.views.webhook import PATH, HintsFirst
from tests.making import ask, generator_key, row, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inbox")]


def knock(token: str, body: object = None, *, raw: bytes | None = None):
    content = raw if raw is not None else json.dumps(body or {}).encode()
    strict = Client(enforce_csrf_checks=True)
    return strict.post(f"/hooks/{token}/", content, content_type="application/json")


def test_a_submission_carries_an_address_of_its_own(sandbox, artist, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:1"
    sandbox.pause()
    first, second = (sent(artist, generator_key(), seed=seed) for seed in (1, 2))
    there = {row["id"]: row["webhook_url"] for row in sandbox.rows()}
    assert there[first.blockade_id] == f"http://127.0.0.1:1/hooks/{first.hook}/"
    assert first.hook != second.hook
    assert len(first.hook) > 40


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("POST", "/hooks/any/", b"{}", "204 No Content"),
        ("POST", "/hooks/any/", b"", "204 No Content"),
        ("POST", "/hooks/any/", b"x" * 65_536, "204 No Content"),
        ("POST", "/hooks/any/", b"x" * 65_537, "413 Request Entity Too Large"),
        ("GET", "/hooks/any/", b"", "passed on"),
        ("POST", "/hooks/any/more/", b"", "passed on"),
        ("POST", "/history/", b"", "passed on"),
    ],
)
def test_a_hint_is_taken_before_django_and_nothing_else_is(inbox, method, path, body, expected):
    environ = RequestFactory().generic(method, path, body).environ
    statuses = []
    before_django = HintsFirst(lambda environ, start_response: [b"passed on"])
    answer = b"".join(before_django(environ, lambda status, headers: statuses.append(status)))
    assert (statuses or [answer.decode()]) == [expected]
    assert PATH.fullmatch(reverse("hook", args=["any"]))


def test_a_hint_before_django_is_worth_as_much(sandbox, artist, inbox):
    sandbox.pause()
    imagine = sent(artist, generator_key())
    environ = RequestFactory().generic("POST", f"/hooks/{imagine.hook}/", b"{}").environ
    HintsFirst(WSGIHandler())(environ, lambda status, headers: None)
    assert inbox.settle() == 1


def test_without_a_public_address_there_is_none(sandbox, artist):
    sandbox.pause()
    sent(artist, generator_key())
    assert [row["webhook_url"] for row in sandbox.rows()] == [""]


def test_a_hint_has_the_row_read_at_once_and_its_body_is_not_believed(sandbox, artist, inbox):
    sandbox.pause()
    imagine = sent(artist, generator_key())
    sandbox.settle(imagine.blockade_id, "processing")
    lie = {"id": imagine.blockade_id, "status": "complete", "file_url": "https://evil.example/x.jpg"}
    assert knock(imagine.hook, lie).status_code == 204
    assert inbox.settle() == 1
    assert worker.reread_next()
    imagine.refresh_from_db()
    assert (imagine.status, imagine.file_url, imagine.reread_at) == (Status.PROCESSING, "", None)


def test_a_hint_proves_that_a_lost_submission_was_accepted(sandbox, artist, inbox):
    sandbox.pause()
    sandbox.fault("generate", "reset_after")
    imagine = sent(artist, generator_key())
    Imagine.objects.update(due_at=timezone.now() + timezone.timedelta(hours=1))
    (there,) = sandbox.rows()
    knock(imagine.hook, {"id": there["id"]})
    inbox.settle()
    before = sandbox.statistics()["calls"].get("history", 0)
    worker.reconcile_next()
    imagine.refresh_from_db()
    assert imagine.blockade_id == there["id"]
    assert sandbox.statistics()["calls"].get("history", 0) == before


def test_a_hint_with_anothers_id_links_nothing(sandbox, artist, inbox):
    sandbox.pause()
    other = sent(artist, generator_key(), seed=1)
    (elsewhere,) = sandbox.add_rows([{"prompt": "Made elsewhere", "status": "pending"}])
    sandbox.fault("generate", "reset_before")
    lost = sent(artist, generator_key(), seed=2)
    for named in (other.blockade_id, elsewhere, 999_999_999, 2**62):
        knock(lost.hook, {"id": named})
        inbox.settle()
        worker.reconcile_next()
        lost.refresh_from_db()
        assert (lost.status, lost.blockade_id) == (Status.UNCONFIRMED, None)


def test_unknown_and_spent_addresses_cause_nothing(artist, inbox):
    ended = row(artist, blockade_id=5, status=Status.COMPLETE, ended_at=timezone.now(), hook="spent")
    elsewhere = row(blockade_id=6)
    for token in ("spent", "unknown", "x" * 500):
        assert knock(token, {"id": 6}).status_code == 204
    assert inbox.settle() == 0
    for one in (ended, elsewhere):
        one.refresh_from_db()
        assert one.reread_at is None


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"\xff\x00", b'{"id": NaN}', b'{"id": "x"}', b"[" * 60_000, b'{"id": 1e999}']
)
def test_any_body_gets_the_same_answer(artist, inbox, raw):
    imagine = row(artist, blockade_id=5, hook="mine")
    answer = knock("mine", raw=raw)
    assert (answer.status_code, answer.content) == (204, b"")
    inbox.settle()
    imagine.refresh_from_db()
    assert imagine.reread_at is not None


def test_more_than_64_kilobytes_are_turned_away(artist, inbox):
    imagine = row(artist, blockade_id=5, hook="mine")
    assert knock("mine", raw=b" " * 65_536).status_code == 204
    assert knock("mine", raw=b" " * 65_537).status_code == 413
    assert knock("unknown", raw=b" " * 65_537).status_code == 413
    inbox.settle()
    imagine.refresh_from_db()
    assert imagine.reread_at is not None


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch", "options"])
def test_it_is_only_for_posting(db, method):
    assert getattr(Client(), method)("/hooks/whatever/").status_code == 405


def test_valid_unknown_and_spent_addresses_take_the_same_time(artist, inbox):
    row(artist, blockade_id=5, hook="valid")
    row(artist, blockade_id=6, hook="spent", status=Status.COMPLETE, ended_at=timezone.now())
    took: dict[str, list[float]] = {"valid": [], "spent": [], "wrong": []}
    for _ in range(60):
        for token, times in took.items():
            began = time.perf_counter()
            knock(token, {"id": 5})
            times.append(time.perf_counter() - began)
    medians = [statistics.median(times) for times in took.values()]
    assert max(medians) < 1.5 * min(medians)


def test_a_knock_asks_the_database_nothing(artist, inbox, django_assert_num_queries):
    row(artist, blockade_id=5, hook="valid")
    with django_assert_num_queries(0):
        knock("valid", {"id": 5})


def test_the_inbox_keeps_a_bounded_number_of_hints(inbox, monkeypatch):
    monkeypatch.setattr(hints, "MOST", 10)
    for number in range(50):
        inbox.note(f"token-{number}", number)
    assert list(inbox._waiting) == [f"token-{number}" for number in range(40, 50)]


@pytest.mark.django_db(transaction=True)
def test_the_thread_of_the_inbox_marks_rows_by_itself(artist, sandbox):
    imagine = ask(artist, "sky")
    Imagine.objects.update(blockade_id=7, status=Status.PENDING)
    box = hints.Inbox()
    box.note(imagine.hook, 7)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and not Imagine.objects.filter(reread_at__isnull=False).exists():
        time.sleep(0.02)
    assert outbox.claim() is None
    imagine.refresh_from_db()
    assert imagine.reread_at is not None
    assert upstream.service().refreshed_at is None
