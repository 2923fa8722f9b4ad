"""Every fault the sandbox can order: which error it becomes, how often was asked, and in what time."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from imagine.blockade.client import Blockade
from imagine.blockade.errors import (
    BlockadeError,
    Garbled,
    KeyRefused,
    NotFound,
    Refused,
    Throttled,
    Unconfirmed,
    Unreachable,
)
from tests.sandbox_process import SandboxProcess

from .conftest import CANARY, Connect

# On two busy cores a thread may wait this long for its turn.
SLACK = 1.0

# The deadline where the other side would take longer than any.
BRIEF = 0.3

Method = Callable[[Blockade, int], object]

READS: dict[str, Method] = {
    "generators": lambda blockade, row: blockade.generators(),
    "imagine": lambda blockade, row: blockade.imagine(row),
    "imagine_by_obfuscated_id": lambda blockade, row: blockade.imagine_by_obfuscated_id("0" * 32),
    "history": lambda blockade, row: blockade.history(query="dawn"),
}
WRITES: dict[str, Method] = {
    "generate": lambda blockade, row: blockade.generate("stable-skybox", {"prompt": "salt flats"}),
    "cancel": lambda blockade, row: blockade.cancel(row),
    "cancel_pending": lambda blockade, row: blockade.cancel_all_pending(),
    "delete": lambda blockade, row: blockade.delete(row),
}


@dataclass(frozen=True)
class Case:
    fault: str
    read: type[BlockadeError]
    write: type[BlockadeError]
    options: Mapping[str, object] = field(default_factory=dict)
    attempts: int = 1
    """How often a read asks; a write asks once whatever happens."""
    seconds: float = 5.0
    """The deadline of the call."""

    def __str__(self) -> str:
        return "-".join([self.fault, *map(str, self.options.values())])[:60].replace("/", "")


CASES = [
    Case("refuse", Refused, Refused, {"status": 400}),
    Case("refuse", Refused, Refused, {"status": 403}),
    Case("refuse", Refused, Refused, {"status": 409}),
    Case("refuse", Refused, Refused, {"status": 413}),
    Case("refuse", Refused, Refused, {"status": 422, "form": "errors"}),
    Case("refuse", Refused, Refused, {"status": 418, "form": "message"}),
    Case("refuse", NotFound, NotFound, {"status": 404}),
    Case("refuse", KeyRefused, KeyRefused, {"status": 401}),
    Case("refuse", KeyRefused, KeyRefused, {"status": 403, "error": "Your API key is not valid"}),
    Case("refuse", KeyRefused, KeyRefused, {"status": 404, "error": "Unknown api_key"}),
    Case("refuse", Unreachable, Unconfirmed, {"status": 408}),
    Case("refuse", Throttled, Throttled, {"status": 429}),
    Case("error_200", Refused, Refused),
    Case("error_200", KeyRefused, KeyRefused, {"error": "Invalid API key"}),
    Case("server_error", Unreachable, Unconfirmed, {"status": 500}),
    Case("server_error", Unreachable, Unconfirmed, {"status": 502, "html": True}, attempts=3),
    Case("server_error", Unreachable, Unconfirmed, {"status": 503}, attempts=3),
    Case("server_error", Unreachable, Unconfirmed, {"status": 503, "retry_after": 30}),
    Case("server_error_after", Unreachable, Unconfirmed, {"status": 504}, attempts=3),
    Case("redirect", Garbled, Unconfirmed),
    Case("redirect", Garbled, Unconfirmed, {"status": 307}),
    Case("redirect", Garbled, Unconfirmed, {"status": 303}),
    Case("reset_before", Unreachable, Unconfirmed, attempts=3),
    Case("reset_before", Unreachable, Unconfirmed, {"politely": True}, attempts=3),
    Case("reset_after", Unreachable, Unconfirmed, attempts=3),
    Case("reset_after", Unreachable, Unconfirmed, {"politely": True}, attempts=3),
    Case("silence_before", Unreachable, Unconfirmed, {"seconds": 20}, seconds=BRIEF),
    Case("silence_after", Unreachable, Unconfirmed, {"seconds": 20}, seconds=BRIEF),
    Case("late_acceptance", Unreachable, Unconfirmed, {"seconds": 0.1}, attempts=3),
    Case("not_http", Unreachable, Unconfirmed, attempts=3),
    Case("drip", Garbled, Unconfirmed, {"pause": 0.2}, seconds=BRIEF),
    Case("drip_head", Unreachable, Unconfirmed, {"pause": 0.05}, seconds=BRIEF),
    Case("truncated", Garbled, Unconfirmed),
    Case("endless", Garbled, Unconfirmed),
    Case("endless", Garbled, Unconfirmed, {"bytes": 100, "pause": 0.05}, seconds=BRIEF),
    Case("huge", Garbled, Unconfirmed, {"megabytes": 9}),
    Case("huge", Garbled, Unconfirmed, {"megabytes": 9, "chunked": True}),
    Case("huge_head", Unreachable, Unconfirmed, attempts=3),
    Case("compressed", Garbled, Unconfirmed),
    Case("html", Garbled, Unconfirmed),
    Case("html", Refused, Refused, {"status": 400}),
    Case("garbled", Garbled, Unconfirmed),
    Case("empty", Garbled, Unconfirmed),
    Case("wrong_shape", Garbled, Unconfirmed, {"json": "pending"}),
    Case("wrong_shape", Garbled, Unconfirmed, {"json": {"data": None}}),
    Case("wrong_shape", Refused, Refused, {"json": {"success": False, "message": "Not today"}}),
]


@pytest.mark.parametrize("endpoint", READS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_read_ends_in_one_of_our_errors(
    case: Case, endpoint: str, sandbox: SandboxProcess, connect: Connect
) -> None:
    blockade = connect(sandbox.base_url, read_seconds=case.seconds)
    [row] = sandbox.add_rows([{"status": "complete", "obfuscated_id": "0" * 32}])
    sandbox.fault(endpoint, case.fault, **{"times": None} | dict(case.options))
    check(case, case.read, lambda: READS[endpoint](blockade, row))
    report = sandbox.statistics()
    assert report["calls"] == {endpoint: case.attempts}
    recovers(sandbox, connect, endpoint, row)


@pytest.mark.parametrize("endpoint", WRITES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_write_ends_in_one_of_our_errors_and_is_never_repeated(
    case: Case, endpoint: str, sandbox: SandboxProcess, connect: Connect
) -> None:
    blockade = connect(sandbox.base_url, write_seconds=case.seconds)
    sandbox.pause()
    [row] = sandbox.add_rows([{"status": "pending", "obfuscated_id": "0" * 32}])
    sandbox.fault(endpoint, case.fault, **{"times": None} | dict(case.options))
    check(case, case.write, lambda: WRITES[endpoint](blockade, row))
    # Long enough for a second attempt to arrive, were there one.
    time.sleep(0.05)
    assert sandbox.statistics()["calls"] == {endpoint: 1}
    sandbox.clear_faults()
    assert blockade.governor.paused_until or READS["history"](blockade, row)


def check(case: Case, expected: type[BlockadeError], ask: Callable[[], object]) -> None:
    """`ask` raises exactly `expected`, in time, with words that are fit for a page and a log."""
    started = time.monotonic()
    with pytest.raises(BlockadeError) as caught:
        ask()
    assert time.monotonic() - started < case.seconds + SLACK
    error = caught.value
    assert type(error) is expected, repr(error)
    for words in (str(error), repr(error), error.for_people):
        assert words
        assert CANARY not in words
        assert "?" not in words
        assert "dawn" not in words
        assert "127.0.0.1" not in words
    assert "!" not in error.for_people


def recovers(sandbox: SandboxProcess, connect: Connect, endpoint: str, row: int) -> None:
    """Once the trouble is over a client that had none of it gets its answer."""
    sandbox.clear_faults()
    assert READS[endpoint](connect(sandbox.base_url), row)


@pytest.mark.parametrize("fault", ["reset_before", "reset_after", "not_http", "server_error"])
def test_a_read_survives_two_failures_in_a_row(
    blockade: Blockade, sandbox: SandboxProcess, fault: str
) -> None:
    sandbox.fault("history", fault, times=2, **({"status": 502} if fault == "server_error" else {}))
    assert blockade.history().imagines == ()
    assert sandbox.statistics()["calls"] == {"history": 3}


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        ("envelope", {"which": "bare"}),
        ("envelope", {"which": "request"}),
        ("envelope", {"which": "response"}),
        ("envelope", {"which": "imagine"}),
        ("content_type", {}),
        ("odd_types", {}),
        ("odd_dates", {}),
        ("missing_fields", {"fields": ["status", "title", "generator_data", "created_at"]}),
        ("null_fields", {"fields": ["status", "title", "generator_data", "created_at"]}),
        ("not_utf8", {}),
        ("odd_text", {}),
        ("unknown_status", {}),
        ("slow", {"seconds": 0.3}),
        ("drip", {"bytes": 40, "pause": 0.005}),
    ],
)
def test_an_odd_but_readable_answer_is_an_acceptance(
    blockade: Blockade, sandbox: SandboxProcess, fault: str, options: dict[str, object]
) -> None:
    sandbox.fault("generate", fault, **options)
    made = blockade.generate("stable-skybox", {"prompt": "salt flats"})
    assert [made.id] == [row["id"] for row in sandbox.statistics()["accepted"]]


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        ("broken_row", {"value": "no row"}),
        ("broken_row", {"value": None, "row": 1}),
        ("broken_row", {"value": {"id": "x"}}),
        ("missing_fields", {"fields": ["id"], "row": 0}),
        ("null_fields", {"row": 1}),
    ],
)
def test_one_bad_row_does_not_hide_the_others(
    blockade: Blockade, sandbox: SandboxProcess, fault: str, options: dict[str, object]
) -> None:
    sandbox.add_rows([{"status": "complete"}] * 3)
    sandbox.fault("history", fault, **options)
    page = blockade.history()
    assert page.unreadable == 1
    assert len(page.imagines) == (3 if fault == "broken_row" else 2)


def test_rows_nested_too_deeply_lose_their_depth_only(blockade: Blockade, sandbox: SandboxProcess) -> None:
    sandbox.add_rows([{"status": "complete"}] * 2)
    deep: object = "bottom"
    for _ in range(200):
        deep = [deep]
    sandbox.fault("history", "set_fields", row=0, values={"generator_data": {"prompt": "fog", "deep": deep}})
    page = blockade.history()
    assert page.unreadable == 0
    assert page.imagines[0].prompt == "fog"


def test_an_unreadable_generator_is_left_out(blockade: Blockade, sandbox: SandboxProcess) -> None:
    everything = [generator.key for generator in blockade.generators()]
    sandbox.fault("generators", "missing_fields", fields=["generator"], row=0)
    assert [generator.key for generator in blockade.generators()] == everything[1:]


def test_a_redirect_is_not_followed_and_carries_no_key(blockade: Blockade, sandbox: SandboxProcess) -> None:
    with SandboxProcess(key="another-sandbox") as elsewhere:
        for status in (301, 302, 303, 307, 308):
            for endpoint, method in (READS | WRITES).items():
                sandbox.fault(
                    endpoint, "redirect", status=status, location=f"{elsewhere.base_url}/generators"
                )
                with pytest.raises((Garbled, Unconfirmed)):
                    method(blockade, 1)
        assert elsewhere.statistics()["requests"] == []
