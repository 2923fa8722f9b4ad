"""Whatever happens at Blockade and on the line, one quiet pass later the mirror is Blockade's history."""

from __future__ import annotations

import os
import random
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from imagine import hints, mirror, outbox, upstream
from imagine.blockade.errors import BlockadeError
from imagine.mirror import reading
from imagine.models import ENDED, Imagine, Member, Service, SharedFacts
from imagine.outbox import reconciling

GENERATOR = "stable-skybox"
STATUSES = ("pending", "dispatched", "processing", "complete", "abort", "error")
# Lies that no reader can see through are not among them: an end that is none.
FAULTS: list[tuple[str, str, dict[str, Any]]] = [
    ("history", "missing_rows", {}),
    ("history", "repeated_page", {}),
    ("history", "shifted_page", {"rows": 2}),
    ("history", "shifted_page", {"rows": -2}),
    ("history", "has_more", {"value": False}),
    ("history", "has_more", {"value": True}),
    ("history", "duplicates", {"copies": 3}),
    ("history", "unsorted", {}),
    ("history", "broken_row", {"value": {"id": "x"}}),
    ("history", "broken_row", {"value": {"id": 10**40, "status": "complete"}}),
    ("history", "odd_types", {}),
    ("history", "odd_text", {}),
    ("history", "odd_dates", {}),
    ("history", "status_back", {}),
    ("history", "unknown_status", {"status": "dreaming" * 20}),
    ("history", "missing_fields", {"fields": ["created_at", "generator", "title"]}),
    ("history", "garbled", {}),
    ("history", "wrong_shape", {}),
    ("history", "reset_after", {}),
    ("history", "truncated", {}),
    ("imagine", "refuse", {"status": 404}),
    ("imagine", "status_back", {}),
    ("imagine", "server_error", {}),
    ("imagine", "garbled", {}),
    ("generate", "reset_after", {}),
    ("generate", "reset_before", {}),
    ("generate", "server_error_after", {}),
    ("generate", "garbled", {}),
    ("generate", "refuse", {}),
]
EXAMPLES = int(os.environ.get("STUDIO_EXAMPLES", "30"))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def small_pages(monkeypatch):
    """Pages of five rows, so that a short history has several, and no waits."""
    monkeypatch.setattr(reading, "PAGE", 5)
    monkeypatch.setattr(mirror, "PAGE", 5)
    monkeypatch.setattr(reading, "SECOND_LOOK", reading.timedelta(0))
    monkeypatch.setattr(reconciling, "LOOK_EVERY", reading.timedelta(0))
    monkeypatch.setattr(reconciling, "LOOK_AT_MOST", reading.timedelta(0))


def test_the_mirror_converges(sandbox, small_pages):
    class Mirror(RuleBasedStateMachine):
        """One sequence of events; `sandbox` is the real one."""

        @initialize(known=st.lists(st.sampled_from(STATUSES), min_size=4, max_size=14))
        def begin(self, known: list[str]) -> None:
            for model in (Imagine, Service, SharedFacts, Member):
                model.objects.all().delete()
            cache.clear()
            sandbox.reset()
            sandbox.pause()
            self.member = Member.objects.create_user("mara")
            self.ended: dict[int, str] = {}
            sandbox.add_rows([{"prompt": f"Known {n}", "status": status} for n, status in enumerate(known)])
            self._steps("backfill", "pass")

        @rule(count=st.integers(1, 7), status=st.sampled_from(STATUSES))
        def insert(self, count: int, status: str) -> None:
            sandbox.add_rows([{"prompt": f"{status} {uuid.uuid4()}", "status": status}] * count)

        @rule(which=st.randoms(use_true_random=False))
        def delete(self, which: random.Random) -> None:
            for row in sandbox.rows()[:: which.choice([1, 2, 5])][:3]:
                self._at_blockade("DELETE", f"deleteImagine/{row['id']}")

        @rule(which=st.randoms(use_true_random=False), status=st.sampled_from(STATUSES))
        def settle(self, which: random.Random, status: str) -> None:
            open_rows = [row for row in sandbox.rows() if row["status"] not in ENDED]
            later = [row for row in open_rows if STATUSES.index(status) > STATUSES.index(row["status"])]
            if later:
                sandbox.settle(which.choice(later)["id"], status)

        @rule(fault=st.sampled_from(FAULTS), times=st.integers(1, 3), skip=st.integers(0, 2))
        def trouble(self, fault: tuple[str, str, dict[str, Any]], times: int, skip: int) -> None:
            endpoint, name, options = fault
            sandbox.fault(endpoint, name, times=times, skip=skip, **options)
            reads = {"history": ("refresh", "pass"), "imagine": ("refresh", "reread"), "generate": ()}
            self._steps(*reads[endpoint])

        @rule(seed=st.integers(1, 3))
        def ask(self, seed: int) -> None:
            outbox.ask(self.member, GENERATOR, {"prompt": "Ours", "seed": seed}, intent=uuid.uuid4())

        @rule()
        def send(self) -> None:
            if claimed := outbox.claim():
                outbox.send(claimed)

        @rule(which=st.randoms(use_true_random=False))
        def hint(self, which: random.Random) -> None:
            ids = [row["id"] for row in sandbox.rows()] or [1]
            told = [
                (hook, which.choice([*ids, 12345])) for hook in Imagine.objects.values_list("hook", flat=True)
            ]
            which.shuffle(told)
            hints._mark(dict(told[:3]))

        @rule(step=st.sampled_from(["refresh", "backfill", "pass", "reread", "reconcile"]))
        def work(self, step: str) -> None:
            self._steps(step)

        @invariant()
        def no_end_changes(self) -> None:
            now = dict(Imagine.objects.filter(status__in=ENDED).values_list("pk", "status"))
            gone = set(self.ended) - set(Imagine.objects.values_list("pk", flat=True))
            assert {pk: now.get(pk) for pk in self.ended if pk not in gone} == {
                pk: status for pk, status in self.ended.items() if pk not in gone
            }
            self.ended |= now

        @invariant()
        def nothing_is_linked_twice(self) -> None:
            ours = Imagine.objects.filter(member__isnull=False, blockade_id__isnull=False)
            assert ours.count() == ours.values("blockade_id").distinct().count()

        def teardown(self) -> None:
            sandbox.clear_faults()
            self._quiet_pass()
            there = {row["id"]: row["status"] for row in sandbox.rows()}
            here = Imagine.objects.filter(blockade_id__isnull=False, gone_at=None)
            assert dict(here.values_list("blockade_id", "status")) == there
            accepted = sandbox.statistics()["accepted_count"]
            asked = Imagine.objects.filter(member__isnull=False).exclude(sent_at=None).count()
            assert accepted <= asked

        def _quiet_pass(self) -> None:
            SharedFacts.objects.all().delete()
            self._steps("refresh", "reconcile", "pass", "reread", "refresh", "reconcile")

        def _steps(self, *steps: str) -> None:
            for step in steps:
                try:
                    with upstream.watched() as blockade:
                        _step(blockade, step)
                except BlockadeError:
                    SharedFacts.objects.all().delete()

        def _at_blockade(self, method: str, path: str) -> None:
            assert method == "DELETE"
            SharedFacts.objects.all().delete()
            try:
                upstream.connect().delete(int(path.rpartition("/")[2]))
            except BlockadeError:
                return

    config = settings(
        max_examples=EXAMPLES,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize="STUDIO_EXAMPLES" not in os.environ,
        database=None,
    )
    run_state_machine_as_test(Mirror, settings=config)
    assert connection.vendor in ("sqlite", "postgresql")


def _step(blockade: Any, step: str) -> None:
    if step == "refresh":
        mirror.refresh(blockade)
    elif step == "backfill":
        mirror.backfill(blockade)
    elif step == "pass":
        while mirror.next_pass(blockade):
            continue
    elif step == "reread":
        while row := mirror.claim_reread():
            mirror.refresh_one(blockade, row)
    else:
        for _ in range(10):
            for row in outbox.due_for_reconciling():
                outbox.reconcile(row)
