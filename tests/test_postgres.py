"""The rooms that keep money safe, tested once more on PostgreSQL."""

from __future__ import annotations

from tests.faults import databases

SUITES = (
    "test_outbox",
    "test_outbox_unconfirmed",
    "test_mirror",
    "test_commands",
    "test_webhook",
    "test_worker",
)


def test_outbox_mirror_commands_and_webhooks_hold_on_postgresql(postgres):
    files = [f"tests/{name}.py" for name in SUITES]
    command = ("-m", "pytest", "--ds=tests.other_settings", "-q", "-p", "no:cacheprovider", *files)
    said = databases.run(postgres.database("suites"), *command, timeout=400)
    assert " passed" in said
    assert "skipped" not in said
