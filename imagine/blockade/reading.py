"""Small readers for values whose type upstream does not keep.

Blockade's service is written in PHP: numbers arrive as text, flags as 0 and 1, and an absent value may be
absent, null or "". Every reader here takes any JSON value and never raises.
"""

import math
import re
from datetime import UTC, datetime

# What answers are wrapped in. The page says `response`, the official SDKs read `request`, other clients met
# `imagine`, and some servers wrap nothing.
ENVELOPES = ("request", "response", "imagine")

# The largest whole number that a bigint column of SQLite and PostgreSQL holds.
LARGEST = 2**63 - 1
# Deeper than anything the API means, far from what Python's and the databases' own JSON readers bear.
DEEPEST = 60
# A number that no column holds is kept as its digits; more of them than this are no number but an attack.
LONGEST_NUMBER = 100

_UNPAIRED_SURROGATE = re.compile("[\ud800-\udfff]")
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}(\.0*)?")
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


def storable_text(value: str) -> str:
    """`value` without what PostgreSQL or UTF-8 cannot hold: NUL goes, a lone surrogate becomes U+FFFD."""
    return _UNPAIRED_SURROGATE.sub("\ufffd", value.replace("\0", ""))


def storable(value: object, depth: int = 0) -> object:
    """Any value as JSON that both databases can store; what cannot be kept becomes None or text."""
    if isinstance(value, str):
        return storable_text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _storable_int(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth >= DEEPEST:
        return None
    if isinstance(value, dict):
        return {storable_text(str(key)): storable(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item, depth + 1) for item in value]
    return storable_text(str(value))


def _storable_int(value: int) -> int | str | None:
    if -LARGEST <= value <= LARGEST:
        return int(value)
    # Python refuses to spell out numbers of more than 4,300 digits.
    return str(value) if value.bit_length() <= LONGEST_NUMBER * 3 else None


def mapping(value: object) -> dict[str, object]:
    """`value` if it is an object, else an empty one (PHP spells an empty object `[]`)."""
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """A text or number as storable text without blanks around it; "" for anything else."""
    if isinstance(value, str):
        return storable_text(value).strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    kept = storable(value)
    return "" if kept is None else str(kept)


def integer(value: object) -> int | None:
    """A whole number of at most 64 bits, also when spelled as text or as 5.0; else None."""
    if isinstance(value, str):
        spelled = value.strip()
        value = int(spelled.split(".")[0]) if _WHOLE.fullmatch(spelled) else None
    if isinstance(value, float):
        value = int(value) if math.isfinite(value) and value.is_integer() else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -LARGEST <= value <= LARGEST else None


def number(value: object) -> int | float | None:
    """A finite number, also when spelled as text; whole ones come back as int."""
    whole = integer(value)
    if whole is not None:
        return whole
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, float) and math.isfinite(value):
        return value
    return None


def flag(value: object) -> bool:
    """True for true, 1, "1", "true", "yes" and "on"; False for everything else."""
    if isinstance(value, bool):
        return value
    return text(value).lower() in {"1", "1.0", "true", "yes", "on"}


def moment(value: object) -> datetime | None:
    """An ISO 8601 moment in UTC, with `Z` or an offset (none means UTC); None for anything odd."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value.strip())
        moved = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    # Years near the ends of the calendar overflow as soon as a page shows them in local time.
    return moved if 1970 <= moved.year < 3000 else None
