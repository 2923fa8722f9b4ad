"""An artist's studio with the sandbox's generators."""

from __future__ import annotations

import pytest

from imagine.models import Member
from tests.making import generator_key
from tests.pages import Visitor
from tests.sandbox_process import SandboxProcess


@pytest.fixture
def key(sandbox: SandboxProcess) -> str:
    """The first generator."""
    return generator_key()


@pytest.fixture
def studio(artist: Member, key: str) -> Visitor:
    return Visitor(artist)
