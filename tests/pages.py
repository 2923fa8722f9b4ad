"""Pages as tests read them: fetched by Django's client, parsed, and held to the house rules."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from imagine.models import Member


class Visitor:
    """One person's browser without scripts. Every page read must be whole, every id on it unique."""

    def __init__(self, member: Member | None = None) -> None:
        self.client = Client()
        if member is not None:
            self.client.force_login(member)

    def get(self, path: str, *, expect: int = 200, htmx: bool = False, **query: Any) -> BeautifulSoup:
        """Read a page, or with `htmx` the part that a page asks for."""
        return self._read(self.client.get(path, query, headers=_headers(htmx, path)), expect, htmx)

    def follow(self, path: str) -> BeautifulSoup:
        """Read the page that an address leads to."""
        return self._read(self.client.get(path, follow=True), 200, False)

    def post(self, path: str, data: Any = None, *, expect: int = 200, htmx: bool = False) -> BeautifulSoup:
        """Send a form and follow where it leads, as a browser does."""
        answer = self.client.post(path, data or {}, follow=True, headers=_headers(htmx, path))
        return self._read(answer, expect, htmx)

    def ask(self, path: str, *, htmx: bool = False, **query: Any) -> HttpResponse:
        """The bare answer, for those that are no page."""
        return self.client.get(path, query, headers=_headers(htmx, path))

    def _read(self, answer: HttpResponse, expect: int, htmx: bool) -> BeautifulSoup:
        assert answer.status_code == expect, f"{answer.status_code}: {answer.content[:400]!r}"
        page = BeautifulSoup(answer.content, "html.parser")
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids)), f"an id stands twice in {sorted(ids)}"
        assert bool(page.select_one("html")) is not htmx, (
            "a part where a page was due, or the other way round"
        )
        assert not page.select("[style], [onclick], script:not([src])"), "the policy forbids what is inline"
        return page


def _headers(htmx: bool, path: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"} if htmx else {}
