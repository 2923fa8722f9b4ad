"""Faults in the connection and in how bytes come, seen over a bare socket."""

from __future__ import annotations

import gzip
import json
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.sandbox.api import Api
from tests.sandbox.wire import Received, call
from tests.sandbox_process import SandboxProcess

WORDS = {"generator": "stable-skybox", "prompt": "isles", "seed": 3}


def generate(sandbox: SandboxProcess, fault: str, *, patience: float = 5.0, **options: Any) -> Received:
    sandbox.fault("generate", fault, **options)
    return call(sandbox, "POST", "/imagine/requests", WORDS, patience=patience)


@pytest.mark.parametrize(
    ("fault", "options", "end", "accepted"),
    [
        ("reset_before", {}, "reset", 0),
        ("reset_after", {}, "reset", 1),
        ("reset_before", {"politely": True}, "closed", 0),
        ("reset_after", {"politely": True}, "closed", 1),
        ("silence_before", {}, "silent", 0),
        ("silence_after", {}, "silent", 1),
        ("silence_after", {"seconds": 0.1}, "closed", 1),
    ],
)
def test_call_that_gets_no_answer(
    sandbox: SandboxProcess, fault: str, options: dict[str, Any], end: str, accepted: int
) -> None:
    received = generate(sandbox, fault, patience=0.5, **options)
    assert (received.data, received.end) == (b"", end)
    assert sandbox.statistics()["accepted_count"] == len(sandbox.rows()) == accepted


def test_silent_call_ends_when_its_client_hangs_up(sandbox: SandboxProcess) -> None:
    generate(sandbox, "silence_before", patience=0.1)
    end = time.monotonic() + 3
    while sandbox.statistics()["in_flight"]:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_slow_answer_is_right_in_the_end(sandbox: SandboxProcess) -> None:
    received = generate(sandbox, "slow", seconds=0.3)
    assert received.seconds > 0.3
    assert received.head.startswith("HTTP/1.1 200 ")


@pytest.mark.parametrize(("then", "answer"), [("reset", b""), ("error", b"HTTP/1.1 503 ")])
def test_request_can_be_accepted_after_it_seemed_lost(
    sandbox: SandboxProcess, then: str, answer: bytes
) -> None:
    received = generate(sandbox, "late_acceptance", seconds=0.4, then=then)
    assert received.data[:13] == answer
    assert sandbox.rows() == []
    time.sleep(0.7)
    [row] = sandbox.rows()
    assert row["params"]["prompt"] == "isles"
    assert sandbox.statistics()["accepted_count"] == 1


def test_something_that_is_not_http(sandbox: SandboxProcess) -> None:
    received = generate(sandbox, "not_http")
    assert (received.data, received.end) == (b"SSH-2.0-OpenSSH_9.2\r\n", "closed")
    assert sandbox.rows() == []


def test_body_that_drips(sandbox: SandboxProcess) -> None:
    received = generate(sandbox, "drip", patience=1.5, pause=0.1)
    assert received.end == "silent"
    assert 2 <= len(received.body) <= 16
    assert sandbox.statistics()["accepted_count"] == 1


def test_head_that_drips(sandbox: SandboxProcess) -> None:
    received = generate(sandbox, "drip_head", patience=1.5, pause=0.1)
    assert (received.end, received.data) == ("silent", b"HTTP/1.1 200 OK"[: len(received.data)])
    assert 2 <= len(received.data) <= 16


def test_body_that_breaks_off(sandbox: SandboxProcess) -> None:
    received = generate(sandbox, "truncated", share=0.25)
    promised = next(line for line in received.head.splitlines() if line.startswith("Content-Length: "))
    assert received.end == "closed"
    assert len(received.body) == int(promised.split()[-1]) // 4


def test_body_that_never_ends(sandbox: SandboxProcess) -> None:
    sandbox.fault("history", "endless")
    received = call(sandbox, most=3_000_000)
    assert "Transfer-Encoding: chunked" in received.head
    assert len(received.data) >= 3_000_000


@pytest.mark.parametrize("chunked", [False, True])
def test_body_that_is_huge_is_still_right(sandbox: SandboxProcess, api: Api, chunked: bool) -> None:
    sandbox.fault("history", "huge", megabytes=3, chunked=chunked)
    answer = api.get("/imagine/myRequests")
    assert len(answer.content) > 3_000_000
    assert ("Content-Length" in answer.headers) is not chunked
    assert answer.json()["data"] == []


def test_head_that_is_huge(sandbox: SandboxProcess) -> None:
    sandbox.fault("history", "huge_head")
    received = call(sandbox)
    assert len(received.head) > 300_000


def test_body_that_was_compressed_unasked(sandbox: SandboxProcess) -> None:
    sandbox.fault("history", "compressed", megabytes=4)
    received = call(sandbox)
    assert "Content-Encoding: gzip" in received.head
    assert len(received.body) < 100_000
    assert len(gzip.decompress(received.body)) > 4_000_000


def test_pictures_can_be_spoilt_too(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.add_rows([{}])
    address = api.history()["data"][0]["file_url"]
    whole = requests.get(address, timeout=10).content
    sandbox.fault("picture", "truncated")
    with pytest.raises(requests.exceptions.RequestException):
        requests.get(address, timeout=10)
    sandbox.fault("picture", "html")
    assert requests.get(address, timeout=10).headers["Content-Type"] == "text/html; charset=utf-8"
    sandbox.fault("picture", "redirect", location="http://169.254.0.1/")
    answer = requests.get(address, timeout=10, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://169.254.0.1/")
    sandbox.fault("picture", "drip", bytes=len(whole) // 3, pause=0.05)
    assert requests.get(address, timeout=10).content == whole


def test_a_slow_answer_takes_in_a_body_that_comes_after_its_head(sandbox):
    body = json.dumps({"generator": "stable-skybox", "prompt": "salt flats"}).encode()
    place = urlsplit(sandbox.base_url)
    head = (
        f"POST {place.path}/imagine/requests HTTP/1.1\r\nHost: {place.netloc}\r\nx-api-key: {sandbox.key}\r\n"
    )
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    sandbox.fault("generate", "slow", seconds=0.3)
    with socket.create_connection((place.hostname, place.port), timeout=5) as line:
        line.sendall(head.encode())
        time.sleep(0.1)
        line.sendall(body)
        assert line.recv(65_536).startswith(b"HTTP/1.1 200")
