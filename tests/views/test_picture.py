"""Pictures come from our own archive: whole or in ranges, kept by the browser, to members alone."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from imagine import archive
from imagine.models import Imagine, Status
from tests.making import row
from tests.pages import Visitor
from tests.picture_host import photo

pytestmark = pytest.mark.django_db
CONTENT = photo(2400, 1200)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kept(artist) -> Imagine:
    imagine = row(artist, status=Status.COMPLETE, prompt="Über den Dächern, “zu zweit”; a/b")
    archive.keep(imagine, CONTENT)
    return imagine


@pytest.fixture
def client(viewer) -> Client:
    client = Client()
    client.force_login(viewer)
    return client


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_picture_is_sent_as_what_it_is_and_kept_for_ever(client, kept):
    response = client.get(f"/imagines/{kept.pk}/picture/")
    assert body(response) == CONTENT
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"].startswith('"')


SIZE = len(CONTENT)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-99", 10, 100),
        (f"bytes={SIZE - 5}-", SIZE - 5, SIZE),
        (f"bytes=100-{SIZE * 2}", 100, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        (f"bytes=-{SIZE * 2}", 0, SIZE),
    ],
)
def test_a_range_is_sent_alone(client, kept, asked, start, end):
    response = client.get(f"/imagines/{kept.pk}/picture/", headers={"Range": asked})
    assert response.status_code == 206
    assert body(response) == CONTENT[start:end]
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert response["Content-Length"] == str(end - start)


@pytest.mark.parametrize("asked", ["bytes=5-4", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=x-", "-5"])
def test_a_range_that_makes_no_sense_or_is_several_gets_everything(client, kept, asked):
    response = client.get(f"/imagines/{kept.pk}/picture/", headers={"Range": asked})
    assert (response.status_code, body(response)) == (200, CONTENT)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=-0"])
def test_a_range_beyond_the_end_is_416_with_the_size(client, kept, asked):
    response = client.get(f"/imagines/{kept.pk}/picture/", headers={"Range": asked})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"


def test_a_range_of_another_picture_gets_everything(client, kept):
    url = f"/imagines/{kept.pk}/picture/"
    etag = client.head(url)["ETag"]
    same = client.get(url, headers={"Range": "bytes=0-9", "If-Range": etag})
    other = client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (same.status_code, body(same)) == (206, CONTENT[:10])
    assert (other.status_code, body(other)) == (200, CONTENT)


def test_a_browser_that_has_it_is_told_so(client, kept):
    url = f"/imagines/{kept.pk}/picture/"
    etag = client.head(url)["ETag"]
    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        response = client.get(url, headers={"If-None-Match": known})
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)


def test_a_head_request_tells_size_without_a_body(client, kept):
    response = client.head(f"/imagines/{kept.pk}/picture/")
    assert (response.status_code, body(response)) == (200, b"")
    assert response["Content-Length"] == str(SIZE)


def test_a_picture_can_be_read_from_a_storage_that_only_goes_forwards(client, settings, artist):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "tests.storages.ForwardsOnly"}}
    imagine = row(artist, status=Status.COMPLETE)
    archive.keep(imagine, CONTENT)
    url = f"/imagines/{imagine.pk}/picture/"
    assert body(client.get(url)) == CONTENT
    assert body(client.get(url, headers={"Range": "bytes=1000-1999"})) == CONTENT[1000:2000]
    assert body(client.get(f"{url}?download=original")) == CONTENT
    assert len(body(client.get(f"{url}?download"))) > SIZE


def test_previews_and_thumbnails_are_sent(client, kept):
    for path in ("preview/", "thumbnail/large/", "thumbnail/small/"):
        response = client.get(f"/imagines/{kept.pk}/{path}")
        assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
        assert body(response)[8:12] == b"WEBP"
    assert client.get(f"/imagines/{kept.pk}/thumbnail/huge/").status_code == 404


def test_the_picture_stands_in_for_a_preview_that_is_not_made_yet_but_not_for_ever(client, kept):
    Imagine.objects.update(preview="")
    response = client.get(f"/imagines/{kept.pk}/preview/")
    assert body(response) == CONTENT
    assert "immutable" not in response["Cache-Control"]


def test_a_small_picture_is_its_own_preview(client, artist):
    imagine = row(artist)
    archive.keep(imagine, photo(200, 100))
    response = client.get(f"/imagines/{imagine.pk}/preview/")
    assert body(response) == photo(200, 100)
    assert "immutable" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["picture/", "preview/", "thumbnail/small/"])
def test_what_is_in_the_trash_is_not_shown_at_its_old_address(client, kept, path):
    Imagine.objects.update(trashed_at=timezone.now())
    assert client.get(f"/imagines/{kept.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["picture/", "picture/?download", "preview/", "thumbnail/small/"])
def test_strangers_are_led_to_sign_in(kept, path):
    response = Client().get(f"/imagines/{kept.pk}/{path}")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/sign-in/")


@pytest.mark.parametrize("path", ["picture/", "picture/?download", "picture/?download=original", "preview/"])
def test_no_picture_and_a_lost_picture_are_404(client, kept, path):
    default_storage.delete(kept.picture.name)
    default_storage.delete(kept.preview.name)
    assert client.get(f"/imagines/{kept.pk}/{path}").status_code == 404
    assert client.get(f"/imagines/{row().pk}/{path}").status_code == 404


def test_a_saved_file_is_named_after_its_words(client, kept):
    response = client.get(f"/imagines/{kept.pk}/picture/?download=original")
    assert body(response) == CONTENT
    name = f"{kept.pk}-%C3%BCber-den-d%C3%A4chern-zu-zweit-ab.jpg"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


def test_a_download_that_was_cut_goes_on(client, kept):
    url = f"/imagines/{kept.pk}/picture/?download"
    whole = client.get(url)
    content, etag = body(whole), whole["ETag"]
    assert len(content) > SIZE
    rest = client.get(url, headers={"Range": "bytes=300-", "If-Range": etag})
    assert (rest.status_code, body(rest)) == (206, content[300:])


@pytest.fixture
def given_up(artist) -> Imagine:
    return row(artist, status=Status.COMPLETE, archive_problem="The picture is larger than 64 MB.")


def test_its_owner_may_ask_for_a_picture_again(artist, given_up):
    page = Visitor(artist).post(f"/imagines/{given_up.pk}/fetch/")
    assert "The picture is fetched again." in page.text
    given_up.refresh_from_db()
    assert given_up.archive_due_at is not None


def test_others_may_not_ask_for_a_picture_again(make_member, viewer, given_up):
    for member in (viewer, make_member("other", "artist")):
        Visitor(member).post(f"/imagines/{given_up.pk}/fetch/", expect=403)
    given_up.refresh_from_db()
    assert given_up.archive_due_at is None


def test_an_admin_may_ask_for_a_picture_made_elsewhere(admin_member):
    imagine = row(status=Status.COMPLETE, archive_problem="It is too large.")
    Visitor(admin_member).post(f"/imagines/{imagine.pk}/fetch/")
    imagine.refresh_from_db()
    assert imagine.archive_due_at is not None


def test_what_is_here_is_not_asked_for_again(artist, kept):
    page = Visitor(artist).post(f"/imagines/{kept.pk}/fetch/")
    assert "The picture is here already" in page.text
