"""A real Chromium for tests, and pages that fail the test when they break the house rules."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from blockade_site import browser as installed
from imagine.models import Member
from tests.chromium import ARGUMENTS

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Milliseconds for a step in the browser.
PATIENCE = 10_000

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which makes Django refuse its database there. The loop
    # only carries messages to the browser: nothing of Django ever runs in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=installed.find(), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_page(chromium: Browser, live_server) -> Iterator[OpenPage]:
    """Opens browser windows of the studio: `open_page(artist)`, `open_page(viewer, viewport=NARROW)`.

    Each has cookies of its own. At the end the test fails if a page asked another machine for something, was
    refused something by its Content-Security-Policy, or had an error in its scripts.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_(member: Member | None = None, **options: object) -> Page:
        context = chromium.new_context(base_url=live_server.url, **({"viewport": WIDE} | options))
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if member is not None:
            context.add_cookies([session_cookie(member, live_server.url)])
        page = context.new_page()
        watch(page, problems)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """One wide window in which nobody is signed in."""
    return open_page()


def session_cookie(member: Member, url: str) -> dict[str, str]:
    """The cookie of a member who has just signed in."""
    client = Client()
    client.force_login(member)
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies["sessionid"].value, "url": url}


def watch(page: Page, problems: list[str]) -> None:
    """Write down what a page must never do."""

    def asked(url: str) -> None:
        if urlsplit(url).hostname not in ("127.0.0.1", "localhost", None):
            problems.append(f"asked {url}")

    def said(kind: str, text: str) -> None:
        # Answers of 4xx are errors to the console too, but a test may well want one.
        if kind == "error" and not text.startswith("Failed to load resource"):
            problems.append(text)

    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: said(message.type, message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
