"""How much we ask of Blockade: calls at once, pauses, rate limits, and a breaker for when it is down.

What all workers must know together are plain `Facts` behind `GovernorState`: in this process by default, in a
database row or a shared cache when there are several.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from .errors import Throttled, Unreachable
from .reading import integer

logger = logging.getLogger(__name__)

# Seconds. A pause is never shorter or longer than this, whatever a header says.
SHORTEST_PAUSE, LONGEST_PAUSE = 1, 300
# The pause after a 429 that does not say how long.
UNTOLD_PAUSE = 10
# Laravel counts calls by the minute and does not tell when its minute began.
RATE_WINDOW = 60
# Larger values of X-RateLimit-Reset are moments since 1970, smaller ones seconds from now.
EARLIEST_EPOCH = 1_000_000_000


@dataclass(frozen=True)
class Facts:
    """What is known about Blockade's mood. Moments are seconds since 1970, 0 means never; all of it is JSON.

    `failures` counts calls in a row without a usable answer. The breaker is open while `open_until` is not 0:
    before that moment nobody calls, after it one caller probes (`probing`). `openings` lets the pause grow.
    `limit` and `remaining` are the latest X-RateLimit headers, -1 when there were none.
    """

    pause_until: float = 0
    failures: int = 0
    openings: int = 0
    open_until: float = 0
    probing: bool = False
    limit: int = -1
    remaining: int = -1
    window_began: float = 0
    last_answer: float = 0
    last_failure: float = 0


class GovernorState(Protocol):
    """Where the facts are kept. Share it between processes to make all of them behave as one."""

    def read(self) -> Facts:
        """The facts as they are now."""
        ...

    def change(self, change: Callable[[Facts], Facts]) -> Facts:
        """Replace the facts by `change(facts)`, atomically, and return the new ones.

        `change` may be called again when another process was faster.
        """
        ...


class LocalState:
    """The facts of one process."""

    def __init__(self) -> None:
        self._facts = Facts()
        self._lock = threading.Lock()

    def read(self) -> Facts:
        """The facts as they are now."""
        return self._facts

    def change(self, change: Callable[[Facts], Facts]) -> Facts:
        """Replace the facts by `change(facts)`, atomically, and return the new ones."""
        with self._lock:
            self._facts = change(self._facts)
            return self._facts


@dataclass(frozen=True)
class RateLimit:
    """Calls allowed in a window, and how many of them were left at the last answer."""

    limit: int
    remaining: int


class Governor:
    """Admits calls and learns from their outcome. Pauses in seconds; `clock` gives seconds since 1970.

    The breaker opens after `failures` calls in a row without a usable answer, for `first_pause`, and twice as
    long after each failed probe, up to `longest_pause`. At most `at_once` calls of this process run together.
    """

    def __init__(
        self,
        state: GovernorState | None = None,
        *,
        at_once: int = 4,
        failures: int = 5,
        first_pause: float = 1.0,
        longest_pause: float = 60.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._state = state or LocalState()
        self._slots = threading.BoundedSemaphore(at_once)
        self._failures = failures
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self._clock = clock

    @property
    def is_open(self) -> bool:
        """Whether the breaker is open: Blockade did not answer, and calls are held back or probing."""
        return self._state.read().open_until > 0

    @property
    def is_half_open(self) -> bool:
        """Whether the next call would be the probe that decides whether the breaker closes."""
        return 0 < self._state.read().open_until <= self._clock()

    @property
    def paused_until(self) -> datetime | None:
        """The end of the pause that Blockade asked for, or None when there is none."""
        facts = self._state.read()
        return _moment(facts.pause_until) if facts.pause_until > self._clock() else None

    @property
    def last_answer_at(self) -> datetime | None:
        """When Blockade last gave a usable answer, a refusal included."""
        return _moment(self._state.read().last_answer)

    @property
    def last_failure_at(self) -> datetime | None:
        """When a call last went without a usable answer."""
        return _moment(self._state.read().last_failure)

    @property
    def rate_limit(self) -> RateLimit | None:
        """The latest rate limit told, or None."""
        facts = self._state.read()
        return RateLimit(facts.limit, facts.remaining) if facts.limit >= 0 and facts.remaining >= 0 else None

    @contextmanager
    def admit(self, wait: float, longest: float) -> Iterator[None]:
        """Hold one of the slots while a call of at most `longest` seconds runs.

        Waits up to `wait` seconds for a slot. Raises Throttled during a pause, Unreachable without a slot or
        while the breaker is open.
        """
        self._refuse_early(self._state.read())
        if not self._slots.acquire(timeout=wait):
            raise Unreachable("too many calls at once")
        try:
            self._refuse_early(self._state.read())
            self._claim_probe(longest)
            yield
        finally:
            self._slots.release()

    def obey(self, status: int, headers: Mapping[str, str]) -> datetime | None:
        """Learn from the status and the headers of an answer; returns the end of the pause they impose."""
        now = self._clock()
        pause = _pause(status, headers, now)
        limit = integer(headers.get("X-RateLimit-Limit"))
        remaining = integer(headers.get("X-RateLimit-Remaining"))
        if pause is None and limit is None and remaining is None:
            return None
        reset = _reset(headers.get("X-RateLimit-Reset"), now)

        def learn(facts: Facts) -> Facts:
            if remaining is not None:
                facts = _counted(facts, limit, remaining, reset, now)
            if pause is not None:
                facts = replace(facts, pause_until=max(facts.pause_until, now + pause))
            return facts

        facts = self._state.change(learn)
        if facts.pause_until <= now:
            return None
        logger.info("no calls to Blockade for %.0f s, as it asks", facts.pause_until - now)
        return _moment(facts.pause_until)

    def answered(self) -> None:
        """A call brought a usable answer: the breaker closes."""
        now = self._clock()
        before = self._state.read()
        self._state.change(
            lambda facts: replace(facts, failures=0, openings=0, open_until=0, probing=False, last_answer=now)
        )
        if before.open_until:
            logger.info("Blockade answers again")

    def failed(self) -> None:
        """A call went without a usable answer; the breaker may open."""
        now = self._clock()

        def count(facts: Facts) -> Facts:
            facts = replace(facts, failures=facts.failures + 1, last_failure=now)
            # Calls that were under way when the breaker opened say nothing new.
            is_late = facts.open_until > now and not facts.probing
            if facts.failures < self._failures or is_late:
                return facts
            pause = min(self._longest_pause, self._first_pause * 2.0 ** min(facts.openings, 30))
            return replace(facts, openings=facts.openings + 1, open_until=now + pause, probing=False)

        facts = self._state.change(count)
        if facts.open_until:
            logger.warning("no usable answer from Blockade, %d in a row", facts.failures)

    def _refuse_early(self, facts: Facts) -> None:
        now = self._clock()
        if facts.pause_until > now:
            raise Throttled(datetime.fromtimestamp(facts.pause_until, UTC), was_sent=False)
        if facts.open_until > now:
            raise Unreachable("held back, the last calls brought no usable answer")

    def _claim_probe(self, longest: float) -> None:
        """While the breaker is open and its pause over, exactly one caller gets through."""
        if not self._state.read().open_until:
            return
        now = self._clock()
        claimed = False

        def claim(facts: Facts) -> Facts:
            nonlocal claimed
            claimed = not facts.open_until or facts.open_until <= now
            # Should the probe never come back, its claim ends with the time it could have taken.
            return replace(facts, open_until=now + longest, probing=True) if claimed else facts

        self._state.change(claim)
        if not claimed:
            raise Unreachable("held back, another call is finding out whether Blockade answers")


def _counted(facts: Facts, limit: int | None, remaining: int, reset: float | None, now: float) -> Facts:
    """The facts after an answer that left `remaining` calls; none left means a pause to the window's end."""
    # More calls left than before: a new window has begun.
    began = now if remaining > facts.remaining or not facts.window_began else facts.window_began
    known = limit if limit is not None else facts.limit
    facts = replace(facts, limit=known, remaining=remaining, window_began=began)
    if remaining > 0:
        return facts
    end = reset if reset is not None else began + RATE_WINDOW
    return replace(facts, pause_until=max(facts.pause_until, now + _clamped(end - now)))


def _pause(status: int, headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait after this answer, or None. Retry-After counts with 429 and 503 only."""
    if status not in (429, 503):
        return None
    told = headers.get("Retry-After", "").strip()
    seconds = integer(told)
    if seconds is None and told:
        try:
            seconds_to_date = parsedate_to_datetime(told).timestamp() - now
        except (ValueError, TypeError, OverflowError):
            return UNTOLD_PAUSE
        return _clamped(seconds_to_date)
    if seconds is None:
        return UNTOLD_PAUSE if status == 429 else None
    return _clamped(seconds)


def _reset(told: str | None, now: float) -> float | None:
    seconds = integer(told)
    if seconds is None:
        return None
    return float(seconds) if seconds > EARLIEST_EPOCH else now + seconds


def _clamped(seconds: float) -> float:
    return min(max(seconds, SHORTEST_PAUSE), LONGEST_PAUSE)


def _moment(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
