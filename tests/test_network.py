"""No test reaches another machine; these prove that none could."""

from __future__ import annotations

import socket

import pytest
import requests

from tests import network


@pytest.fixture
def refused():
    """What was refused, forgiven at the end: here the attempt is the test."""
    yield network.refused
    network.refused.clear()


def test_an_address_of_another_machine_is_refused(refused):
    with socket.socket() as line, pytest.raises(ConnectionRefusedError, match=r"may not reach 192\.0\.2\.1"):
        line.connect(("192.0.2.1", 80))
    assert refused == ["192.0.2.1"]


def test_a_name_is_not_even_looked_up(refused):
    with pytest.raises(ConnectionRefusedError):
        socket.getaddrinfo("backend.example.com", 443)
    assert refused == ["backend.example.com"]


def test_a_refusal_is_remembered_when_a_library_hides_it(refused):
    with pytest.raises(requests.ConnectionError):
        requests.get("http://192.0.2.1/", timeout=1)
    assert refused == ["192.0.2.1"]


def test_this_machine_can_be_reached(refused):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    assert refused == []
