"""From bytes to JSON, also where one odd value would make Python's own reader give up on all of it."""

import json
import re

from .reading import DEEPEST, LARGEST, LONGEST_NUMBER

# A string (to the end of the text when nobody closes it, so that the search stays linear) or a bracket.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


def parse(body: bytes) -> object:
    """The JSON value in `body`; raises ValueError when it is none.

    Broken UTF-8 is replaced, NaN and Infinity become None, numbers beyond 64 bits text, and what is nested
    too deeply is cut off, so that none of these in one row costs the other rows.
    """
    spelled = body.decode("utf-8-sig", "replace")
    try:
        return _loads(spelled)
    except RecursionError:
        return _loads(_shallow(spelled))


def _loads(spelled: str) -> object:
    return json.loads(spelled, parse_int=_whole, parse_constant=lambda _: None, strict=False)


def _whole(digits: str) -> int | str | None:
    # Python refuses to read numbers of more than 4,300 digits, and would refuse the whole answer.
    if len(digits) > LONGEST_NUMBER:
        return None
    value = int(digits)
    return value if -LARGEST <= value <= LARGEST else digits


def _shallow(spelled: str) -> str:
    """`spelled` with null in place of everything deeper than DEEPEST."""
    kept: list[str] = []
    depth = start = 0
    for token in _TOKEN.finditer(spelled):
        if token[0] in ("[", "{"):
            depth += 1
            if depth == DEEPEST + 1:
                kept.append(spelled[start : token.start()])
        elif token[0] in ("]", "}"):
            if depth == DEEPEST + 1:
                kept.append("null")
                start = token.end()
            depth -= 1
    if depth <= DEEPEST:
        kept.append(spelled[start:])
    return "".join(kept)
