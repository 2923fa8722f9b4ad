"""A second Chromium without what test tools pretend: of its tabs all but one really are hidden."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from blockade_site import browser as installed
from tests.browser_fixtures import ARGUMENTS

START_LIMIT, STOP_LIMIT = 20.0, 10


@contextmanager
def real_tabs(chromium: Browser) -> Iterator[BrowserContext]:
    """One window of an ordinary headless Chromium; its pages are tabs of it."""
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        command = [installed.find() or "chromium", "--headless", "--remote-debugging-port=0"]
        process = subprocess.Popen(
            [*command, *ARGUMENTS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{_port(Path(profile) / 'DevToolsActivePort')}"
            # Without defaults: with them Playwright tells every page that it is the one looked at.
            browser = chromium.browser_type.connect_over_cdp(address, no_defaults=True)
            yield browser.contexts[0]
            browser.close()
        finally:
            process.terminate()
            process.wait(STOP_LIMIT)


def _port(told: Path) -> int:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        lines = told.read_text().splitlines() if told.exists() else []
        if len(lines) == 2:
            return int(lines[0])
        time.sleep(0.05)
    raise AssertionError("Chromium did not say where it listens")
