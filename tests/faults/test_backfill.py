"""The first reading of a long history: interrupted, bounded, and in nobody's way."""

from __future__ import annotations

from tests.benchmarks import backfill

ROWS = 800


def test_a_back_fill_that_is_killed_goes_on_where_it_was_and_delays_nothing():
    told = backfill.run(ROWS, pause=0.05)
    assert told.stored == ROWS + 1
    assert told.page_after >= told.page_at_kill > 0
    assert told.most_kb - told.early_kb < 20_000
    # The loops here read what is active every second; a busy machine may make that some more.
    assert sorted(told.lags)[len(told.lags) // 2] < 4
