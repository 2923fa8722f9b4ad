"""What every test may ask for: people, a sandbox, a browser. And no test leaves this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

from imagine import catalogue, hints, upstream
from imagine.models import Member
from imagine.permissions import ADMIN, ARTIST, VIEWER, set_role
from imagine.views import webhook
from tests import network
from tests.sandbox_process import SandboxProcess

pytest_plugins = ["tests.browser_fixtures", "tests.database_fixtures"]

MakeMember = Callable[..., Member]


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: SandboxProcess, settings, fresh_connection) -> Iterator[SandboxProcess]:
    """The sandbox, emptied, and the Blockade that this process's studio talks to."""
    try:
        running_sandbox.reset()
    except OSError:
        # The test before was about its absence.
        running_sandbox.start()
        running_sandbox.reset()
    settings.BLOCKADE_URL = running_sandbox.base_url
    settings.BLOCKADE_API_KEY = running_sandbox.key
    settings.IMAGINE_SANDBOX = True
    yield running_sandbox
    fresh_connection()


@pytest.fixture
def fresh_connection(settings) -> Callable[[], None]:
    """Makes the studio forget its client, and with it the failures that make a client wait."""

    def forget() -> None:
        if upstream._connection.cache_info().currsize:
            upstream.connect().close()
            upstream._connection.cache_clear()

    return forget


@pytest.fixture
def make_member(db: None) -> MakeMember:
    """Makes members: `make_member("mara", role="artist")`."""

    def make(name: str, role: str = VIEWER) -> Member:
        member = Member.objects.create_user(username=name)
        set_role(member, role)
        return member

    return make


@pytest.fixture
def viewer(make_member: MakeMember) -> Member:
    return make_member("viewer", VIEWER)


@pytest.fixture
def artist(make_member: MakeMember) -> Member:
    return make_member("artist", ARTIST)


@pytest.fixture
def admin_member(make_member: MakeMember) -> Member:
    return make_member("admin", ADMIN)


@pytest.fixture
def inbox(monkeypatch) -> hints.Inbox:
    """The inbox of hints, emptied by the test alone and not by a thread beside it."""

    class Alive:
        def is_alive(self) -> bool:
            return True

    box = hints.Inbox()
    monkeypatch.setattr(box, "_thread", Alive())
    monkeypatch.setattr(webhook, "inbox", box)
    return box


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()
    catalogue.forget()
    catalogue._silent_until = 0.0


@pytest.fixture(autouse=True)
def _stays_here() -> Iterator[None]:
    """Fails a test that tried to reach another machine, even when the code under test hid the refusal."""
    network.refused.clear()
    yield
    assert network.refused == [], "a test reached for another machine"


def pytest_configure() -> None:
    network.stay_on_this_machine()
