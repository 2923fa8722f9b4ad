"""What a flood of hints does to pages: `python -m tests.benchmarks.hints [SECONDS]` prints their times.

A real studio as `start` runs it. First pages alone, then pages while 500 hints a second knock. The pages are
those that members open, one after the other by one of them, with a moment between two.
The knocking is a process of its own that speaks HTTP by hand: Python's client would be the slower side.
"""

from __future__ import annotations

import http.client
import itertools
import json
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests
from bs4 import BeautifulSoup

from tests.studio_process import ROOT, StudioProcess

RATE, LINES = 500, 8
PAGES = ("/history/", "/create/", "/queue/", "/notices/", "/boards/")


def main() -> None:
    if sys.argv[1:2] == ["knock"]:
        return knock(int(sys.argv[2]), float(sys.argv[3]))
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    with tempfile.TemporaryDirectory() as folder, StudioProcess(Path(folder) / "data") as studio:
        cookie = signed_in(studio.port)
        pages(studio.port, cookie, 3)
        alone = pages(studio.port, cookie, seconds)
        words = [sys.executable, "-m", "tests.benchmarks.hints", "knock", str(studio.port), str(seconds)]
        knocker = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        flooded = pages(studio.port, cookie, seconds)
        told = json.loads(knocker.communicate(timeout=60)[0])
    p99, p99_flooded = (sorted(times)[int(len(times) * 0.99)] * 1000 for times in (alone, flooded))
    say(f"pages alone          {len(alone):6} read, p99 {p99:7.1f} ms")
    say(f"with {told['rate']:4.0f} hints/s     {len(flooded):6} read, p99 {p99_flooded:7.1f} ms")
    say(f"hints                {told['answered']:6} answered, of them {told['odd']} oddly")
    say(f"ratio                {p99_flooded / p99:.2f}")


def signed_in(port: int) -> str:
    """The cookies of the demo's artist."""
    here, session = f"http://127.0.0.1:{port}", requests.Session()
    door = BeautifulSoup(session.get(f"{here}/accounts/sign-in/").text, "html.parser")
    token = str(door.select("[name=csrfmiddlewaretoken]")[0]["value"])
    session.post(f"{here}/accounts/demo/artist/", data={"csrfmiddlewaretoken": token}).raise_for_status()
    return "; ".join(f"{one.name}={one.value}" for one in session.cookies)


def pages(port: int, cookie: str, seconds: float) -> list[float]:
    """Read the pages over and over; the seconds that each took."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    took = []
    end = time.monotonic() + seconds
    for path in itertools.cycle(PAGES):
        if time.monotonic() > end:
            break
        began = time.perf_counter()
        line.request("GET", path, headers={"Cookie": cookie})
        answer = line.getresponse()
        answer.read()
        assert answer.status in (200, 302), f"{path} answered {answer.status}"
        took.append(time.perf_counter() - began)
        time.sleep(0.02)
    line.close()
    return took


def knock(port: int, seconds: float) -> None:
    """Knock at addresses that nobody has, at the rate or as fast as answers come; print how it went."""
    lines = [socket.create_connection(("127.0.0.1", port)) for _ in range(LINES)]
    ready = selectors.DefaultSelector()
    sent = answered = odd = 0
    began = time.monotonic()
    idle = list(lines)
    for line in lines:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ready.register(line, selectors.EVENT_READ)
    while (now := time.monotonic() - began) < seconds:
        while idle and sent < now * RATE:
            body = json.dumps({"id": sent, "status": "processing"}).encode()
            head = (
                f"POST /hooks/none-{sent}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            idle.pop().sendall(head.encode() + body)
            sent += 1
        for key, _ in ready.select(0.002):
            answer = key.fileobj.recv(65_536)  # type: ignore[union-attr]  # only sockets are registered
            answered += 1
            odd += not answer.startswith(b"HTTP/1.1 204")
            idle.append(key.fileobj)  # type: ignore[arg-type]  # the same
    say(json.dumps({"rate": answered / (time.monotonic() - began), "answered": answered, "odd": odd}))
    for line in lines:
        line.close()


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
