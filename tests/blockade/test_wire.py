"""What happens below HTTP: what proves that nothing left, and what time and memory a call may cost."""

import gzip
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from imagine.blockade import client
from imagine.blockade.client import Blockade
from imagine.blockade.errors import BlockadeError, Garbled, Refused, Unconfirmed, Unreachable
from tests.sandbox_process import SandboxProcess

from .conftest import CANARY, Connect
from .raw_server import Behaviour, RawServer, answer

BRIEF, SLACK = 0.3, 1.0
IMAGINE = b'{"request": {"id": 1, "status": "pending"}}'


def generate(blockade: Blockade) -> None:
    blockade.generate("stable-skybox", {"prompt": "salt flats"})


@contextmanager
def in_time(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds + SLACK


def test_a_closed_port_proves_that_nothing_left(connect: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable, match="ConnectionRefusedError: Connection refused"):
        generate(connect(f"http://127.0.0.1:{port}/api/v1"))


def test_an_unknown_host_proves_that_nothing_left(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match="Name or service not known"):
        generate(connect("https://blockade.invalid/api/v1"))


def test_a_name_server_without_an_answer_holds_nobody(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def unanswered(*_: object, **__: object) -> list[object]:
        over.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", unanswered)
    blockade = connect("https://blockade.invalid/api/v1", write_seconds=BRIEF, read_seconds=BRIEF)
    with in_time(BRIEF), pytest.raises(Unreachable):
        generate(blockade)
    with in_time(BRIEF), pytest.raises(Unreachable):
        blockade.generators()
    over.set()


def test_a_host_that_takes_no_connection_proves_that_nothing_left(connect: Connect) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        # Linux takes one more than asked for; whoever comes after them waits for ever.
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        blockade = connect(f"http://127.0.0.1:{full.getsockname()[1]}/api/v1", write_seconds=BRIEF)
        with in_time(BRIEF), pytest.raises(Unreachable):
            generate(blockade)
        for one in waiting:
            one.close()


def test_the_second_address_of_a_host_is_tried(
    sandbox: SandboxProcess, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(sandbox.origin.rsplit(":", 1)[1])
    kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    found = [(*kind, ("127.0.0.1", closed)), (*kind, ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert connect("http://blockade.invalid/api/v1").generators()


def test_whatever_follows_the_first_byte_is_unconfirmed(connect: Connect) -> None:
    """The server hangs up without having read anything: nobody on our side can know that."""
    with RawServer(lambda connection: None) as server, pytest.raises(Unconfirmed):
        generate(connect(server.address()))


def test_a_server_that_reads_slowly_does_not_hold_an_upload(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Else a large upload would have more time than a test.
    monkeypatch.setattr(client, "UPLOAD_BYTES_PER_SECOND", 100_000_000)

    def reluctant(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        while not server.wait(0.02):
            connection.recv(1000)

    class Picture:
        name = "large.png"

        def read(self) -> bytes:
            return b"0" * 10_000_000

    with RawServer(reluctant) as server:
        blockade = connect(server.address(), write_seconds=BRIEF)
        with in_time(BRIEF), pytest.raises(Unconfirmed):
            blockade.generate("stable-skybox", {"prompt": "fog"}, files={"init_image": Picture()})


@pytest.mark.parametrize(
    "pouring",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"X-Header: value\r\n",
        b"x" * 60_000,
    ],
    ids=["interim answers", "headers", "one line"],
)
def test_a_head_that_never_ends_is_left(connect: Connect, pouring: bytes) -> None:
    def pour(connection: socket.socket) -> None:
        server.request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n" if pouring.startswith(b"X") else b"")
        while True:
            connection.sendall(pouring)

    with RawServer(pour) as server:
        blockade = connect(server.address())
        with in_time(2), pytest.raises(Unreachable):
            blockade.generators()
        with in_time(2), pytest.raises(Unconfirmed):
            generate(blockade)


@pytest.mark.parametrize("status", ["200 OK", "302 Found", "400 Bad Request", "502 Bad Gateway"])
def test_endless_bodies_cost_no_memory(connect: Connect, status: str) -> None:
    def pour(connection: socket.socket) -> None:
        server.request(connection)
        head = f"HTTP/1.1 {status}\r\nLocation: /elsewhere\r\nContent-Encoding: gzip\r\n\r\n"
        connection.sendall(head.encode())
        while True:
            connection.sendall(b" " * 65_536)

    with RawServer(pour) as server:
        blockade = connect(server.address())
        tracemalloc.start()
        for ask in (blockade.generators, lambda: generate(blockade)):
            with in_time(2), pytest.raises(BlockadeError):
                ask()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize(("size", "is_allowed"), [(1000, True), (1001, False)])
@pytest.mark.parametrize("is_list", [True, False])
def test_a_body_may_be_as_large_as_allowed(
    size: int, is_allowed: bool, is_list: bool, connect: Connect
) -> None:
    def behave(connection: socket.socket) -> None:
        server.request(connection)
        connection.sendall(answer("200 OK", b'{"id": 1, "data": []}'.ljust(size)))

    with RawServer(behave) as server:
        limits = {"most_list_bytes": 1000} if is_list else {"most_bytes": 1000}
        blockade = connect(server.address(), **limits)
        ask = blockade.history if is_list else lambda: blockade.imagine(1)
        if is_allowed:
            assert ask()
        else:
            with pytest.raises(Garbled, match="larger than allowed"):
                ask()


def test_a_compressed_answer_is_neither_asked_for_nor_opened(connect: Connect) -> None:
    def behave(connection: socket.socket) -> None:
        server.request(connection)
        connection.sendall(answer("200 OK", gzip.compress(b"[]"), "Content-Encoding: gzip"))

    with RawServer(behave) as server, pytest.raises(Garbled, match="compressed"):
        connect(server.address()).generators()
    assert b"\r\nAccept-Encoding: identity\r\n" in server.received[0]


def test_a_no_with_an_unreadable_body_is_still_a_no(connect: Connect) -> None:
    def drip(connection: socket.socket) -> None:
        server.request(connection)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 500\r\n\r\n")
        while not server.wait(0.05):
            connection.sendall(b" ")

    with RawServer(drip) as server, in_time(BRIEF), pytest.raises(Refused) as caught:
        generate(connect(server.address(), write_seconds=BRIEF))
    assert caught.value.for_people == "The image service refused this request."


def test_bytes_after_an_answer_do_not_become_the_next_answer(connect: Connect) -> None:
    def smuggle(connection: socket.socket) -> None:
        for number in (1, 2):
            server.request(connection)
            body = b'{"request": {"id": %d, "status": "complete"}}' % number
            connection.sendall(answer("200 OK", body) + answer("200 OK", body.replace(b"complete", b"abort")))

    with RawServer(smuggle) as server:
        blockade = connect(server.address())
        assert [blockade.imagine(1).status, blockade.imagine(1).status] == ["complete", "complete"]


def test_a_kept_connection_that_was_closed_meanwhile_is_no_failure(connect: Connect) -> None:
    def once(connection: socket.socket) -> None:
        server.request(connection)
        connection.sendall(answer("200 OK", IMAGINE))

    with RawServer(once) as server:
        blockade = connect(server.address())
        for _ in range(5):
            assert blockade.imagine(1).id == 1


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@contextmanager
def tls_server(authority: trustme.CA, behave: Behaviour, name: str = "127.0.0.1") -> Iterator[RawServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)

    def behave_inside(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as inside:
            server.watch(inside)
            behave(inside)

    with RawServer(behave_inside) as server:
        yield server


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> str:
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    return str(tmp_path / "authority.pem")


def test_reads_and_writes_go_over_tls(authority: trustme.CA, bundle: str, connect: Connect) -> None:
    def behave(connection: socket.socket) -> None:
        while True:
            server.request(connection)
            connection.sendall(answer("200 OK", IMAGINE))

    with tls_server(authority, behave) as server:
        blockade = connect(server.address("https"), ca_bundle=bundle)
        assert [blockade.imagine(1).id, blockade.imagine(1).id] == [1, 1]
        generate(blockade)
        assert server.connections == 2
        assert all(CANARY.encode() in request for request in server.received)


def test_deadlines_hold_over_tls(authority: trustme.CA, bundle: str, connect: Connect) -> None:
    def drip(connection: socket.socket) -> None:
        server.request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not server.wait(0.05):
            connection.sendall(b" ")

    with tls_server(authority, drip) as server:
        blockade = connect(server.address("https"), ca_bundle=bundle, read_seconds=BRIEF, write_seconds=BRIEF)
        with in_time(BRIEF), pytest.raises(Garbled):
            blockade.generators()
        with in_time(BRIEF), pytest.raises(Unconfirmed):
            generate(blockade)


def untrusted(authority: trustme.CA) -> tuple[trustme.CA, str]:
    return trustme.CA(), "127.0.0.1"


def misnamed(authority: trustme.CA) -> tuple[trustme.CA, str]:
    return authority, "elsewhere.invalid"


@pytest.mark.parametrize("wrong", [untrusted, misnamed])
def test_a_certificate_that_does_not_fit_gets_neither_key_nor_request(
    wrong: Callable[[trustme.CA], tuple[trustme.CA, str]],
    authority: trustme.CA,
    bundle: str,
    connect: Connect,
) -> None:
    issuer, name = wrong(authority)

    def behave(connection: socket.socket) -> None:
        server.request(connection)

    with tls_server(issuer, behave, name) as server:
        blockade = connect(server.address("https"), ca_bundle=bundle)
        for ask in (blockade.generators, lambda: generate(blockade)):
            with pytest.raises(Unreachable, match="SSLCertVerificationError"):
                ask()
        assert server.received == []


def test_a_plain_server_gets_no_key_from_an_https_address(connect: Connect) -> None:
    seen: list[bytes] = []

    def plain(connection: socket.socket) -> None:
        seen.append(connection.recv(65_536))
        connection.sendall(answer("200 OK", IMAGINE))

    with RawServer(plain) as server, pytest.raises(Unreachable, match="SSLError"):
        generate(connect(server.address("https")))
    assert seen
    assert CANARY.encode() not in b"".join(seen)


def test_a_handshake_that_never_comes_proves_that_nothing_left(connect: Connect) -> None:
    with RawServer(lambda connection: server.wait(20) and None) as server:
        blockade = connect(server.address("https"), write_seconds=BRIEF)
        with in_time(BRIEF), pytest.raises(Unreachable):
            generate(blockade)
