"""What a row of `SearchRow` is made of, in the SQL that both databases share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# A place is the microseconds since the year 2000, and then the last ten bits of our number. 53 bits last
# until 2285; a date before or after counts as the first or last moment, since upstream's may be any.
EPOCH = 946_684_800_000_000
_ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
MOMENTS_AT_MOST = 2**53 - 1
STEP = 1024
DAY = 86_400_000_000 * STEP
# Stands between prompt and title, so that no phrase reaches from one into the other; folding leaves none.
BETWEEN = "\u2016"
# The day of a count that is of all days.
EVER = -1

COLUMNS = ("imagine_id", "place", "taken", "status", "generator", "maker", "seed", "words", "without")
# A change of one of these changes what lists show.
WATCHED = (
    "prompt",
    "title",
    "params",
    "status",
    "generator",
    "member_id",
    "created_at",
    "accepted_at",
    "dispatched_at",
    "processing_at",
    "ended_at",
    "trashed_at",
)


def place(moment: str, number: str, least: str, greatest: str) -> str:
    """SQL of a place, from SQL of microseconds since 1970 and of our number."""
    return f"{least}({greatest}({moment} - {EPOCH}, 0), {MOMENTS_AT_MOST}) * {STEP} + {number} % {STEP}"


def values(row: str, *, place: str, micros: str, params: str) -> str:
    """SQL of all columns of the row called `row`.

    `micros` is a template that turns a column into microseconds; `params` is the expression of the params
    which `imagine_left_out` and `imagine_seed` understand.
    """
    start = f"coalesce({row}.processing_at, {row}.dispatched_at, {row}.accepted_at)"
    began, ended = micros.format(start), micros.format(f"{row}.ended_at")
    return f"""
        {row}.id,
        {place},
        CASE WHEN {row}.ended_at >= {start} THEN {ended} - {began} ELSE -1 END,
        {row}.status,
        {row}.generator,
        coalesce({row}.member_id, 0),
        imagine_seed({params}),
        imagine_fold({row}.prompt) || '{BETWEEN}' || imagine_fold({row}.title),
        imagine_left_out({params})
    """


def place_of(moment: datetime, number: int = 0) -> int:
    """The place of a moment, and of the row with that number at it; the triggers have it from `place`."""
    micros = (moment - _ORIGIN) // timedelta(microseconds=1)
    return min(max(micros, 0), MOMENTS_AT_MOST) * STEP + number % STEP


def moment_of(place: int) -> datetime:
    """The moment of a place."""
    return _ORIGIN + timedelta(microseconds=place // STEP)
