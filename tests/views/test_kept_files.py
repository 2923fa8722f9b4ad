"""A file that was chosen once is there when the form comes back."""

from __future__ import annotations

import io

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from imagine import kept_files
from imagine.models import Attachment, Imagine, KeptFile, Preset
from tests.pages import Visitor
from tests.views.filling import filled

pytestmark = pytest.mark.django_db
WORKSHOP = "/create/workshop/"


def sketch(name: str = "cliff.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (64, 32), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


@pytest.fixture
def field(studio) -> str:
    """The name of the workshop's first upload."""
    return studio.get(WORKSHOP).select_one("[data-upload] input[type=file]")["name"]


@pytest.fixture
def beside_error(studio, field):
    """The page after a form without a prompt was sent with a file."""
    return studio.post(WORKSHOP, filled(studio.get(WORKSHOP)) | {field: sketch()})


def test_beside_an_error_it_is_still_chosen_and_named(beside_error):
    stand_in = beside_error.select_one(".stands-in")
    assert "cliff.png" in stand_in.text
    assert stand_in.select_one("input[checked]")["value"].startswith("kept-")
    assert Imagine.objects.count() == 0


def test_it_goes_out_with_the_next_sending(studio, beside_error):
    studio.post(WORKSHOP, filled(beside_error, prompt="With the cliff"))
    sent = Attachment.objects.get()
    with sent.file.open("rb") as opened:
        assert opened.read() == sketch().read()
    assert (sent.name, sent.content_type) == ("cliff.png", "image/png")


def test_it_is_there_after_a_reload_and_after_sending(studio, beside_error):
    page = studio.get(WORKSHOP)
    assert "cliff.png" in page.select_one(".stands-in").text
    page = studio.post(WORKSHOP, filled(page, prompt="Sent"))
    assert "cliff.png" in page.select_one(".stands-in").text
    assert KeptFile.objects.count() == 1


def test_unticked_it_is_removed(studio, beside_error):
    data = filled(beside_error, prompt="Without it")
    data = {name: value for name, value in data.items() if not str(value).startswith("kept-")}
    page = studio.post(WORKSHOP, data)
    assert Attachment.objects.count() == 0
    assert page.select(".stands-in") == []


def test_another_file_takes_its_place(studio, beside_error, field):
    page = studio.post(WORKSHOP, filled(beside_error) | {field: sketch_of("other.png", "red")})
    assert "other.png" in page.select_one(".stands-in").text


def sketch_of(name: str, colour: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 4), colour).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def test_one_that_the_field_refuses_is_not_kept_and_the_error_says_why(studio, field):
    page = studio.post(
        WORKSHOP,
        filled(studio.get(WORKSHOP)) | {field: SimpleUploadedFile("notes.png", b"words", "image/png")},
    )
    assert "no picture we can read" in page.select_one(".why").text
    assert not KeptFile.objects.exists()


def test_one_that_expired_meanwhile_stops_the_sending_and_says_so(studio, beside_error):
    KeptFile.objects.all().delete()
    page = studio.post(WORKSHOP, filled(beside_error, prompt="Not without it"))
    assert "no longer here" in page.select_one(".why").text
    assert Imagine.objects.count() == 0
    assert "no longer here" in studio.get(WORKSHOP).select_one(".notice[role=status]").text
    page = studio.post(WORKSHOP, filled(page))
    assert Imagine.objects.count() == 1


def test_nobody_else_can_use_or_see_it(studio, beside_error, make_member, field):
    kept = KeptFile.objects.get()
    other = Visitor(make_member("other", role="artist"))
    stand_in = f"image-{field.removeprefix('p-')}"
    page = other.get(WORKSHOP, **{stand_in: kept_files.handle(kept)})
    assert page.select(".stands-in") == []
    assert other.ask(f"/files/{kept.pk}/").status_code == 404
    answer = studio.ask(f"/files/{kept.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "private" in answer["Cache-Control"]
    answer.close()


def test_a_preset_does_without_it_and_says_so(studio, beside_error):
    data = filled(beside_error, prompt="As a preset") | {"preset_name": "Cliffs"}
    page = studio.post("/create/workshop/presets/", data)
    assert "without the chosen file" in page.select_one("#toasts").text
    assert not any(isinstance(value, dict) for value in Preset.objects.get().values.values())
    assert "cliff.png" in page.select_one(".stands-in").text


def test_saving_a_preset_loses_no_file_that_was_just_chosen(studio, field):
    data = filled(studio.get(WORKSHOP)) | {"preset_name": "Cliffs", field: sketch()}
    assert "cliff.png" in studio.post("/create/workshop/presets/", data).select_one(".stands-in").text


def test_after_a_session_that_ended_its_name_is_told(studio, field, artist):
    data = filled(studio.get(WORKSHOP), prompt="Too late") | {field: sketch()}
    Session.objects.all().delete()
    cache.clear()
    studio.client.post(WORKSHOP, data)
    assert not KeptFile.objects.exists()
    studio.client.force_login(artist)
    page = studio.follow(WORKSHOP)
    assert "“cliff.png” was not kept" in page.select_one("#toasts").text
    assert filled(page)["p-prompt"] == "Too late"


def test_one_kept_before_the_session_ended_is_still_chosen(studio, beside_error, artist):
    data = filled(beside_error, prompt="Too late")
    Session.objects.all().delete()
    cache.clear()
    studio.client.post(WORKSHOP, data)
    studio.client.force_login(artist)
    page = studio.follow(WORKSHOP)
    assert "cliff.png" in page.select_one(".stands-in").text
    assert filled(page)["p-prompt"] == "Too late"


def test_a_browser_hands_it_in_at_once_and_gets_what_stands_in_for_it(studio, field):
    answer = studio.client.post("/create/workshop/files/", {field: sketch()})
    assert answer.status_code == 200
    assert "cliff.png" in answer.content.decode()
    assert "kept-" in answer.content.decode()


def test_a_file_handed_in_that_is_wrong_is_told_in_words(studio, field):
    wrong = SimpleUploadedFile("notes.png", b"words", "image/png")
    answer = studio.client.post("/create/workshop/files/", {field: wrong})
    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert answer.content.decode() == "This is no picture we can read. PNG, JPEG or WebP."
    assert not KeptFile.objects.exists()


def test_the_very_same_form_with_its_kept_file_is_the_same_again(studio, field):
    first = filled(studio.get(WORKSHOP), prompt="Once") | {"p-seed": "7"}
    studio.post(WORKSHOP, first | {field: sketch()})
    page = studio.post(WORKSHOP, filled(studio.get(WORKSHOP)))
    assert "Already made by you" in page.select_one("#before").text
    assert Imagine.objects.count() == 1
