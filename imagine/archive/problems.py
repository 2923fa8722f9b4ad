"""What can go wrong with a picture, by what follows from it. The texts are for people."""

from __future__ import annotations

import errno

# The disk, the quota or the largest size of a file.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Unfit(Exception):
    """What was offered as a picture is not one we keep: not tried again by itself."""


class NotFetched(Exception):
    """The picture could not be fetched now; trying later may help. `got` bytes came nevertheless."""

    def __init__(self, words: str, *, got: int = 0) -> None:
        super().__init__(words)
        self.got = got


class Expired(NotFetched):
    """The address does not lead to the picture, or not any more: a fresh one may be known upstream."""


class NoRoom(Exception):
    """The disk is full: everything waits, and nothing is wrong with the picture."""


def is_full(error: OSError) -> bool:
    """Whether an error of a write means that there is no room."""
    return error.errno in FULL
