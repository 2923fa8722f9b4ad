"""A finished picture of ours goes into a form in place of an upload."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db.models.fields.files import FieldFile
from PIL import Image as Pillow

from imagine import archive, catalogue, upstream, worker
from imagine.models import Attachment, Imagine, Status
from tests.making import row
from tests.pages import Visitor
from tests.views.filling import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(artist, sandbox) -> Imagine:
    """A finished imagine with its picture here."""
    catalogue.refresh(upstream.connect())
    out = BytesIO()
    Pillow.linear_gradient("L").resize((256, 128)).convert("RGB").save(out, "JPEG")
    finished = row(artist, generator="workshop", status=Status.COMPLETE)
    archive.keep(finished, out.getvalue())
    finished.refresh_from_db()
    return finished


@pytest.fixture
def stand_in(artist, picture) -> str:
    """The name under which the workshop's form takes a picture of ours."""
    page = Visitor(artist).get("/create/workshop/")
    upload = page.select_one("[data-upload] input[type=file]")
    return f"image-{upload['name'].removeprefix('p-')}"


def content_of(file: FieldFile) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


def test_every_finished_card_offers_its_picture(artist, picture):
    page = Visitor(artist).get("/create/workshop/")
    assert page.select_one(f"#imagine-{picture.pk} a[href='/imagines/{picture.pk}/use/']")


def test_where_several_settings_take_pictures_they_are_listed(artist, picture, stand_in):
    links = Visitor(artist).get(f"/imagines/{picture.pk}/use/").select(".places a")
    assert f"/create/workshop/?{stand_in}={picture.pk}&onto=draft" in [link["href"] for link in links]
    assert len(links) > 1


def test_where_only_one_does_it_goes_there_at_once(artist, picture, sandbox):
    upload = {"sketch": {"type": "image"}}
    sandbox.generators([{"generator": "sky", "params": upload}])
    catalogue.refresh(upstream.connect())
    answer = Visitor(artist).client.get(f"/imagines/{picture.pk}/use/")
    assert answer.headers["Location"] == f"/create/sky/?image-sketch={picture.pk}&onto=draft"


def test_the_form_shows_it_and_sends_our_copy(artist, picture, stand_in, sandbox):
    studio = Visitor(artist)
    page = studio.get("/create/workshop/", **{stand_in: picture.pk})
    assert page.select_one("details.more[open] .stands-in")
    assert page.select_one(f".stands-in img[src^='/imagines/{picture.pk}/thumbnail/']")
    studio.post("/create/workshop/", filled(page, prompt="Like this one"))
    attachment = Attachment.objects.get()
    assert content_of(attachment.file) == content_of(picture.picture)
    assert attachment.content_type == "image/jpeg"
    worker.run_until_idle()
    assert sandbox.statistics()["accepted_count"] == 1


def test_it_stays_in_the_draft_and_beside_errors(artist, picture, stand_in):
    studio = Visitor(artist)
    page = studio.get("/create/workshop/", **{stand_in: picture.pk})
    page = studio.post("/create/workshop/", filled(page, prompt=""))
    assert page.select_one(".stands-in input")["value"] == str(picture.pk)
    assert studio.get("/create/workshop/").select_one(".stands-in input")["value"] == str(picture.pk)


def test_unticked_it_is_not_sent(artist, picture, stand_in):
    studio = Visitor(artist)
    data = filled(studio.get("/create/workshop/", **{stand_in: picture.pk}), prompt="Without it")
    del data[stand_in]
    studio.post("/create/workshop/", data)
    assert not Attachment.objects.exists()


def test_a_remix_takes_the_file_along(artist, picture, stand_in):
    studio = Visitor(artist)
    studio.post(
        "/create/workshop/",
        filled(studio.get("/create/workshop/", **{stand_in: picture.pk}), prompt="Once"),
    )
    first = Imagine.objects.latest("pk")
    page = studio.get("/create/workshop/", **{"from": first.pk})
    studio.post("/create/workshop/", filled(page, prompt="And again"))
    again = Imagine.objects.latest("pk")
    assert content_of(again.attachments.get().file) == content_of(picture.picture)


@pytest.mark.parametrize("named", ["0", "999999", "x", "file-999999", "-1"])
def test_a_picture_that_is_not_there_is_ignored(artist, stand_in, named):
    assert Visitor(artist).get("/create/workshop/", **{stand_in: named}).select(".stands-in") == []
