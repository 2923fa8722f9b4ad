"""One method for each endpoint of Blockade's Imagine API.

What comes out is a record or one of the errors in errors.py. A read (GET) may be repeated on its way, shortly
and a few times; a write (POST, DELETE) is attempted once per call, ever.
"""

import json
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import NoReturn, Protocol, Self

from . import answers
from .errors import BlockadeError, Garbled, Refused, Throttled, Unconfirmed, Unreachable
from .governor import Governor
from .reading import flag, mapping, storable, text
from .records import Cancelled, Deleted, Generator, HistoryPage, Imagine, read_generators
from .transport import Call, NoAnswer, Transport, Upload

logger = logging.getLogger(__name__)

# Whole calls in seconds, answers in bytes.
READ_SECONDS, WRITE_SECONDS = 15.0, 30.0
MOST_BYTES, MOST_LIST_BYTES = 2_000_000, 8_000_000
# A large file on a slow line must not fail by the clock: a second more for each of these many bytes.
UPLOAD_BYTES_PER_SECOND = 500_000
MOST_ROWS = 100
ORDERS = ("ASC", "DESC")


class UploadedFileLike(Protocol):
    """A file to send along, such as Django's UploadedFile. Its `content_type` is used where it has one."""

    @property
    def name(self) -> str | None:
        """The name to send it under."""
        ...

    def read(self) -> bytes:
        """The whole content."""
        ...


class Blockade:
    """The Imagine API of one account.

    `base_url` ends before `/generators`. Raises ValueError, without the key, when address or key make no
    sense. Every method may raise Unreachable, Throttled, Refused or KeyRefused; reads also Garbled, writes
    Unconfirmed. Deadlines are seconds for a whole call, waiting for a free slot included.

    Safe to share between threads, not across a fork. Close it when it is no longer needed, or use it in a
    `with`.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        governor: Governor | None = None,
        read_seconds: float = READ_SECONDS,
        write_seconds: float = WRITE_SECONDS,
        most_bytes: int = MOST_BYTES,
        most_list_bytes: int = MOST_LIST_BYTES,
        ca_bundle: str | None = None,
    ) -> None:
        self.governor = governor or Governor()
        self._transport = Transport(base_url, api_key, ca_bundle)
        self._read_seconds = read_seconds
        self._write_seconds = write_seconds
        self._most_bytes = most_bytes
        self._most_list_bytes = most_list_bytes

    def __repr__(self) -> str:
        return f"<Blockade at {self._transport.base_url}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client holds the API key and cannot be pickled")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, frames: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all kept connections."""
        self._transport.close()

    def generators(self) -> tuple[Generator, ...]:
        """All generators of the account, in the order given. Unreadable ones are left out and logged."""
        return read_generators(self._ask(self._reading("generators", is_list=True)))

    def generate(
        self,
        generator: str,
        params: Mapping[str, object],
        *,
        files: Mapping[str, UploadedFileLike] | None = None,
        webhook_url: str = "",
    ) -> Imagine:
        """Ask for an image, which costs money: one attempt, ever. After Unconfirmed look it up instead.

        `params` are sent at the top level as they are, `files` by the key of their parameter.
        """
        body = {**params, "generator": generator}
        if webhook_url:
            body["webhook_url"] = webhook_url
        call = self._sending(body, files) if files else self._writing("POST", "imagine/requests")
        if not files:
            call = replace(call, body=_json_bytes(body))
        if self.governor.is_half_open:
            self._probe()
        data = self._ask(call)
        try:
            return Imagine.from_json(data)
        except Garbled as error:
            raise Unconfirmed(f"POST imagine/requests was answered with {error}") from error

    def imagine(self, blockade_id: int) -> Imagine:
        """One imagine by its id; raises NotFound."""
        path = f"imagine/requests/{_checked_id(blockade_id)}"
        return Imagine.from_json(self._ask(self._reading(path, names_one=True)))

    def imagine_by_obfuscated_id(self, obfuscated_id: str) -> Imagine:
        """One imagine by its hash; raises NotFound, and ValueError for what cannot be a hash."""
        if not re.fullmatch(r"[0-9A-Za-z]{1,64}", obfuscated_id):
            raise ValueError("an obfuscated id is made of letters and digits only")
        path = f"imagine/requests/obfuscated-id/{obfuscated_id}"
        return Imagine.from_json(self._ask(self._reading(path, names_one=True)))

    def history(
        self,
        *,
        status: str = "all",
        limit: int = MOST_ROWS,
        page: int = 0,
        order: str = "DESC",
        imagine_id: int | None = None,
        query: str = "",
        generator: str = "",
    ) -> HistoryPage:
        """One page of the account's history. `limit` is 1 to 100, `page` counts from 0 (the API's `offset`).

        Pages shift while rows arrive: page N+1 need not start where page N ended.
        """
        if order not in ORDERS:
            raise ValueError(f"order must be one of {ORDERS}")
        if not 1 <= limit <= MOST_ROWS or page < 0:
            raise ValueError(f"a page has 1 to {MOST_ROWS} rows, and pages count from 0")
        asked: dict[str, str | int] = {"status": text(status), "limit": limit, "offset": page, "order": order}
        if imagine_id is not None:
            asked["imagine_id"] = _checked_id(imagine_id)
        asked |= {key: text(value) for key, value in (("query", query), ("generator", generator)) if value}
        call = self._reading("imagine/myRequests", is_list=True)
        return HistoryPage.from_json(self._ask(replace(call, query=asked)))

    def cancel(self, blockade_id: int) -> Cancelled:
        """Cancel one imagine; raises NotFound. Safe to repeat. Read it again to see what came of it."""
        path = f"imagine/requests/{_checked_id(blockade_id)}"
        self._command(path, names_one=True)
        return Cancelled()

    def cancel_all_pending(self) -> Cancelled:
        """Cancel everything pending on the account, jobs of other tools on the same key included."""
        try:
            self._command("imagine/requests/pending")
        except Refused as answer:
            # "You don't have any pending …" comes as an error under 200, and is information.
            if answer.status == 200 and "pending" in answer.said.lower():
                return Cancelled(anything=False, said=answer.said)
            raise
        return Cancelled()

    def delete(self, blockade_id: int) -> Deleted:
        """Delete one imagine for good; raises NotFound. Safe to repeat. Cancel an unfinished one first."""
        path = f"imagine/deleteImagine/{_checked_id(blockade_id)}"
        return Deleted(said=self._command(path, names_one=True))

    def _command(self, path: str, *, names_one: bool = False) -> str:
        """Send a DELETE; returns Blockade's remark. Without a word of success it stays unconfirmed."""
        data = mapping(self._ask(self._writing("DELETE", path, names_one=names_one)))
        success = data.get("success")
        if flag(success):
            return ""
        # Deleting is confirmed by a sentence instead of true.
        if text(success):
            return text(success)
        raise Unconfirmed(f"DELETE {path} was answered without a word of success")

    def _reading(self, path: str, *, is_list: bool = False, names_one: bool = False) -> Call:
        most = self._most_list_bytes if is_list else self._most_bytes
        return Call("GET", path, most, self._read_seconds, names_one=names_one)

    def _writing(self, method: str, path: str, *, names_one: bool = False) -> Call:
        return Call(method, path, self._most_bytes, self._write_seconds, names_one=names_one)

    def _sending(self, body: Mapping[str, object], files: Mapping[str, UploadedFileLike]) -> Call:
        uploads = tuple(_upload(key, file) for key, file in files.items())
        call = self._writing("POST", "imagine/requests")
        seconds = call.seconds + sum(len(item.content) for item in uploads) / UPLOAD_BYTES_PER_SECOND
        return replace(call, form=_form(body), uploads=uploads, seconds=seconds)

    def _probe(self) -> None:
        """Let a read find out whether Blockade is back: money must not be what the breaker probes with."""
        try:
            self.history(limit=1)
        except Garbled as error:
            raise Unreachable("held back, Blockade does not answer properly") from error
        except Refused:
            return

    def _ask(self, call: Call) -> object:
        """The JSON of the answer to `call`, having told the governor how it went."""
        started = time.monotonic()
        with self.governor.admit(wait=call.seconds / 2, longest=call.seconds):
            try:
                data = self._exchange(call, call.seconds - (time.monotonic() - started))
            except (Refused, Throttled):
                self.governor.answered()
                raise
            except BlockadeError as error:
                self.governor.failed()
                logger.info("%s after %.1f s: %s", type(error).__name__, time.monotonic() - started, error)
                raise
            self.governor.answered()
            return data

    def _exchange(self, call: Call, seconds: float) -> object:
        failure = None
        try:
            answer = self._transport.exchange(call, seconds)
        except NoAnswer as error:
            failure = error
        if failure:
            raise answers.unanswered(failure, call)
        pause = self.governor.obey(answer.status, answer.headers)
        if answer.status == 429 and pause:
            raise Throttled(pause, was_sent=True)
        return answers.read(answer, call)


def _checked_id(blockade_id: int) -> int:
    # "pending" in place of an id would reach the endpoint that cancels everything.
    if type(blockade_id) is not int or blockade_id < 1:
        raise ValueError("an imagine's id is a positive whole number")
    return blockade_id


def _json_bytes(body: Mapping[str, object]) -> bytes:
    return json.dumps(storable(body), allow_nan=False).encode()


def _upload(key: str, file: UploadedFileLike) -> Upload:
    content_type = text(getattr(file, "content_type", "")) or "application/octet-stream"
    return Upload(key, text(file.name) or key, file.read(), content_type)


def _form(body: Mapping[str, object]) -> dict[str, str | list[str]]:
    """`body` as form fields the way PHP reads them: flags as 1 and 0, lists under `key[]`, None left out."""
    fields: dict[str, str | list[str]] = {}
    for key, value in mapping(storable(body)).items():
        if isinstance(value, list):
            fields[f"{key}[]"] = [_field(item) for item in value]
        elif value is not None:
            fields[key] = _field(value)
    return fields


def _field(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return value if isinstance(value, str) else json.dumps(value)
