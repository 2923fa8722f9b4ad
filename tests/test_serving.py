"""The web server of `start`, apart from what it serves."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from tests.studio_process import ROOT, clean_environ

PROGRAM = """
import sys
from blockade_site import serving

def answer(environ, start_response):
    status = environ["PATH_INFO"][1:]
    body = b"" if status in ("204", "304") else b"hello"
    start_response(f"{status} Words", [("Content-Length", str(len(body)))])
    return [body]

listener = serving.listen("127.0.0.1", 0)
print(listener.getsockname()[1], flush=True)
serving.serve(answer, listener, host_header="127.0.0.1", is_proxied=False, when_ready=lambda: None)
"""


@pytest.fixture(scope="module")
def port():
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=clean_environ(), stdout=subprocess.PIPE, text=True
    )
    yield int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()


def answers(port: int, *requests: str) -> list[str]:
    """The status lines that come over one line for these requests, one after the other."""
    found = []
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        for request in requests:
            try:
                line.sendall(f"{request}\r\nHost: 127.0.0.1\r\n\r\n".encode())
                found.append(line.recv(65_536).decode().partition("\r\n")[0])
            except OSError:
                break
    return [one for one in found if one]


@pytest.mark.parametrize("status", ["200", "204", "304"])
def test_the_line_stays_open_after_an_answer(port, status):
    assert len(answers(port, *[f"GET /{status} HTTP/1.1"] * 3)) == 3


@pytest.mark.parametrize("request_line", ["GET /204 HTTP/1.0", "GET /204 HTTP/1.1\r\nConnection: close"])
def test_the_line_is_closed_for_whoever_wants_that(port, request_line):
    assert len(answers(port, *[request_line] * 3)) == 1


def test_hundreds_of_pages_may_keep_their_lines_and_the_next_is_answered_too(port):
    lines = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(300)]
    try:
        for line in (*lines, *lines):
            line.sendall(b"GET /204 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert line.recv(65_536).startswith(b"HTTP/1.1 204")
        assert len(answers(port, "GET /200 HTTP/1.1")) == 1
    finally:
        for line in lines:
            line.close()
