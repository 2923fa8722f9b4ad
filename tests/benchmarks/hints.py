"""What a flood of hints does to pages: `python -m tests.benchmarks.hints [SECONDS]` prints their times.

A real studio with its sandbox; first pages alone, then pages while 500 hints a second knock.
"""

from __future__ import annotations

import http.client
import json
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.studio_process import StudioProcess

RATE, KNOCKERS = 500, 4


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    with tempfile.TemporaryDirectory() as folder, StudioProcess(Path(folder) / "data") as studio:
        pages(studio.port, 2)
        alone = pages(studio.port, seconds / 2)
        over = threading.Event()
        sent = [0] * KNOCKERS
        knockers = [
            threading.Thread(target=knock, args=[studio.port, over, sent, n], daemon=True)
            for n in range(KNOCKERS)
        ]
        for knocker in knockers:
            knocker.start()
        began = time.monotonic()
        flooded = pages(studio.port, seconds)
        rate = sum(sent) / (time.monotonic() - began)
        over.set()
        for knocker in knockers:
            knocker.join()
    p99, p99_flooded = (sorted(times)[int(len(times) * 0.99)] * 1000 for times in (alone, flooded))
    say(f"pages alone          {len(alone):6} read, p99 {p99:7.1f} ms")
    say(f"with {rate:4.0f} hints/s     {len(flooded):6} read, p99 {p99_flooded:7.1f} ms")
    say(f"ratio                {p99_flooded / p99:.2f}")


def pages(port: int, seconds: float) -> list[float]:
    """Read the sign-in page over and over, as one visitor; the times it took."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    took = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        line.request("GET", "/accounts/sign-in/")
        line.getresponse().read()
        took.append(time.perf_counter() - began)
        time.sleep(0.01)
    line.close()
    return took


def knock(port: int, over: threading.Event, sent: list[int], mine: int) -> None:
    """Knock at addresses that nobody has, at this thread's share of the rate."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    began = time.monotonic()
    while not over.is_set():
        line.request("POST", f"/hooks/none-{mine}-{sent[mine]}/", json.dumps({"id": sent[mine]}))
        line.getresponse().read()
        sent[mine] += 1
        ahead = sent[mine] * KNOCKERS / RATE - (time.monotonic() - began)
        if ahead > 0:
            time.sleep(ahead)


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
