"""A picture is fetched from listed hosts alone, and from the very number that was checked."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from imagine.archive import addresses, fetching
from imagine.archive.partial import Partial
from imagine.archive.problems import NotFetched, Unfit
from tests import network
from tests.blockade.raw_server import answer
from tests.picture_host import PictureHost, Resolver, certified, photo

LISTED = "images.blockadelabs.com"


@pytest.fixture(autouse=True)
def _vendor(settings):
    settings.BLOCKADE_URL = "https://backend.blockadelabs.com/api/v1"


@pytest.fixture
def partial(tmp_path: Path) -> Partial:
    return Partial(tmp_path / "1.part")


@pytest.fixture
def resolve(monkeypatch):
    """Takes the place of the system's resolver."""

    def place(*lists: list[tuple[str, int]], name: str = LISTED) -> Resolver:
        resolver = Resolver()
        resolver.answers[name] = list(lists)
        monkeypatch.setattr(socket, "getaddrinfo", resolver)
        return resolver

    return place


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a.jpg",
        "http://images.blockadelabs.com/a.jpg",
        "https://images.blockadelabs.com:8443/a.jpg",
        "https://images.blockadelabs.com:x/a.jpg",
        "https://images.blockadelabs.com.example.com/a.jpg",
        "https://user@images.blockadelabs.com/a.jpg",
        "https://user@example.com/?images.blockadelabs.com",
        "https://[::1/a.jpg",
        "file:///etc/passwd",
        "ftp://images.blockadelabs.com/a.jpg",
        "//images.blockadelabs.com/a.jpg",
        "",
    ],
)
def test_addresses_that_are_not_listed_are_refused(url):
    with pytest.raises(Unfit):
        addresses.place_of(url)


def test_the_api_s_own_origin_is_trusted_with_its_port_and_no_other(settings):
    settings.BLOCKADE_URL = "http://127.0.0.1:8811/api/v1"
    assert addresses.place_of("http://127.0.0.1:8811/pictures/a.jpg").is_ours
    with pytest.raises(Unfit):
        addresses.place_of("http://127.0.0.1:8812/pictures/a.jpg")


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_numbers_inside_networks_are_not_public_however_they_are_wrapped(number):
    assert not addresses.is_public(number)


@pytest.mark.parametrize("number", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_numbers_of_the_internet_are_public(number):
    assert addresses.is_public(number)


def test_a_listed_name_that_leads_inside_is_not_connected_to(resolve, partial):
    with PictureHost(photo()) as host:
        resolve([("127.0.0.1", host.server.port)])
        with pytest.raises(Unfit, match="private network"):
            fetching.download(f"https://{LISTED}/a.jpg", partial)
        assert host.server.connections == 0


def test_one_number_inside_among_public_ones_is_enough_to_refuse(resolve, partial):
    resolve([("93.184.216.34", 443), ("127.0.0.1", 443)])
    with pytest.raises(Unfit):
        fetching.download(f"https://{LISTED}/a.jpg", partial)


def test_a_name_that_means_something_else_a_moment_later_leads_nowhere(resolve, partial):
    with PictureHost(photo()) as host:
        resolver = resolve([("93.184.216.34", 443)], [("127.0.0.1", host.server.port)])
        with pytest.raises(NotFetched):
            fetching.download(f"https://{LISTED}/a.jpg", partial)
        assert resolver.asked.count(LISTED) == 1
        # It was the checked number that was connected to, and the tests' own guard stopped that.
        assert network.refused == ["93.184.216.34"]
        network.refused.clear()
        assert host.server.connections == 0


def test_the_name_goes_into_the_host_header_and_the_certificate(resolve, partial, monkeypatch, tmp_path):
    monkeypatch.setattr(addresses, "is_public", lambda number: True)
    content = photo()
    with certified(LISTED, content) as (host, authority):
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setattr(fetching, "AUTHORITIES", str(tmp_path / "ca.pem"))
        resolve([("127.0.0.1", host.server.port)])
        fetching.download(f"https://{LISTED}/a%20b.jpg?ver=1", partial)
        assert partial.path.read_bytes() == content
        (request,) = host.requests
        assert request.startswith("GET /a%20b.jpg?ver=1 HTTP/1.1\r\n")
        assert f"\r\nHost: {LISTED}\r\n" in request


def test_a_certificate_for_another_name_is_refused(resolve, partial, monkeypatch, tmp_path):
    monkeypatch.setattr(addresses, "is_public", lambda number: True)
    with certified("elsewhere.invalid", photo()) as (host, authority):
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setattr(fetching, "AUTHORITIES", str(tmp_path / "ca.pem"))
        resolve([("127.0.0.1", host.server.port)])
        with pytest.raises(NotFetched):
            fetching.download(f"https://{LISTED}/a.jpg", partial)
        assert host.requests == []


@pytest.fixture
def ours(settings):
    with PictureHost(photo()) as host:
        settings.BLOCKADE_URL = f"{host.origin}/api/v1"
        yield host


def test_redirects_are_followed_within_the_list(ours, partial):
    ours.moved["/a.jpg"] = "/b.jpg"
    fetching.download(f"{ours.origin}/a.jpg", partial)
    assert partial.path.read_bytes() == ours.content
    assert [request.split(" ")[1] for request in ours.requests] == ["/a.jpg", "/b.jpg"]


@pytest.mark.parametrize(
    "target", ["https://example.com/a.jpg", "http://127.0.0.1:9/a.jpg", "file:///etc/passwd"]
)
def test_redirects_off_the_list_are_not_followed(ours, partial, target):
    ours.moved["/a.jpg"] = target
    with pytest.raises(Unfit):
        fetching.download(f"{ours.origin}/a.jpg", partial)


def test_redirects_without_end_are_left(ours, partial):
    ours.moved["/a.jpg"] = "/a.jpg"
    with pytest.raises(NotFetched, match="on and on"):
        fetching.download(f"{ours.origin}/a.jpg", partial)
    assert len(ours.requests) == 4


def test_a_listed_host_may_not_lead_to_the_api_s_own_network(
    resolve, partial, monkeypatch, settings, tmp_path
):
    monkeypatch.setattr(addresses, "is_public", lambda number: True)
    settings.BLOCKADE_URL = "http://127.0.0.1:8811/api/v1"
    with certified(LISTED, photo()) as (host, authority):
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setattr(fetching, "AUTHORITIES", str(tmp_path / "ca.pem"))
        host.moved["/a.jpg"] = "http://127.0.0.1:8811/secret"
        resolve([("127.0.0.1", host.server.port)])
        with pytest.raises(Unfit, match="own network"):
            fetching.download(f"https://{LISTED}/a.jpg", partial)


def test_a_drip_does_not_hold_the_archive(ours, partial, monkeypatch):
    monkeypatch.setattr(fetching, "DEADLINE", 0.5)

    def drip(connection: socket.socket) -> None:
        ours.server.request(connection)
        connection.sendall(answer("200 OK", b"x" * 10_000)[:-10_000])
        while not ours.server.wait(0.05):
            connection.sendall(b"x")

    ours.behaviour = drip
    began = time.monotonic()
    with pytest.raises(NotFetched):
        fetching.download(f"{ours.origin}/a.jpg", partial)
    assert time.monotonic() - began < 5
