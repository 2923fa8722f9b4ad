"""From an HTTP answer to JSON, or to the error that a caller can act on.

status        a read                        a write (POST, DELETE)
2xx           JSON, else Garbled            JSON, else Unconfirmed
2xx + error   Refused                       Refused (Blockade reports failures under 200 as well)
401           KeyRefused                    KeyRefused
403, 404      KeyRefused when the words speak of the key, else Refused, NotFound
408, 499      Unreachable                   Unconfirmed (a proxy gave up, the service may go on)
429           Throttled                     Throttled (by the caller, who knows until when)
other 4xx     Refused                       Refused, with or without a readable body
1xx, 3xx      Garbled                       Unconfirmed
5xx           Unreachable                   Unconfirmed
none          Unreachable                   Unreachable when no byte has left, else Unconfirmed
"""

import re
from collections.abc import Mapping

from .errors import BlockadeError, Garbled, KeyRefused, NotFound, Refused, Unconfirmed, Unreachable
from .json_text import parse
from .reading import integer, mapping, storable, text
from .transport import Answer, Call, NoAnswer

# Statuses by which something in between, rather than the service, ends a call.
GIVEN_UP = (408, 499)
# What a 204 stands for: done, and nothing to say about it.
NO_CONTENT: Mapping[str, object] = {"success": True}
# What fits on a card; nobody explains a refusal at greater length.
LONGEST_WORDS = 500

_ABOUT_THE_KEY = re.compile(r"api[ _-]?key|unauthenticated|unauthori[sz]ed|(invalid|wrong) (key|token)", re.I)
_ABOUT_ABSENCE = re.compile(r"not found|does ?n.t exist|does not exist|no query results", re.I)


def read(answer: Answer, call: Call) -> object:
    """The JSON of a good answer; raises the error that `answer` means for `call`."""
    if 400 <= answer.status < 500 and answer.status not in GIVEN_UP:
        raise _refusal(answer.status, _json(answer), call)
    if not 200 <= answer.status < 300:
        raise _unusable(answer, call)
    if answer.status == 204 and call.method == "DELETE":
        return NO_CONTENT
    data = _json(answer)
    if data is None:
        raise _unreadable(answer, call)
    if _is_refusal(data):
        raise _refusal(answer.status, data, call)
    return data


def unanswered(failure: NoAnswer, call: Call) -> BlockadeError:
    """The error that it means for `call` to have got no answer at all."""
    if call.is_write and failure.sent:
        return Unconfirmed(f"{call.method} {call.path}: {failure}")
    return Unreachable(f"{call.method} {call.path}: {failure}")


def _unusable(answer: Answer, call: Call) -> BlockadeError:
    told = f"{call.method} {call.path} was answered with status {answer.status}"
    if call.is_write:
        return Unconfirmed(told, answer.status)
    if answer.status >= 500 or answer.status in GIVEN_UP:
        return Unreachable(told)
    return Garbled(told)


def _unreadable(answer: Answer, call: Call) -> BlockadeError:
    told = f"{call.method} {call.path}, status {answer.status}: {answer.flaw or 'no JSON'}"
    return Unconfirmed(told, answer.status) if call.is_write else Garbled(told)


def _json(answer: Answer) -> object:
    try:
        return parse(answer.body)
    except (ValueError, RecursionError):
        return None


def _is_refusal(data: object) -> bool:
    body = mapping(data)
    # A row may have a key of that name as well; a refusal has no id.
    if integer(body.get("id")) is not None:
        return False
    return bool(body.get("error") or body.get("errors")) or body.get("success") in (False, 0, "0", "false")


def _refusal(status: int, data: object, call: Call) -> Refused:
    body = mapping(storable(data))
    fields = _field_messages(body)
    said = _words(body) or next(iter(fields.values()), "")
    return _kind(status, said, call)(said, fields, status)


def _kind(status: int, said: str, call: Call) -> type[Refused]:
    # A bad key was seen answered with 401, 403 and 404, and an error under 200 can be about anything.
    if status == 401 or (status in (*range(200, 300), 403, 404) and _ABOUT_THE_KEY.search(said)):
        return KeyRefused
    if status in (404, 410) or (call.names_one and _ABOUT_ABSENCE.search(said)):
        return NotFound
    return Refused


def _words(body: Mapping[str, object]) -> str:
    """What the service says, wherever it says it: `error` as text or object, else `message`."""
    error = body.get("error")
    said = text(error) or text(mapping(error).get("message")) or text(body.get("message"))
    return _short(said)


def _field_messages(body: Mapping[str, object]) -> dict[str, str]:
    """The words about single parameters in Laravel's `errors: {field: [text, ...]}`."""
    found = {}
    for key, value in mapping(body.get("errors")).items():
        parts = value if isinstance(value, list) else [value]
        said = " ".join(part for part in map(text, parts) if part)
        if said:
            found[key] = _short(said)
    return found


def _short(said: str) -> str:
    said = " ".join(said.split())
    return said if len(said) <= LONGEST_WORDS else said[: LONGEST_WORDS - 1] + "…"
