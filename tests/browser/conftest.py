"""The studio at work behind the browser: worker loops beside the live server, and the demo's doors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from imagine import catalogue, upstream
from imagine.models import Member
from imagine.permissions import ensure_demo_members
from imagine.worker import Worker, start_embedded
from tests.browser.stages import Stop
from tests.browser_fixtures import PATIENCE, WIDE, session_cookie, watch

# Milliseconds in which what a test expects must have happened; the machine may be busy.
expect.set_options(timeout=15_000)
# What htmx writes to the console about a line that a test has cut.
CUT = ("htmx:sendError", "htmx:responseError", "htmx:afterRequest", "Response Status Error Code")


@pytest.fixture
def generator(sandbox, live_server) -> str:
    """The key of the first generator; the studio knows them all."""
    assert catalogue.refresh(upstream.connect())
    return catalogue.entries()[0].key


@pytest.fixture
def worker(generator: str) -> Iterator[Worker]:
    """The worker's loops beside the live server, as `start` runs them."""
    running = start_embedded()
    yield running
    running.stop()
    assert not any(thread.is_alive() for thread in running.threads)


@pytest.fixture
def demo(settings, live_server) -> None:
    """The sign-in page has the demo's three doors."""
    settings.IMAGINE_DEMO = True
    ensure_demo_members()


@pytest.fixture
def stage(request: pytest.FixtureRequest, generator: str) -> Iterator[list[Stop]]:
    """The stops of one of the STAGES, set up; what it changes of the settings is undone afterwards."""
    with override_settings():
        yield request.param()


@pytest.fixture
def cut_page(chromium: Browser, live_server, artist: Member) -> Iterator[Page]:
    """The artist's window in a test that cuts the line, or answers with errors: the console may say so."""
    context = chromium.new_context(base_url=live_server.url, viewport=WIDE)
    context.set_default_timeout(PATIENCE)
    context.add_cookies([session_cookie(artist, live_server.url)])
    problems: list[str] = []
    page = context.new_page()
    watch(page, problems)
    yield page
    context.close()
    assert [problem for problem in problems if not problem.startswith(CUT)] == []
