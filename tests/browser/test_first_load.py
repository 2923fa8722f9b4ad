"""The first load of a page, from the studio as `start` serves it: few requests, few bytes, all from here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.steps import be_in, come_in_as, send
from tests.browser_fixtures import WIDE, watch
from tests.studio_process import StudioProcess

MOST_REQUESTS, MOST_BYTES = 8, 60_000


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioProcess]:
    with StudioProcess(tmp_path_factory.mktemp("first-load") / "data") as studio:
        yield studio


@dataclass
class Traffic:
    """What one page loads with nothing in its cache, as it comes over the wire."""

    kinds: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def listen(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event.get("type", "")
        self.addresses[event["requestId"]] = event["request"]["url"]

    def _came(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    @property
    def without_images(self) -> dict[str, int]:
        """Bytes by path, of everything that is not a picture."""
        return {
            urlsplit(self.addresses[request]).path: size
            for request, size in self.sizes.items()
            if self.kinds[request] != "Image"
        }


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, studio: StudioProcess) -> Iterator[Page]:
    """The demo's artist, who has made one picture."""
    context = chromium.new_context(base_url=f"http://127.0.0.1:{studio.port}", viewport=WIDE)
    page = context.new_page()
    come_in_as(page, "Artist")
    be_in(send(page, "The first picture"), "complete")
    yield page
    context.close()


@pytest.mark.parametrize("page_name", ["sign in", "create", "every dial", "history", "queue", "one imagine"])
def test_the_first_load_of_a_page_is_light(chromium: Browser, signed_in: Page, page_name: str) -> None:
    path = {
        "sign in": "/accounts/sign-in/",
        "create": urlsplit(signed_in.url).path,
        "every dial": "/create/workshop/",
        "history": "/history/",
        "queue": "/queue/",
        "one imagine": f"/imagines/{signed_in.locator('.card').get_attribute('data-imagine')}/",
    }[page_name]
    problems: list[str] = []
    cookies = [] if page_name == "sign in" else signed_in.context.cookies()
    context = chromium.new_context(viewport=WIDE)
    context.add_cookies(cookies)
    page = context.new_page()
    watch(page, problems)
    traffic = Traffic()
    traffic.listen(page)
    page.goto(urljoin(signed_in.url, path), wait_until="networkidle")
    context.close()
    assert problems == []
    assert path in traffic.without_images
    assert len(traffic.without_images) <= MOST_REQUESTS, traffic.without_images
    assert sum(traffic.without_images.values()) <= MOST_BYTES, traffic.without_images
