"""A picture over the network: from allowed addresses, within a time and a size, on from where it was cut.

The API key belongs to the API alone: these requests carry none, and no cookies, proxies or passwords of the
environment either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from urllib.parse import urljoin

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, NewConnectionError

from imagine.blockade.wire import Allowance, Spent, TimedPool, TimedTLSPool, allowance

from .addresses import Place, numbers_of, place_of
from .partial import Partial
from .problems import Expired, NotFetched, Unfit

MAX_BYTES = 64 * 1024 * 1024
# Heads of all answers together.
HEAD_BYTES = 256 * 1024
# Seconds for everything, from the first look-up of a name to the last byte.
DEADLINE = 60.0
CHUNK = 64 * 1024
REDIRECTS = 3
HEADERS = {
    "Accept": "image/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "imagine-studio",
}
# Whose certificates are believed.
AUTHORITIES = DEFAULT_CA_BUNDLE_PATH


def download(url: str, partial: Partial) -> None:
    """Bring `partial` to its end from a picture's address.

    Raises Unfit for an address or a size that we do not take, Expired where the picture is not, or not for
    us, NoRoom when the disk is full, and else NotFetched; what has come by then stays in `partial`.
    """
    if partial.is_whole and partial.is_from(place_of(url).source):
        return
    token = allowance.set(Allowance(DEADLINE, MAX_BYTES + HEAD_BYTES))
    before = partial.size
    try:
        with _answer_from(url, partial) as (answer, source):
            _receive(answer, partial, source)
    except (Spent, HTTPError, HTTPException, OSError) as error:
        got = max(0, partial.size - before)
        words = f"The address did not answer to the end ({type(error).__name__})."
        raise NotFetched(words, got=got) from error
    finally:
        allowance.reset(token)


@contextmanager
def _answer_from(url: str, partial: Partial) -> Iterator[tuple[BaseHTTPResponse, str]]:
    """The answer behind an address and its redirects, with the address it came from."""
    place = place_of(url)
    is_ours = place.is_ours
    for _ in range(REDIRECTS + 1):
        with _asked(place, partial.headers(place.source)) as answer:
            if not answer.get_redirect_location():
                yield answer, place.source
                return
            url = urljoin(url, answer.get_redirect_location() or "")
        place = place_of(url)
        if place.is_ours and not is_ours:
            raise Unfit("The picture's address leads from outside into this studio's own network.")
    raise NotFetched("The address leads on and on.")


@contextmanager
def _asked(place: Place, headers: Mapping[str, str]) -> Iterator[BaseHTTPResponse]:
    """One request, to the first number that takes a connection; Host, SNI and certificate have the name."""
    problem: Exception = NotFetched("The picture's host has no address.")
    for number, port in numbers_of(place, allowance.get().seconds()):
        with _pool(place, number, port) as pool:
            try:
                answer = pool.urlopen(
                    "GET",
                    place.target,
                    headers={**HEADERS, **headers, "Host": place.host_header},
                    retries=False,
                    redirect=False,
                    preload_content=False,
                    decode_content=False,
                )
            except NewConnectionError as error:
                problem = error
                continue
            try:
                yield answer
            finally:
                answer.close()
            return
    raise problem


def _pool(place: Place, number: str, port: int) -> TimedPool | TimedTLSPool:
    if place.scheme == "http":
        return TimedPool(number, port, maxsize=1)
    return TimedTLSPool(
        number,
        port,
        maxsize=1,
        ca_certs=AUTHORITIES,
        cert_reqs="CERT_REQUIRED",
        server_hostname=place.host,
        assert_hostname=place.host,
    )


def _receive(answer: BaseHTTPResponse, partial: Partial, source: str) -> None:
    if answer.status == 200:
        length = answer.headers.get("Content-Length", "")
        total = int(length) if length.isascii() and length.isdecimal() else None
        partial.begin(source, answer.headers, total)
    elif answer.status == 416 and partial.is_whole:
        return
    elif answer.status != 206:
        _refuse(answer.status, partial)
    elif not partial.fits(answer.headers):
        partial.drop()
        raise NotFetched("The address went on with something else.")
    if (partial.total or 0) > MAX_BYTES:
        partial.drop()
        raise Unfit("The picture is larger than 64 MB.")
    _write(answer, partial)
    if partial.total is not None and partial.size != partial.total:
        raise NotFetched("The picture was cut off on its way.")


def _refuse(status: int, partial: Partial) -> None:
    if status == 416:
        # The other side has less than we do: another picture.
        partial.drop()
    if status in (401, 403, 404, 410):
        raise Expired(f"The address answered {status}.")
    raise NotFetched(f"The address answered {status}.")


def _write(answer: BaseHTTPResponse, partial: Partial) -> None:
    with partial.more() as file:
        size = partial.size
        while chunk := answer.read(CHUNK, decode_content=False):
            size += len(chunk)
            if size > MAX_BYTES:
                break
            file.write(chunk)
    if size > MAX_BYTES:
        partial.drop()
        raise Unfit("The picture is larger than 64 MB.")
