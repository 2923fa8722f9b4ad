"""A real sandbox for the whole folder, and clients of it."""

from collections.abc import Callable, Iterator

import pytest

from imagine.blockade.client import Blockade
from imagine.blockade.governor import Governor
from tests.sandbox_process import SandboxProcess

# Long enough to be taken for a real key, and easy to find in whatever it must not be in.
CANARY = "canary7f3a9c51e2d84b60/+%22"
# Seconds for a whole call, enough for a busy machine; tests of the deadline itself use less.
DEADLINE = 5.0

Connect = Callable[..., Blockade]


@pytest.fixture(scope="package")
def running_sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess(key=CANARY) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: SandboxProcess) -> SandboxProcess:
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Makes clients that are closed with the test: `connect(address, read_seconds=0.3)`."""
    clients: list[Blockade] = []

    def make(address: str, **options: object) -> Blockade:
        settings = {"read_seconds": DEADLINE, "write_seconds": DEADLINE, "governor": patient()} | options
        clients.append(Blockade(address, CANARY, **settings))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def blockade(sandbox: SandboxProcess, connect: Connect) -> Blockade:
    return connect(sandbox.base_url)


def patient() -> Governor:
    """A governor whose breaker stays out of the way of tests about something else."""
    return Governor(failures=1000)
