"""Taking pictures home in a real browser: one with its settings inside, and several as a zip."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from imagine import archive
from imagine.models import Imagine, Member, Status
from tests.browser_fixtures import NARROW, OpenPage
from tests.making import row
from tests.picture_host import photo


@pytest.fixture
def made(artist: Member, generator: str) -> list[Imagine]:
    """Three of the artist's with pictures, the newest first."""
    rows = []
    for number in range(3):
        words = f"A fjord & <its> ferry {number}"
        rows.append(
            row(
                artist,
                status=Status.COMPLETE,
                ended_at=timezone.now(),
                generator=generator,
                prompt=words,
                params={"prompt": words, "seed": number},
            )
        )
        archive.keep(rows[-1], photo(400 + 2 * number, 200 + number))
    return rows[::-1]


def pick(page: Page, imagines: list[Imagine]) -> None:
    page.goto("/history/")
    for imagine in imagines:
        page.locator(f"#tick-{imagine.pk}").click()


def test_a_saved_picture_opens_with_its_settings_inside(
    open_page: OpenPage, viewer: Member, made: list[Imagine]
) -> None:
    # A sphere that turns takes all there is of a machine without a graphics card.
    page = open_page(viewer, reduced_motion="reduce")
    page.goto(made[0].get_absolute_url())
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download").click()
    saved = coming.value
    assert saved.suggested_filename == f"{made[0].pk}-a-fjord-its-ferry-2.jpg"
    with Image.open(saved.path()) as picture:
        assert picture.size == (404, 202)
        assert b"A fjord &amp; &lt;its&gt; ferry 2" in picture.info["xmp"]
        assert b"equirectangular" in picture.info["xmp"]


def test_what_is_selected_comes_as_one_zip(open_page: OpenPage, viewer: Member, made: list[Imagine]) -> None:
    page = open_page(viewer)
    pick(page, made[:2])
    with page.expect_download() as coming:
        page.get_by_role("form", name="Selection").get_by_role("button", name="Download").click()
    with zipfile.ZipFile(Path(coming.value.path())) as packed:
        assert packed.testzip() is None
        lines = json.loads(packed.read("manifest.json"))
    assert [line["id"] for line in lines] == [imagine.pk for imagine in made[:2]]
    # A download is no page: the selection is still there for what comes next.
    expect(page.locator("[data-tick]:checked")).to_have_count(2)


def test_a_zip_comes_without_scripts_on_a_phone(
    open_page: OpenPage, viewer: Member, made: list[Imagine]
) -> None:
    page = open_page(viewer, java_script_enabled=False, viewport=NARROW)
    pick(page, made[:1])
    with page.expect_download() as coming:
        page.get_by_role("form", name="Selection").get_by_role("button", name="Download").click()
    assert coming.value.suggested_filename.endswith(".zip")
