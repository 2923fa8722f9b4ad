"""Minutes of trouble: `python -m tests.soak [--seconds 300] [--seed N]`.

Two workers and a web server with a third share a database and send what is asked for, while about one call in
twenty fails in a random way, rows appear and vanish at Blockade, and somebody reads pages. All of them, the
sandbox too, are killed and started again. Then there is quiet, and a table says what had to hold and if it
did. Exits with 1 when something did not.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.faults import databases
from tests.sandbox_process import SandboxProcess
from tests.soak_reader import SECRET_KEY, Reader

WORKERS, TICK = 2, 0.15
# Seconds between two kills, at least and at most, and faults that wait for their call.
KILL_AFTER, FAULTS_WAITING = (3.0, 9.0), 1
QUIET_LIMIT = 240.0
GENERATOR, PROMPT = "stable-skybox", "Soaked"
ENDS = {"complete", "abort", "error", "refused"}
FAULTS = (
    "refuse",
    "server_error",
    "server_error_after",
    "reset_before",
    "reset_after",
    "silence_before",
    "silence_after",
    "late_acceptance",
    "garbled",
    "truncated",
    "html",
    "not_http",
    "empty",
    "odd_text",
    "status_back",
)


def main() -> int:
    """Run, settle, judge."""
    parser = argparse.ArgumentParser(prog="manage.py soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    asked = parser.parse_args()
    say(f"Soaking for {asked.seconds:.0f} s, --seed {asked.seed}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        sandbox = stack.enter_context(SandboxProcess("--time-scale", "0.1"))
        place = databases.sqlite(folder)
        connect_to(place)
        soak = Soak(sandbox, place, random.Random(asked.seed))
        stack.enter_context(soak.workers())
        soak.misbehave(asked.seconds)
        soak.settle()
        return soak.judge()


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def connect_to(place: str) -> None:
    """Have this process use the database, to ask for images as members do."""
    os.environ["STUDIO_TEST_DATABASE"] = place
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.other_settings"
    import django

    django.setup()
    from django.conf import settings

    settings.SECRET_KEY = SECRET_KEY


class Soak:
    """One run against one sandbox and one database."""

    def __init__(self, sandbox: SandboxProcess, place: str, chance: random.Random) -> None:
        self.sandbox, self.place, self.chance = sandbox, place, chance
        self.asked = self.faults = self.cancels = self.calls_at_once = self.calls = 0
        self.kills: Counter[str] = Counter()
        # What the sandbox counted in the lives that were cut off.
        self.accepted: dict[int, dict[str, Any]] = {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.reader = Reader(self.port)
        self._workers: list[subprocess.Popen[str]] = []

    @contextmanager
    def workers(self) -> Iterator[None]:
        """Workers that run until the end, whoever of them is killed meanwhile; the last one serves pages."""
        self._workers = [self._start(number) for number in range(WORKERS + 1)]
        try:
            yield
        finally:
            for one in self._workers:
                one.kill()
                one.wait()

    def _start(self, number: int) -> subprocess.Popen[str]:
        port = self.port if number == WORKERS else 0
        words = (self.sandbox.base_url, self.sandbox.key, str(port), f"http://127.0.0.1:{self.port}")
        return databases.start(self.place, "-m", "tests.soak_worker", *words, stderr=subprocess.DEVNULL)

    def misbehave(self, seconds: float) -> None:
        """Ask, cancel, delete, insert, order faults and kill, at random."""
        from imagine.models import Member

        member = Member.objects.create_user("mara")
        self.reader.sign_in(member)
        threading.Thread(target=self.reader.run, daemon=True).start()
        end = time.monotonic() + seconds
        kill_at = time.monotonic() + KILL_AFTER[1]
        while time.monotonic() < end:
            self._ask(member)
            if self.chance.random() < 0.1:
                self._command(member)
            if self.chance.random() < 0.05:
                self.sandbox.add_rows([{"prompt": f"Elsewhere {uuid.uuid4()}"}])
            if len(self.sandbox.control("GET", "faults")["waiting"]) < FAULTS_WAITING:
                self.sandbox.fault("*", self.chance.choice(FAULTS), skip=self.chance.randrange(30), seconds=2)
                self.faults += 1
            if time.monotonic() > kill_at:
                kill_at = time.monotonic() + self.chance.uniform(*KILL_AFTER)
                self.chance.choice([self._kill_one, self._kill_one, self._kill_sandbox])()
            time.sleep(TICK)

    def _ask(self, member: object) -> None:
        from imagine import outbox

        self.asked += 1
        params = {"prompt": PROMPT, "seed": self.asked}
        outbox.ask(member, GENERATOR, params, intent=uuid.uuid4())  # type: ignore[arg-type]

    def _command(self, member: object) -> None:
        from imagine import cancels, commands
        from imagine.models import Imagine

        row = Imagine.objects.filter(member__isnull=False, trashed_at=None).order_by("?").first()
        if row is not None:
            self.cancels += 1
            if self.chance.random() < 0.5:
                cancels.cancel([row.pk], member, "")
            else:
                commands.delete(row, member)

    def _kill_one(self) -> None:
        number = self.chance.randrange(WORKERS + 1)
        serves = number == WORKERS
        self.reader.life += serves
        self._workers[number].kill()
        self._workers[number].wait()
        self._workers[number] = self._start(number)
        self.reader.life += serves
        self.kills["web server" if serves else "worker"] += 1

    def _kill_sandbox(self) -> None:
        self._note_statistics()
        self.sandbox.kill()
        time.sleep(self.chance.random())
        self.sandbox.start()
        self.kills["sandbox"] += 1

    def _note_statistics(self) -> None:
        statistics = self.sandbox.statistics()
        self.accepted |= {one["id"]: one for one in statistics["accepted"]}
        self.calls += sum(statistics["calls"].values())
        self.calls_at_once = max(self.calls_at_once, statistics["in_flight_max"].get("all", 0))

    def settle(self) -> None:
        """No more trouble: wait until nothing can change any more."""
        from imagine.models import Command, Imagine, Service

        self.sandbox.clear_faults()
        quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < QUIET_LIMIT:
            time.sleep(1)
            open_rows = Imagine.objects.open().exists()
            if not open_rows and not Command.objects.filter(done_at=None).exists():
                break
        say(f"Quiet after {time.monotonic() - quiet_since:.0f} s")
        # One whole pass over the history, begun after the last change, and looks at what it missed.
        began = Service.objects.get().pass_done_at
        while time.monotonic() - quiet_since < QUIET_LIMIT * 2:
            time.sleep(0.5)
            passed = Service.objects.get().pass_done_at
            if began is None or (passed and passed > began and not self._differences()):
                break

    def _differences(self) -> list[int]:
        from imagine.models import Imagine

        there = {row["id"]: row["status"] for row in self.sandbox.rows()}
        rows = Imagine.objects.filter(blockade_id__isnull=False, gone_at=None)
        here = dict(rows.values_list("blockade_id", "status"))
        return [one for one in here.keys() | there.keys() if here.get(one) != there.get(one)]

    def judge(self) -> int:
        """Print the table; 0 when everything held."""
        from imagine.models import Command, Imagine

        self.reader.over.set()
        self._note_statistics()
        for row in self.sandbox.rows():
            # Accepted in the moment before a kill, too late for the count.
            if "seed" in row["params"] and row["params"].get("prompt") == PROMPT:
                self.accepted.setdefault(row["id"], row)
        seeds = Counter(one["params"].get("seed") for one in self.accepted.values())
        ours = Imagine.objects.filter(member__isnull=False)
        linked = {
            pk: seed["seed"]
            for pk, seed in ours.exclude(blockade_id=None).values_list("blockade_id", "params")
        }
        lost = [pk for pk, one in self.accepted.items() if linked.get(pk) != one["params"].get("seed")]
        stuck = ours.filter(verdict="").exclude(status__in=ENDS).filter(gone_at=None, trashed_at=None)
        table = [
            ("requests that Blockade accepted twice", [s for s, n in seeds.items() if n > 1]),
            ("accepted images that no row here knows", lost),
            ("rows without an end", list(stuck.values_list("pk", "status"))),
            ("rows that differ from Blockade's", self._differences()),
            ("commands that were not carried out", list(Command.objects.filter(done_at=None).values("pk"))),
            ("calls at once beyond four", [n for n in [self.calls_at_once] if n > 4]),
            ("pages that failed while their server was up", self.reader.failures),
        ]
        counts = Counter(ours.values_list("status", flat=True))
        say(f"{self.asked} asked, {len(self.accepted)} accepted, {self.cancels} cancels and deletes")
        say(f"{self.faults} faults in {self.calls} calls ({self.faults / max(self.calls, 1):.0%})")
        say(f"killed: {dict(self.kills)}; ends: {dict(counts)}")
        say(f"{self.reader.count} pages read, nine in ten within {self.reader.most_took * 1000:.0f} ms")
        for words, found in table:
            say(f"  {'ok ' if not found else 'BAD'}  {words}: {len(found)}{f' {found[:5]}' if found else ''}")
        return 1 if any(found for _, found in table) else 0


if __name__ == "__main__":
    sys.exit(main())
