"""A word to the team's chat: what is worth it, and how it gets there and nowhere else."""

from __future__ import annotations

import json
import re
import socket
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from imagine import audit, changes, chat, chat_sending, outgoing, upstream
from imagine.blockade.errors import Unreachable
from imagine.models import ChatMessage, Imagine
from tests.blockade.raw_server import answer
from tests.making import row
from tests.picture_host import PictureHost, Resolver, certified

pytestmark = pytest.mark.django_db
HOST = "chat.example.com"


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.CHAT_WEBHOOK_URL = f"https://{HOST}/hooks/T0/secret?wait=1"
    settings.CHAT_HOSTS = [HOST]
    settings.CHAT_EVENTS = list(settings.CHAT_CALM)
    settings.BLOCKADE_API_KEY = "the-key-of-the-account"


@pytest.fixture
def server(monkeypatch, tmp_path):
    """The chat, behind its name and with its certificate; 127.0.0.1 plays a number of the internet."""
    monkeypatch.setattr(outgoing, "is_public", lambda number: True)
    with certified(HOST, b"ok") as (host, authority):
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setattr(outgoing, "AUTHORITIES", str(tmp_path / "ca.pem"))
        _resolve(monkeypatch, host)
        yield host


def _resolve(monkeypatch, host: PictureHost) -> Resolver:
    resolver = Resolver()
    resolver.answers[HOST] = [[("127.0.0.1", host.server.port)]]
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    return resolver


def lines() -> list[str]:
    return list(ChatMessage.objects.order_by("pk").values_list("text", flat=True))


def test_what_admins_do_to_the_whole_queue_is_told_with_its_reason(admin_member):
    audit.record("outbox held", member=admin_member, why="out of credits")
    audit.record("outbox resumed", member=admin_member, scope="all", value="")
    audit.record("outbox held", member=admin_member, scope="generator", value="sky")
    audit.record("cancel of everything pending asked", member=admin_member, why="wrong model")
    audit.record("cancel asked", member=admin_member, why="a duplicate")
    assert lines() == [
        "admin held the outbox: out of credits",
        "admin resumed the outbox.",
        "admin held what generator sky has.",
        "admin cancels everything pending on the account: wrong model",
    ]


def test_the_service_going_and_coming_is_told_once_each():
    for _ in range(3):
        upstream.failed(Unreachable("no route"))
    for _ in range(2):
        upstream.answered()
    assert [line.split(".")[0] for line in lines()] == [
        "The image service is down",
        "The image service is back",
    ]


def test_the_third_failure_in_a_row_is_told_and_not_each_that_follows(artist):
    def end(status: str) -> None:
        made = row(artist)
        changes.change(Imagine.objects.filter(pk=made.pk), status=status, ended_at=timezone.now())

    for status in ("error", "error", "complete", "error", "error"):
        end(status)
    assert lines() == []
    end("error")
    end("error")
    assert lines() == ["The last 3 images failed."]


def test_finished_images_are_told_only_where_that_is_wanted(artist, settings):
    settings.PUBLIC_URL = "https://studio.example.com"
    for wanted in (["service"], ["done"]):
        settings.CHAT_EVENTS = wanted
        made = row(artist, prompt="A lighthouse")
        changes.change(Imagine.objects.filter(pk=made.pk), status="complete")
    assert lines() == [f"Done: A lighthouse https://studio.example.com/imagines/{made.pk}/"]


def test_without_an_address_nothing_is_written(settings, admin_member):
    settings.CHAT_WEBHOOK_URL = ""
    audit.record("outbox held", member=admin_member)
    assert lines() == []


def test_a_line_arrives_signed_and_without_our_key(server, settings):
    settings.CHAT_SECRET = "between us alone"
    chat.say(chat.HOLDS, "Zoë held the outbox.", scope="all")
    assert chat_sending.send_next()
    assert not chat_sending.send_next()
    (request,) = server.requests
    head, _, body = request.partition("\r\n\r\n")
    assert head.startswith("POST /hooks/T0/secret?wait=1 HTTP/1.1\r\n")
    assert f"\r\nHost: {HOST}:" not in head
    assert "the-key-of-the-account" not in request
    assert "x-api-key" not in head.lower()
    told = json.loads(body)
    assert (told["text"], told["event"], told["scope"]) == ("Zoë held the outbox.", "holds", "all")
    seconds, digest = re.search(r"X-Imagine-Signature: t=(\d+),v1=([0-9a-f]{64})", head).groups()
    assert chat_sending.signature(body.encode(), "between us alone", int(seconds)).endswith(digest)
    assert chat_sending.signature(body.encode() + b" ", "between us alone", int(seconds))[-64:] != digest
    assert ChatMessage.objects.get().done_at is not None


@pytest.mark.parametrize(("status", "again"), [("500 Oops", True), ("429 Slow", True), ("404 Gone", False)])
def test_what_the_chat_refuses_is_tried_again_where_that_makes_sense(server, status, again):
    server.status = status
    chat.say(chat.SERVICE, "The image service is back.")
    chat_sending.send_next()
    line = ChatMessage.objects.get()
    assert (line.due_at is not None, line.done_at) == (again, None)
    assert line.problem == f"The chat answered {status[:3]}."
    assert "secret" not in line.problem


def test_a_redirect_is_not_followed(server):
    server.moved["/hooks/T0/secret?wait=1"] = "https://elsewhere.example.com/"
    chat.say(chat.SERVICE, "x")
    chat_sending.send_next()
    assert len(server.requests) == 1
    assert ChatMessage.objects.get().problem == "The chat answered 302."


def test_attempts_grow_rarer_and_end_after_a_day(server):
    server.status = "503 Later"
    chat.say(chat.SERVICE, "x")
    waits = []
    for _ in range(4):
        before = timezone.now()
        chat_sending.send_next()
        waits.append(round((ChatMessage.objects.get().due_at - before).total_seconds(), -1))
        ChatMessage.objects.update(due_at=before)
    assert waits == [10, 20, 40, 80]
    ChatMessage.objects.update(created_at=timezone.now() - timedelta(days=1))
    chat_sending.send_next()
    assert ChatMessage.objects.get().due_at is None


def test_a_name_that_leads_inside_is_not_connected_to(monkeypatch):
    with PictureHost(b"") as host:
        _resolve(monkeypatch, host)
        chat.say(chat.SERVICE, "x")
        chat_sending.send_next()
        assert host.requests == []
    line = ChatMessage.objects.get()
    assert (line.due_at, "private network" in line.problem) == (None, True)


@pytest.mark.parametrize(
    ("url", "hosts"),
    [("http://chat.example.com/x", [HOST]), ("https://chat.example.com/x", ["other.example.com"])],
)
def test_only_https_and_listed_hosts_are_asked(settings, url, hosts):
    settings.CHAT_WEBHOOK_URL, settings.CHAT_HOSTS = url, hosts
    chat.say(chat.SERVICE, "x")
    chat_sending.send_next()
    assert "not listed" in ChatMessage.objects.get().problem


def test_a_chat_that_drips_does_not_hold_the_worker(server, monkeypatch):
    monkeypatch.setattr(outgoing, "DEADLINE", 0.6)
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        server.server.request(connection)
        for byte in answer("200 OK", b"")[:-4]:
            if stop.wait(0.1):
                return
            connection.sendall(bytes([byte]))

    server.behaviour = drip
    chat.say(chat.SERVICE, "x")
    try:
        assert chat_sending.send_next()
    finally:
        stop.set()
    assert "did not answer" in ChatMessage.objects.get().problem


def test_a_line_whose_sender_died_is_taken_over(server):
    chat.say(chat.SERVICE, "x")
    ChatMessage.objects.update(lease_until=timezone.now() + timedelta(seconds=30))
    assert not chat_sending.send_next()
    ChatMessage.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert chat_sending.send_next()
