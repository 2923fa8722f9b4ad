"""Limits hold however many ask at the same moment, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

from tests.faults import databases
from tests.studio_process import ROOT

# One member has five of twelve open, in a team with three of ten in flight: a rest of seven, twice.
SCENE = """
import django; django.setup()
from imagine.models import Imagine, Member, QueueControl, Status
member = Member.objects.create_user("mara")
QueueControl.objects.create(name="team", in_flight=10, per_member=12)
for status in [Status.PENDING] * 3 + [Status.HELD] * 2:
    Imagine.objects.create(member=member, generator="sky", status=status, due_at=member.date_joined)
"""
COUNT = """
import django; django.setup()
from imagine.models import Imagine
print(Imagine.objects.filter(status="sending").count(), Imagine.objects.filter(ended_at=None).count())
"""
LINE = """
import django; django.setup()
from imagine.models import Imagine, Member, QueueControl, Status
member = Member.objects.create_user("mara")
QueueControl.objects.create(name="team", in_flight=100)
for number in range(60):
    Imagine.objects.create(member=member, generator="sky", status=Status.HELD, due_at=member.date_joined)
"""
SPLIT = """
import django; django.setup()
from imagine.models import Imagine
sent, held = Imagine.objects.filter(status="sending"), Imagine.objects.filter(hold__isnull=False)
print(sent.count(), held.count(), (sent & held).count())
"""
# Time for two processes to be up before anybody starts.
HEAD_START = 4.0


def rush(place: str, step: str) -> int:
    """Forty do the same at one moment, in threads of two processes; how many were let in."""
    environ = databases.environ(place) | {"STUDIO_RUSH_AT": str(time.time() + HEAD_START)}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.rush", step],
            env=os.environ | environ,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    return sum(int(out) for out, _ in said)


def test_of_forty_at_once_exactly_the_rest_is_accepted_and_then_sent(new_database: Callable[[str], str]):
    place = new_database("rush")
    databases.run(place, "-c", SCENE)
    assert rush(place, "ask") == 7
    assert rush(place, "claim") == 7
    assert databases.run(place, "-c", COUNT).split() == ["7", "12"]


def test_of_those_that_are_sent_and_held_at_once_each_is_one_or_the_other(new_database: Callable[[str], str]):
    place = new_database("steer")
    databases.run(place, "-c", LINE)
    let_in = rush(place, "steer")
    sent, held, both = map(int, databases.run(place, "-c", SPLIT).split())
    assert (sent, both) == (let_in, 0)
    assert sent
    assert held
