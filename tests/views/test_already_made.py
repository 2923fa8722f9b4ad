"""The very same request is pointed out before it is paid for again."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from imagine.models import Imagine, Status
from tests.pages import Visitor
from tests.views.filling import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(studio, key) -> Imagine:
    """One that was made of these very settings."""
    studio.post(f"/create/{key}/", filled(studio.get(f"/create/{key}/"), prompt="The same", seed="7"))
    return Imagine.objects.get()


def ask_for_it(visitor: Visitor, key: str, **more: str):
    page = visitor.get(f"/create/{key}/")
    return visitor.post(f"/create/{key}/", filled(page, prompt="The same", seed="7") | more)


def test_it_is_said_with_its_author_and_a_link(studio, key, twin, make_member):
    somebody = Visitor(make_member("somebody", role="artist"))
    page = ask_for_it(somebody, key)
    assert Imagine.objects.count() == 1
    notice = page.select_one("#before .made")
    assert "Already made by artist" in " ".join(notice.text.split())
    assert notice.select_one(f"a[href='{twin.get_absolute_url()}']")


def test_a_second_press_runs_it_anyway(studio, key, twin):
    page = ask_for_it(studio, key)
    button = page.select_one("#before button[name=anyway]")
    studio.post(f"/create/{key}/", filled(page) | {"anyway": button["value"]})
    assert Imagine.objects.count() == 2


def test_a_drawn_seed_is_never_the_same(studio, key, twin):
    page = studio.get(f"/create/{key}/")
    studio.post(f"/create/{key}/", filled(page, prompt="The same", seed=""))
    assert Imagine.objects.count() == 2


def test_one_that_failed_is_no_reason_to_stop(studio, key, twin):
    Imagine.objects.update(status=Status.ERROR)
    ask_for_it(studio, key)
    assert Imagine.objects.count() == 2


def test_another_file_is_another_request(studio, sandbox):
    def send(content: bytes):
        data = filled(studio.get("/create/workshop/"), prompt="With a file", seed="7")
        upload = next(
            tag["name"] for tag in studio.get("/create/workshop/").select("[data-upload] input[type=file]")
        )
        return studio.post("/create/workshop/", data | {upload: SimpleUploadedFile("a.txt", content)})

    for content, rows in [(b"one", 1), (b"one", 1), (b"two", 2)]:
        send(content)
        assert Imagine.objects.count() == rows
