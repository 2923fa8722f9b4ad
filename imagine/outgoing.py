"""One POST to an address of the settings: https, listed hosts, public numbers, no redirects, in time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from http.client import HTTPException
from urllib.parse import urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, NewConnectionError

from imagine.archive.addresses import is_public
from imagine.blockade.wire import Allowance, Spent, TimedTLSPool, addresses, allowance

# Seconds for everything, from the look-up of the name to the last byte; bytes of an answer that nobody reads.
DEADLINE = 10.0
ANSWER_BYTES = 64 * 1024
# Whose certificates are believed.
AUTHORITIES = DEFAULT_CA_BUNDLE_PATH
HTTPS = 443


class NotDelivered(Exception):
    """It did not arrive, as far as anybody knows; `again` where another attempt makes sense."""

    def __init__(self, words: str, *, again: bool = True) -> None:
        super().__init__(words)
        self.again = again


def post(url: str, body: bytes, headers: Mapping[str, str], *, hosts: Collection[str]) -> None:
    """Send `body` to `url`, whose host must be among `hosts`; raises NotDelivered. The words never hold the
    address, since its path is a secret as a rule.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in hosts:
        raise NotDelivered("The address is not https, or its host is not listed.", again=False)
    token = allowance.set(Allowance(DEADLINE, ANSWER_BYTES))
    try:
        status = _status(parts.hostname or "", parts.port or HTTPS, _target(url), body, headers)
    except (Spent, HTTPError, HTTPException, OSError, UnicodeError) as error:
        raise NotDelivered(f"The chat did not answer ({type(error).__name__}).") from error
    finally:
        allowance.reset(token)
    if not 200 <= status < 300:
        # What is wrong with the message or the address stays wrong.
        raise NotDelivered(f"The chat answered {status}.", again=status >= 500 or status in (408, 429))


def _status(host: str, port: int, target: str, body: bytes, headers: Mapping[str, str]) -> int:
    found = [
        (str(entry[4][0]), int(entry[4][1])) for entry in addresses(host, port, allowance.get().seconds())
    ]
    if not found or not all(is_public(number) for number, _ in found):
        raise NotDelivered("The chat's host leads into a private network.", again=False)
    problem: Exception = NotDelivered("The chat's host has no address.")
    for number, one_port in found:
        try:
            return _asked(number, one_port, host, port, target, body, headers).status
        except NewConnectionError as error:
            problem = error
    raise problem


def _asked(
    number: str, number_port: int, host: str, port: int, target: str, body: bytes, headers: Mapping[str, str]
) -> BaseHTTPResponse:
    """The head of the answer, from one number; Host, SNI and certificate have the name."""
    named = host if port == HTTPS else f"{host}:{port}"
    pool = TimedTLSPool(
        number,
        number_port,
        maxsize=1,
        ca_certs=AUTHORITIES,
        cert_reqs="CERT_REQUIRED",
        server_hostname=host,
        assert_hostname=host,
    )
    with pool:
        answer = pool.urlopen(
            "POST",
            target,
            body=body,
            headers={**headers, "Host": named, "User-Agent": "imagine-studio", "Connection": "close"},
            retries=False,
            redirect=False,
            preload_content=False,
        )
        answer.close()
        return answer


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
