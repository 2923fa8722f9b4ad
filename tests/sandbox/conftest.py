from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.api import Api
from tests.sandbox_process import SandboxProcess


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: SandboxProcess) -> SandboxProcess:
    """One program for all tests, emptied before each."""
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture
def api(sandbox: SandboxProcess) -> Iterator[Api]:
    found = Api(sandbox)
    yield found
    found.session.close()
