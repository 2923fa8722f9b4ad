"""A selection as one zip: packed while it is sent, whole whatever happens to single pictures."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from imagine import archive, downloads
from imagine.downloads import manifest, zips
from imagine.models import Event, Imagine, Status
from imagine.views import downloads as view
from tests.making import row
from tests.pages import Visitor
from tests.picture_host import photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def kept(number: int, **fields: object) -> Imagine:
    imagine = row(status=Status.COMPLETE, prompt=f"Prompt of {number}", **fields)
    archive.keep(imagine, photo(200 + 2 * number, 100 + number))
    return imagine


@pytest.fixture
def client(viewer) -> Client:
    client = Client()
    client.force_login(viewer)
    return client


def unpacked(response) -> zipfile.ZipFile:
    assert response.status_code == 200
    packed = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert packed.testzip() is None
    return packed


def lines(packed: zipfile.ZipFile) -> list[dict[str, object]]:
    return json.loads(packed.read("manifest.json"))


def test_a_zip_holds_the_pictures_with_their_settings_and_a_manifest(client, viewer):
    imagines = [kept(number) for number in range(3)]
    response = client.post("/history/zip/", {"ids": [imagine.pk for imagine in imagines]})
    assert response["Content-Type"] == "application/zip"
    packed = unpacked(response)
    names = [f"{imagine.pk}-prompt-of-{number}.jpg" for number, imagine in enumerate(imagines)]
    assert packed.namelist() == [*reversed(names), "manifest.json", "manifest.csv"]
    with Image.open(io.BytesIO(packed.read(names[1]))) as picture:
        assert picture.size == (202, 101)
        assert b"Prompt of 1" in picture.info["xmp"]
    assert [(line["id"], line["file"], line["left_out"]) for line in lines(packed)] == [
        (imagine.pk, name, "") for imagine, name in zip(reversed(imagines), reversed(names), strict=True)
    ]
    (event,) = Event.objects.all()
    assert (event.what, event.member, event.details) == ("zip downloaded", viewer, {"imagines": 3})


def test_all_that_match_means_the_query_of_the_address(client):
    wanted, other = kept(1, generator="sky"), kept(2, generator="sea")
    packed = unpacked(client.post("/history/zip/?generator=sky", {"all": "1", "count": "1"}))
    assert [line["id"] for line in lines(packed)] == [wanted.pk]
    assert other.pk != wanted.pk


def test_what_has_no_picture_is_left_out_and_named(client):
    fine = kept(1)
    refused = row(status=Status.COMPLETE, archive_problem="The picture is larger than 64 MB.")
    failed = row(status=Status.ERROR)
    lost = kept(2)
    default_storage.delete(lost.picture.name)
    packed = unpacked(client.post("/history/zip/", {"ids": [fine.pk, refused.pk, failed.pk, lost.pk]}))
    assert {line["id"]: line["left_out"] for line in lines(packed)} == {
        fine.pk: "",
        refused.pk: "The picture is larger than 64 MB.",
        failed.pk: "It has no picture.",
        lost.pk: "The picture could not be read any more.",
    }
    assert packed.namelist() == [f"{fine.pk}-prompt-of-1.jpg", "manifest.json", "manifest.csv"]


def test_what_vanishes_while_the_zip_is_on_its_way_does_not_break_it(client, caplog):
    imagines = [kept(number) for number in range(4)]
    numbers = [imagine.pk for imagine in imagines]
    blocks = downloads.pack(downloads.plan(numbers))
    packed = [next(blocks)]
    default_storage.delete(imagines[1].picture.name)
    # Cut short, as by a disk that fails.
    with default_storage.open(imagines[2].picture.name, "r+b") as file:
        file.truncate(1)
    packed += blocks
    whole = zipfile.ZipFile(io.BytesIO(b"".join(packed)))
    assert whole.testzip() is None
    assert [line["left_out"] for line in lines(whole)][:2] == ["", "The picture could not be read any more."]
    assert whole.read(f"{numbers[3]}-prompt-of-3.jpg")


def test_one_that_is_deleted_meanwhile_is_named():
    imagines = [kept(number) for number in range(2)]
    wanted = downloads.plan([imagine.pk for imagine in imagines])
    numbers = wanted.numbers
    imagines[0].delete()
    whole = zipfile.ZipFile(io.BytesIO(b"".join(downloads.pack(wanted))))
    assert lines(whole)[0]["left_out"] == "It was deleted meanwhile."
    assert lines(whole)[1]["id"] == numbers[1]


def test_more_than_one_zip_holds_is_refused_with_words(viewer, monkeypatch):
    monkeypatch.setattr(zips, "PICTURES_AT_MOST", 1)
    page = Visitor(viewer).post("/history/zip/", {"ids": [kept(1).pk, kept(2).pk]})
    assert "A zip holds 1 pictures at most, and you selected 2." in page.text
    assert not Event.objects.exists()


def test_beyond_its_size_the_rest_is_left_out(monkeypatch):
    numbers = [kept(number).pk for number in range(2)]
    monkeypatch.setattr(zips, "BYTES_AT_MOST", 100)
    whole = zipfile.ZipFile(io.BytesIO(b"".join(downloads.pack(downloads.plan(numbers)))))
    assert [bool(line["left_out"]) for line in lines(whole)] == [False, True]


def test_nothing_selected_is_said(viewer):
    assert "Nothing is selected any more." in Visitor(viewer).post("/history/zip/", {"ids": ["x"]}).text


def test_a_few_zips_at_once_leave_threads_for_pages(client, viewer):
    imagine = kept(1)
    under_way = [client.post("/history/zip/", {"ids": [imagine.pk]}) for _ in range(view.AT_ONCE)]
    page = Visitor(viewer).post("/history/zip/", {"ids": [imagine.pk]})
    assert "3 zips are being downloaded right now." in page.text
    for response in under_way:
        unpacked(response)
    unpacked(client.post("/history/zip/", {"ids": [imagine.pk]}))


def test_a_zip_is_sent_by_post_alone_and_to_members_alone(client):
    assert client.get("/history/zip/").status_code == 405
    assert Client().post("/history/zip/", {"ids": ["1"]}).status_code == 302


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
def test_no_cell_is_a_formula(words):
    table = manifest.as_csv([manifest.row_of(row(prompt=words))])
    (line,) = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    assert line["prompt"] == f"'{words}"


def test_memory_does_not_grow_with_the_zip():
    out = io.BytesIO()
    Image.effect_noise((2000, 1000), 90).convert("RGB").save(out, "JPEG", quality=95)
    imagine = row(status=Status.COMPLETE)
    archive.keep(imagine, out.getvalue())
    numbers = [imagine.pk] + [
        row(status=Status.COMPLETE, picture=imagine.picture.name, picture_digest=imagine.picture_digest).pk
        for _ in range(30)
    ]
    tracemalloc.start()
    try:
        size = sum(map(len, downloads.pack(downloads.plan(numbers))))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 30 * len(out.getvalue())
    assert peak < 4_000_000
