"""The rooms that keep money safe, and the search, tested once more on PostgreSQL."""

from __future__ import annotations

import os

from tests.faults import databases

SUITES = (
    "test_outbox",
    "test_outbox_unconfirmed",
    "test_mirror",
    "test_mirror_history",
    "test_commands",
    "test_cancels",
    "test_turns",
    "test_holds",
    "test_webhook",
    "test_people",
    "test_invitations",
    "test_throttle",
    "test_audit",
    "test_worker",
    "test_search",
    "test_search_words",
    "test_search_index",
)
if os.environ.get("STUDIO_KILL_ALL"):
    # Two minutes of its own there.
    SUITES += ("test_mirror_converges",)


def test_outbox_mirror_commands_and_webhooks_hold_on_postgresql(postgres):
    files = [f"tests/{name}.py" for name in SUITES]
    command = ("-m", "pytest", "--ds=tests.other_settings", "-q", "-p", "no:cacheprovider", *files)
    said = databases.run(postgres.database("suites"), *command, timeout=400)
    assert " passed" in said
    assert "skipped" not in said
