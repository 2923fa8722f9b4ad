"""One HTTP exchange with Blockade, within a time and a size, and what is known about it when it fails.

This is where the API key lives. Nothing above needs it, and no error from below may carry it up: the frames
of requests, urllib3 and http.client hold the headers, so their exceptions end here and only words go on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import NoReturn
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry

from .redaction import REPLACEMENT, is_secret
from .wire import Allowance, Spent, TimedPool, TimedTLSPool, allowance

# All heads of a call together, and the bodies of answers that were bad enough to ask once more.
HEAD_BYTES = 262_144
CHUNK = 65_536


@dataclass(frozen=True)
class Upload:
    """A file that goes along with a request, in the multipart field `key`."""

    key: str
    name: str
    content: bytes = field(repr=False)
    content_type: str


@dataclass(frozen=True)
class Call:
    """What to ask, within `seconds` and for an answer of `most_bytes`.

    A call that is no GET writes: it is attempted once, on a connection of its own. `names_one` tells that its
    path names one imagine, which may not exist.
    """

    method: str
    path: str
    most_bytes: int
    seconds: float
    names_one: bool = False
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str | list[str]] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()

    @property
    def is_write(self) -> bool:
        """Whether the call may change something at Blockade."""
        return self.method != "GET"


@dataclass(frozen=True)
class Answer:
    """What came back. `flaw` says in words why the body is missing, when it could not be read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    flaw: str = ""


class NoAnswer(Exception):
    """Not even a status line came back. `sent` is False when not one byte of the request has left."""

    def __init__(self, problem: str, *, sent: bool) -> None:
        super().__init__(problem)
        self.sent = sent


class Transport:
    """The way to one account of Blockade. Safe to share between threads; not across a fork."""

    def __init__(self, base_url: str, api_key: str, ca_bundle: str | None = None) -> None:
        self.base_url = _checked_url(base_url)
        self._api_key = _checked_key(api_key)
        self._ca_bundle = ca_bundle
        self._reads = _Adapter(_few_retries())

    def __repr__(self) -> str:
        return f"<Transport to {self.base_url}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a transport holds the API key and cannot be pickled")

    def close(self) -> None:
        """Close all kept connections."""
        self._reads.close()

    def exchange(self, call: Call, seconds: float) -> Answer:
        """Carry out `call` within `seconds`; raises NoAnswer when no status came back."""
        granted = Allowance(seconds, HEAD_BYTES)
        token = allowance.set(granted)
        # A kept connection may be closed by the other side at the very moment we send on it, and then nobody
        # knows whether the request arrived: a write gets a new one.
        adapter = _Adapter(Retry(0, read=False)) if call.is_write else self._reads
        try:
            response = adapter.send(
                self._prepared(call), stream=True, timeout=seconds, verify=self._ca_bundle or True
            )
            granted.grow(call.most_bytes)
            return self._answer(response, call.most_bytes)
        except Exception as error:
            # Whatever went wrong in there, a caller can only act on whether anything has left.
            problem = _in_words(error)
        finally:
            allowance.reset(token)
            if call.is_write:
                adapter.close()
        raise NoAnswer(problem, sent=granted.sent)

    def _prepared(self, call: Call) -> requests.PreparedRequest:
        headers = {
            "Accept": "application/json",
            # A compressed answer could be small on the wire and huge in memory.
            "Accept-Encoding": "identity",
            "User-Agent": "imagine-studio",
            "x-api-key": self._api_key,
        }
        if call.is_write:
            headers["Connection"] = "close"
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        return requests.Request(
            call.method,
            f"{self.base_url}/{call.path}",
            headers=headers,
            params=dict(call.query),
            data=call.body if call.body is not None else dict(call.form),
            files=[(item.key, (item.name, item.content, item.content_type)) for item in call.uploads],
        ).prepare()

    def _answer(self, response: requests.Response, most_bytes: int) -> Answer:
        try:
            body, flaw = _body(response, most_bytes), ""
        except (Spent, OSError, HTTPError, HTTPException) as error:
            body, flaw = b"", _in_words(error)
        finally:
            response.close()
        if is_secret(self._api_key):
            # Should Blockade ever echo the key, it must reach no record, no row and no page.
            body = body.replace(self._api_key.encode(), REPLACEMENT.encode())
        return Answer(response.status_code, response.headers, body, flaw)


class _Adapter(HTTPAdapter):
    """requests' way to urllib3, over our connections.

    Used without a session, which is what would follow redirects, keep cookies and read proxies and .netrc.
    """

    def __init__(self, retries: Retry) -> None:
        super().__init__(pool_connections=1, pool_maxsize=4, max_retries=retries)
        self.poolmanager.pool_classes_by_scheme = {"http": TimedPool, "https": TimedTLSPool}


class _FewRetries(Retry):
    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        # A service that says when to come back is not asked again before.
        return not has_retry_after and super().is_retry(method, status_code)


def _few_retries() -> Retry:
    return _FewRetries(
        total=2,
        redirect=0,
        other=0,
        allowed_methods={"GET"},
        status_forcelist={502, 503, 504},
        backoff_factor=0.1,
        backoff_max=0.5,
        raise_on_status=False,
        respect_retry_after_header=False,
    )


def _body(response: requests.Response, most_bytes: int) -> bytes:
    """The whole body; raises Spent when it is too large, too slow or compressed against our wish."""
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise Spent("a compressed answer that was not asked for")
    chunks: list[bytes] = []
    size = 0
    while chunk := response.raw.read(CHUNK, decode_content=False):
        size += len(chunk)
        if size > most_bytes:
            raise Spent("an answer larger than allowed")
        chunks.append(chunk)
    return b"".join(chunks)


def _in_words(error: BaseException) -> str:
    """What lies at the root of `error`, without its text: libraries write whole addresses into theirs."""
    for _ in range(10):
        inner = [getattr(error, "reason", None), error.__cause__, *error.args, error.__context__]
        deeper = next((item for item in inner if isinstance(item, BaseException)), None)
        if deeper is None or isinstance(error, Spent):
            break
        error = deeper
    if isinstance(error, Spent):
        return str(error)
    words = error.strerror if isinstance(error, OSError) else None
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _checked_url(base_url: str) -> str:
    parts = urlsplit(base_url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("The address of Blockade must start with https:// (or http://) and name a host.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("The address of Blockade must hold no user name, no query and no fragment.")
    return base_url.strip().rstrip("/")


def _checked_key(api_key: str) -> str:
    key = api_key.strip()
    if not re.fullmatch(r"[\x21-\x7e]+", key):
        raise ValueError("The API key of Blockade must be one word of plain characters.")
    return key
