"""How much is asked: calls at once, pauses, rate limits and the breaker."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from imagine.blockade.client import Blockade
from imagine.blockade.errors import BlockadeError, Garbled, Refused, Throttled, Unconfirmed, Unreachable
from imagine.blockade.governor import Facts, Governor, LocalState, RateLimit
from tests.sandbox_process import SandboxProcess

from .conftest import CANARY, Connect


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def pause_in_seconds(error: Throttled, clock: Clock) -> float:
    return error.until.timestamp() - clock.now


def test_at_most_four_calls_are_under_way(sandbox: SandboxProcess, connect: Connect) -> None:
    blockade = connect(sandbox.base_url, read_seconds=10)
    sandbox.fault("history", "slow", seconds=0.15, times=None)
    with ThreadPoolExecutor(12) as threads:
        pages = [threads.submit(blockade.history) for _ in range(12)]
        assert all(page.result().imagines == () for page in pages)
    assert sandbox.statistics()["in_flight_max"]["history"] == 4


def test_who_gets_no_slot_in_time_has_sent_nothing(sandbox: SandboxProcess, connect: Connect) -> None:
    blockade = connect(sandbox.base_url, governor=Governor(at_once=1), write_seconds=0.4)
    sandbox.fault("history", "slow", seconds=0.6, times=None)
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(blockade.history)
        while not sandbox.statistics()["in_flight"].get("history"):
            time.sleep(0.01)
        with pytest.raises(Unreachable, match="too many calls at once"):
            blockade.generate("stable-skybox", {"prompt": "fog"})
        reading.result()
    assert "generate" not in sandbox.statistics()["calls"]


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("0", 1),
        ("-5", 1),
        ("86400", 300),
        ("9" * 400, 10),
        ("soon", 10),
        ("", 10),
        (None, 10),
    ],
)
def test_retry_after_is_obeyed_within_bounds(
    told: str | None, seconds: int, sandbox: SandboxProcess, connect: Connect, clock: Clock
) -> None:
    blockade = connect(sandbox.base_url, governor=Governor(clock=clock))
    sandbox.fault("generate", "refuse", status=429, retry_after=told)
    with pytest.raises(Throttled) as caught:
        blockade.generate("stable-skybox", {"prompt": "fog"})
    assert pause_in_seconds(caught.value, clock) == seconds
    assert caught.value.was_sent

    with pytest.raises(Throttled) as held_back:
        blockade.history()
    assert held_back.value.until == caught.value.until
    assert not held_back.value.was_sent
    assert sandbox.statistics()["calls"] == {"generate": 1}

    clock.now += seconds
    assert blockade.history().imagines == ()


@pytest.mark.parametrize(
    ("ahead", "seconds"), [(20, 20), (-3600, 1), (86_400 * 365, 300)], ids=["soon", "past", "next year"]
)
def test_retry_after_may_be_a_date(
    ahead: int, seconds: int, sandbox: SandboxProcess, connect: Connect, clock: Clock
) -> None:
    date = datetime.fromtimestamp(clock.now, UTC) + timedelta(seconds=ahead)
    sandbox.fault("history", "refuse", status=429, retry_after=format_datetime(date, usegmt=True))
    blockade = connect(sandbox.base_url, governor=Governor(clock=clock))
    with pytest.raises(Throttled) as caught:
        blockade.history()
    assert pause_in_seconds(caught.value, clock) == seconds


def test_a_pause_after_503_is_obeyed_as_well(sandbox: SandboxProcess, connect: Connect, clock: Clock) -> None:
    blockade = connect(sandbox.base_url, governor=Governor(clock=clock))
    sandbox.fault("history", "server_error", status=503, retry_after=30)
    with pytest.raises(Unreachable):
        blockade.history()
    with pytest.raises(Throttled) as caught:
        blockade.history()
    assert pause_in_seconds(caught.value, clock) == 30
    assert blockade.governor.paused_until == caught.value.until


def test_workers_that_share_their_facts_pause_together(
    sandbox: SandboxProcess, connect: Connect, clock: Clock
) -> None:
    shared = LocalState()
    first, second = (connect(sandbox.base_url, governor=Governor(shared, clock=clock)) for _ in range(2))
    sandbox.fault("history", "refuse", status=429, retry_after=60)
    with pytest.raises(Throttled):
        first.history()
    with pytest.raises(Throttled):
        second.history()
    assert sandbox.statistics()["calls"] == {"history": 1}


def test_a_rate_limit_is_known_and_never_run_over(
    sandbox: SandboxProcess, connect: Connect, clock: Clock
) -> None:
    sandbox.settings(rate_limit=3)
    blockade = connect(sandbox.base_url, governor=Governor(clock=clock))
    assert blockade.governor.rate_limit is None
    for left in (2, 1, 0):
        blockade.history()
        assert blockade.governor.rate_limit == RateLimit(3, left)
        clock.now += 10
    with pytest.raises(Throttled) as caught:
        blockade.history()
    assert not caught.value.was_sent
    # Thirty seconds of the minute are over.
    assert pause_in_seconds(caught.value, clock) == 30
    assert sandbox.statistics()["statuses"] == {"200": 3}


def test_a_reset_that_is_told_ends_the_pause(clock: Clock) -> None:
    for told, seconds in (("12", 12), (str(int(clock.now) + 25), 25), ("odd", 60)):
        governor = Governor(clock=clock)
        governor.obey(
            200, {"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": told}
        )
        assert governor.paused_until == datetime.fromtimestamp(clock.now + seconds, UTC)


@pytest.mark.parametrize("told", ["", "many", "-", "1e9", "NaN"])
def test_odd_rate_limits_are_no_rate_limits(told: str, clock: Clock) -> None:
    governor = Governor(clock=clock)
    assert governor.obey(200, {"X-RateLimit-Limit": told, "X-RateLimit-Remaining": told}) is None
    assert governor.rate_limit is None
    assert governor.paused_until is None


@pytest.fixture
def governor(clock: Clock) -> Governor:
    return Governor(failures=5, first_pause=10, longest_pause=35, clock=clock)


def fail(blockade: Blockade, times: int) -> None:
    for _ in range(times):
        with pytest.raises((Unreachable, Garbled)):
            blockade.generators()


def test_five_failures_in_a_row_open_the_breaker_and_an_answer_closes_it(
    sandbox: SandboxProcess, connect: Connect, governor: Governor, clock: Clock
) -> None:
    blockade = connect(sandbox.base_url, governor=governor)
    sandbox.fault("generators", "server_error", times=5)
    fail(blockade, 4)
    assert not governor.is_open
    fail(blockade, 1)
    assert governor.is_open
    assert governor.last_failure_at == datetime.fromtimestamp(clock.now, UTC)
    for ask in (blockade.generators, lambda: blockade.generate("stable-skybox", {"prompt": "fog"})):
        with pytest.raises(Unreachable, match="held back"):
            ask()
    assert sandbox.statistics()["calls"] == {"generators": 5}

    clock.now += 10
    assert governor.is_half_open
    assert blockade.generators()
    assert not governor.is_open
    assert governor.last_answer_at == datetime.fromtimestamp(clock.now, UTC)


def test_pauses_between_probes_grow_to_a_limit(
    sandbox: SandboxProcess, connect: Connect, governor: Governor, clock: Clock
) -> None:
    blockade = connect(sandbox.base_url, governor=governor)
    sandbox.fault("generators", "garbled", times=None)
    fail(blockade, 5)
    for pause in (10, 20, 35, 35):
        clock.now += pause - 1
        with pytest.raises(Unreachable, match="held back"):
            blockade.generators()
        clock.now += 1
        with pytest.raises(Garbled):
            blockade.generators()
    assert sandbox.statistics()["calls"] == {"generators": 9}


def test_one_caller_probes_and_the_others_wait(
    sandbox: SandboxProcess, connect: Connect, governor: Governor, clock: Clock
) -> None:
    blockade = connect(sandbox.base_url, governor=governor, read_seconds=5)
    sandbox.fault("generators", "server_error", times=5)
    fail(blockade, 5)
    clock.now += 10
    sandbox.fault("generators", "slow", seconds=0.5)
    start = threading.Barrier(8)

    def ask() -> str:
        start.wait()
        try:
            return str(len(blockade.generators()) > 0)
        except Unreachable as error:
            return str(error)

    with ThreadPoolExecutor(8) as threads:
        said = sorted(future.result() for future in [threads.submit(ask) for _ in range(8)])
    assert said[0] == "True"
    # Whoever found no slot at first may have come after the probe was answered.
    assert sandbox.statistics()["calls"]["generators"] == 5 + said.count("True")
    assert sum("held back" in words for words in said) >= 3


def test_a_probe_that_never_comes_back_does_not_lock_the_breaker(governor: Governor, clock: Clock) -> None:
    for _ in range(5):
        governor.failed()
    clock.now += 10
    with governor.admit(wait=0, longest=15):
        pass
    with pytest.raises(Unreachable), governor.admit(wait=0, longest=15):
        pass
    clock.now += 15
    with governor.admit(wait=0, longest=15):
        pass


def test_calls_that_end_late_do_not_lengthen_the_pause(governor: Governor, clock: Clock) -> None:
    for _ in range(9):
        governor.failed()
    clock.now += 10
    assert governor.is_half_open


def test_a_paid_request_is_never_the_probe(
    sandbox: SandboxProcess, connect: Connect, governor: Governor, clock: Clock
) -> None:
    blockade = connect(sandbox.base_url, governor=governor)
    sandbox.fault("*", "reset_after", times=None)
    fail(blockade, 5)
    clock.now += 10
    with pytest.raises(Unreachable):
        blockade.generate("stable-skybox", {"prompt": "fog"})
    assert sandbox.statistics()["accepted"] == []

    sandbox.clear_faults()
    clock.now += 20
    assert blockade.generate("stable-skybox", {"prompt": "fog"}).status == "pending"
    assert sandbox.statistics()["accepted_count"] == 1


@pytest.mark.parametrize("fault", ["garbled", "html", "reset_before"])
def test_a_paid_request_stays_at_home_when_the_probe_fails(
    fault: str, sandbox: SandboxProcess, connect: Connect, governor: Governor, clock: Clock
) -> None:
    blockade = connect(sandbox.base_url, governor=governor)
    sandbox.fault("generators", "server_error", times=5)
    fail(blockade, 5)
    clock.now += 10
    sandbox.fault("history", fault, times=None)
    with pytest.raises(Unreachable):
        blockade.generate("stable-skybox", {"prompt": "fog"})
    assert "generate" not in sandbox.statistics()["calls"]


def test_refusals_are_answers(sandbox: SandboxProcess, connect: Connect, governor: Governor) -> None:
    blockade = connect(sandbox.base_url, governor=governor)
    sandbox.fault("generators", "server_error", times=4)
    fail(blockade, 4)
    for _ in range(10):
        with pytest.raises(Refused):
            blockade.generate("no-such-generator", {})
    sandbox.fault("generators", "server_error", times=4)
    fail(blockade, 4)
    assert not governor.is_open


def test_unconfirmed_writes_count_as_failures(
    sandbox: SandboxProcess, connect: Connect, governor: Governor
) -> None:
    blockade = connect(sandbox.base_url, governor=governor)
    sandbox.fault("generate", "reset_after", times=None)
    for _ in range(5):
        with pytest.raises(Unconfirmed):
            blockade.generate("stable-skybox", {"prompt": "fog"})
    with pytest.raises(Unreachable, match="held back"):
        blockade.generate("stable-skybox", {"prompt": "fog"})
    assert sandbox.statistics()["accepted_count"] == 5


def test_a_service_that_is_down_and_comes_back_is_used_again(connect: Connect) -> None:
    with SandboxProcess(key=CANARY) as sandbox:
        blockade = connect(sandbox.base_url, governor=Governor(first_pause=0.05, longest_pause=0.1))
        assert blockade.generators()
        sandbox.stop()
        fail(blockade, 8)
        assert blockade.governor.is_open
        sandbox.start()
        end = time.monotonic() + 5
        while time.monotonic() < end:
            try:
                assert blockade.generators()
                break
            except BlockadeError:
                time.sleep(0.02)
        assert not blockade.governor.is_open


def test_facts_are_plain_values() -> None:
    """Whoever shares them can keep them as JSON."""
    assert {type(value) for value in vars(Facts()).values()} <= {int, float, bool}
