"""What can go wrong with Blockade, split by what a caller would do about it.

    BlockadeError
      Refused        a definite no: show its words, nothing was started, asking again brings the same answer
        NotFound     there is no such imagine
        KeyRefused   the API key is not accepted: an operator's matter, nobody else can mend it
      Throttled      not now: nothing was started, ask again after `until`
      Unreachable    a write of which not one byte left, or a read without an answer: safe to ask again
      Unconfirmed    a write that may have been accepted although no readable answer came: never send it
                     again, look it up
      Garbled        a read was answered with something that cannot be read

`str(error)` is for the log and `error.for_people` for a page. Neither ever holds the API key, nor an address
with its query.
"""

from collections.abc import Mapping
from datetime import datetime


class BlockadeError(Exception):
    """Anything that kept Blockade from doing what was asked."""

    for_people: str = "The image service could not do this."


class Refused(BlockadeError):
    """Blockade answered, and the answer was no.

    `said` holds the service's own words ("" when it gave none), `field_messages` its words about single
    parameters by their key, `status` the HTTP status, which may be 200: Blockade reports failures there too.
    """

    for_people = "The image service refused this request."

    def __init__(
        self, said: str = "", field_messages: Mapping[str, str] | None = None, status: int | None = None
    ) -> None:
        super().__init__(f"{type(self).__name__} with status {status}: {said or 'no words'}")
        self.said = said
        self.field_messages: Mapping[str, str] = dict(field_messages or {})
        self.status = status
        if said:
            self.for_people = said


class NotFound(Refused):
    """Blockade knows no imagine by this id, or not any more."""

    for_people = "The image service has no such image."


class KeyRefused(Refused):
    """Blockade does not accept our API key."""

    def __init__(
        self, said: str = "", field_messages: Mapping[str, str] | None = None, status: int | None = None
    ) -> None:
        super().__init__(said, field_messages, status)
        # Its own words speak of keys, which are no matter of the person at the page.
        self.for_people = "The image service does not accept this studio's API key."


class Throttled(BlockadeError):
    """Too many calls. Nothing was started.

    `until` is the first moment (UTC) at which a call may be made again. `was_sent` tells whether Blockade
    itself said so just now, or whether an earlier answer made us hold this call back.
    """

    for_people = "The image service asks us to slow down."

    def __init__(self, until: datetime, *, was_sent: bool) -> None:
        super().__init__(f"no calls until {until.isoformat(timespec='seconds')}, sent: {was_sent}")
        self.until = until
        self.was_sent = was_sent


class Unreachable(BlockadeError):
    """Nothing happened: no byte of a write has left, or a read brought no answer."""

    for_people = "The image service cannot be reached at the moment."


class Unconfirmed(BlockadeError):
    """A write left us and no readable answer came back: it may have been accepted.

    `status` is the HTTP status where one came (500, 302, 200 with an unreadable body), else None.
    """

    for_people = "The image service did not confirm this. It may have been accepted."

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Garbled(BlockadeError):
    """A read was answered, but not with anything we can make sense of."""

    for_people = "The image service gave an answer that we could not read."
