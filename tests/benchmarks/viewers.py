"""Many open History pages: `python -m tests.benchmarks.viewers [pages]` prints what their polls take.

The studio runs as `start` runs it, in front of the sandbox; the pages are threads of another process, each
with a line of its own, a session, and a poll every two seconds. Meanwhile somebody sends an
image every five seconds, about what an account makes that has six in the making, half a minute each.
One page first, then all of them (300 unless told otherwise): what Blockade is asked must not grow with them.
"""

from __future__ import annotations

import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from bs4 import BeautifulSoup

from tests.sandbox_process import SandboxProcess
from tests.studio_process import StudioProcess
from tests.views.filling import filled

PAGES, SECONDS, EVERY, SENT_EVERY = 300, 30.0, 2.0, 5
TICKS_PER_SECOND = 100
HEAD = "pages  polls   p50 ms   p95 ms   p99 ms  news  bytes/poll  errors  calls to Blockade/s  CPU s"


@dataclass
class Page:
    """One open page and what its polls have come to, in seconds and bytes."""

    port: int
    cookie: str
    seen: str
    newest: str
    ids: set[str]
    took: list[float] = field(default_factory=list)
    size: int = 0
    news: int = 0
    errors: int = 0

    def poll(self, until: float, first: float) -> None:
        """Poll two seconds after each answer, from `first` seconds on, as the page's script does."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        due = time.monotonic() + first
        while due < until:
            time.sleep(max(0.0, due - time.monotonic()))
            query = f"seen={self.seen}&shape=tile&newest={self.newest}&ids={','.join(self.ids)}"
            began = time.perf_counter()
            try:
                headers = {"Cookie": self.cookie, "HX-Request": "true", "HX-Current-URL": "/history/"}
                line.request("GET", f"/history/changes/?{query}", headers=headers)
                answer = line.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                self.errors += 1
                line.close()
                continue
            finally:
                due = time.monotonic() + EVERY
            self.took.append(time.perf_counter() - began)
            self.size += len(body)
            if answer.status == 200 and "X-Revision" in answer.headers:
                self.news += 1
                self.seen = answer.headers["X-Revision"]
            elif answer.status != 204:
                self.errors += 1
        line.close()


def watch(port: int, cookie: str, pages: int) -> dict[str, float]:
    """Open so many pages, poll for a while, and sum up; runs in a process of its own."""
    shown = _text(port, cookie, "/history/")
    seen, newest = (_found(rf'data-{name}="([^"]*)"', shown) for name in ("seen", "newest"))
    ids = set(re.findall(r'data-imagine="(\d+)"[^>]*data-active', shown))
    opened = [Page(port, cookie, seen, newest, set(ids)) for _ in range(pages)]
    until = time.monotonic() + SECONDS
    threads = [
        threading.Thread(target=page.poll, args=(until, EVERY * number / pages))
        for number, page in enumerate(opened)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = sorted(one for page in opened for one in page.took)
    return {
        "polls": len(took),
        "p50": statistics.median(took) * 1000,
        "p95": took[len(took) * 95 // 100] * 1000,
        "p99": took[len(took) * 99 // 100] * 1000,
        "news": sum(page.news for page in opened),
        "bytes": sum(page.size for page in opened) / len(took),
        "errors": sum(page.errors for page in opened),
    }


def main(pages: int = PAGES) -> None:
    """Run both rounds and print the table."""
    with tempfile.TemporaryDirectory() as folder, SandboxProcess() as sandbox:
        environ = {"BLOCKADE_URL": sandbox.base_url, "BLOCKADE_API_KEY": sandbox.key, "IMAGINE_DEMO": "1"}
        with StudioProcess(Path(folder) / "data", environ=environ) as studio:
            say(HEAD)
            for number in (1, pages):
                say(_round(number, studio, sandbox))


def _signed_in(here: str, role: str) -> requests.Session:
    session = requests.Session()
    door = BeautifulSoup(session.get(f"{here}/accounts/sign-in/").text, "html.parser")
    session.post(f"{here}/accounts/demo/{role}/", data=_token(door))
    return session


def _round(pages: int, studio: StudioProcess, sandbox: SandboxProcess) -> str:
    here = f"http://127.0.0.1:{studio.port}"
    artist, viewer = _signed_in(here, "artist"), _signed_in(here, "viewer")
    before, cpu = _calls(sandbox), _cpu(studio.pid)
    cookie = "; ".join(f"{one.name}={one.value}" for one in viewer.cookies)
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.viewers",
        "watch",
        str(studio.port),
        cookie,
        str(pages),
    ]
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watcher:
        sent = 0
        while watcher.poll() is None:
            _send(artist, here, sent)
            sent += 1
            time.sleep(SENT_EVERY)
        assert watcher.stdout is not None
        found: dict[str, Any] = json.loads(watcher.stdout.read())
    calls = (_calls(sandbox) - before) / (time.monotonic() - began)
    used = _cpu(studio.pid) - cpu
    return (
        f"{pages:5} {found['polls']:6} {found['p50']:8.1f} {found['p95']:8.1f} {found['p99']:8.1f} "
        f"{found['news']:5} {found['bytes']:11.0f} {found['errors']:7} {calls:20.2f} {used:6.1f}"
    )


def _calls(sandbox: SandboxProcess) -> int:
    """Calls of every kind but pictures, of which there is one for each image that is made."""
    return sum(number for name, number in sandbox.statistics()["calls"].items() if name != "picture")


def _send(artist: requests.Session, here: str, number: int) -> None:
    opened = artist.get(f"{here}/create/")
    page = BeautifulSoup(opened.text, "html.parser")
    artist.post(opened.url, data=filled(page, prompt=f"Harbour number {number}") | _token(page))


def _token(page: BeautifulSoup) -> dict[str, str]:
    return {"csrfmiddlewaretoken": str(page.select("[name=csrfmiddlewaretoken]")[0]["value"])}


def _text(port: int, cookie: str, path: str) -> str:
    answer = requests.get(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie}, timeout=30)
    answer.raise_for_status()
    return answer.text


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, pattern
    return match[1]


def _cpu(pid: int) -> float:
    """Seconds of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def say(words: str) -> None:
    """One line to the terminal."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["watch"]:
        say(json.dumps(watch(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))))
    else:
        main(*(int(text) for text in sys.argv[1:2]))
