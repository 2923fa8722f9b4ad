"""A cut download goes on where it stopped, and only if it is still the same picture."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from imagine import archive
from imagine.archive import due, fetching
from imagine.archive.partial import partial_of, place, sweep
from imagine.archive.problems import NotFetched, Unfit
from imagine.models import Event, Imagine, Status
from tests.making import row
from tests.picture_host import PictureHost, photo

pytestmark = pytest.mark.django_db
CUT = 3_000


@pytest.fixture
def host(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    with PictureHost(photo(600, 300)) as host:
        settings.BLOCKADE_URL = f"{host.origin}/api/v1"
        yield host


@pytest.fixture
def waiting(host):
    return row(status=Status.COMPLETE, file_url=f"{host.origin}/a.jpg", archive_due_at=timezone.now())


def attempt(imagine: Imagine) -> Imagine:
    """One more attempt now, however long it was to wait."""
    Imagine.objects.filter(pk=imagine.pk).update(archive_due_at=timezone.now())
    assert archive.fetch_next()
    imagine.refresh_from_db()
    return imagine


def content_of(imagine: Imagine) -> bytes:
    with imagine.picture.open("rb") as file:
        return file.read()


def test_a_cut_download_goes_on(host, waiting):
    host.cuts = [CUT, CUT]
    assert not attempt(waiting).picture
    assert not attempt(waiting).picture
    assert content_of(attempt(waiting)) == host.content
    assert host.ranges() == ["", f"bytes={CUT}-", f"bytes={2 * CUT}-"]
    assert list(place().iterdir()) == []


def test_another_picture_meanwhile_is_fetched_from_its_beginning(host, waiting):
    host.cuts = [CUT]
    attempt(waiting)
    host.content, host.etag = photo(400, 200), '"second"'
    assert content_of(attempt(waiting)) == host.content


def test_a_server_that_gives_no_ranges_is_asked_for_all(host, waiting):
    host.cuts, host.gives_ranges = [CUT], False
    attempt(waiting)
    assert content_of(attempt(waiting)) == host.content
    assert host.ranges() == ["", f"bytes={CUT}-"]


@pytest.mark.parametrize("etag", ['W/"weak"', ""])
def test_without_a_strong_mark_nothing_is_put_together(host, waiting, etag):
    host.cuts, host.etag = [CUT], etag
    attempt(waiting)
    assert content_of(attempt(waiting)) == host.content
    assert host.ranges() == ["", ""]


def test_a_fresh_signature_is_still_the_same_picture(host, waiting):
    host.cuts = [CUT]
    attempt(waiting)
    Imagine.objects.update(file_url=f"{host.origin}/a.jpg?signature=another")
    assert content_of(attempt(waiting)) == host.content
    assert host.ranges() == ["", f"bytes={CUT}-"]


def test_halves_that_make_no_picture_are_fetched_anew(host, waiting):
    whole = host.content
    host.cuts, host.content = [CUT], b"\0" * len(whole)
    attempt(waiting)
    host.content = whole
    assert not attempt(waiting).archive_problem
    assert content_of(attempt(waiting)) == whole


def test_what_came_whole_before_a_crash_is_not_fetched_again(host, waiting):
    with partial_of(waiting.pk) as partial:
        fetching.download(waiting.file_url, partial)
    assert content_of(attempt(waiting)) == host.content
    assert len(host.requests) == 1


def test_getting_on_slowly_is_not_given_up(host, waiting, monkeypatch):
    monkeypatch.setattr(due, "STEP", CUT)
    host.cuts = [CUT]
    Imagine.objects.update(archive_attempts=due.ATTEMPTS)
    assert attempt(waiting).archive_due_at is not None
    assert waiting.archive_attempts == 1


def test_giving_up_says_so_and_a_new_address_begins_anew(host, waiting):
    host.status = "503 Busy"
    Imagine.objects.update(archive_attempts=due.ATTEMPTS - 1)
    assert attempt(waiting).archive_problem == "The picture could not be fetched from the image service."
    assert (waiting.archive_due_at, waiting.archive_attempts) == (None, 0)


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found", "410 Gone"])
def test_an_address_that_expired_makes_the_row_be_read_again(host, waiting, status):
    host.status = status
    Imagine.objects.update(blockade_id=77)
    assert attempt(waiting).reread_at is not None
    assert waiting.archive_due_at > timezone.now() + timedelta(seconds=5)


def test_a_picture_that_is_kept_is_not_fetched_again_when_its_address_changes(host, waiting):
    attempt(waiting)
    before = waiting.revision
    Imagine.objects.update(file_url="https://images.blockadelabs.com/signed-anew.jpg")
    assert attempt(waiting).archive_due_at is None
    assert (len(host.requests), waiting.revision) == (1, before)


def test_a_picture_gone_upstream_still_shows(host, waiting):
    attempt(waiting)
    host.status = "404 Not Found"
    Imagine.objects.update(gone_at=timezone.now())
    assert content_of(attempt(waiting)) == host.content


def test_a_missing_preview_is_made_from_the_picture_that_is_there(host, waiting):
    host.content = photo(2400, 1200)
    attempt(waiting)
    waiting.preview.storage.delete(waiting.preview.name)
    Imagine.objects.update(preview="")
    assert attempt(waiting).preview.storage.exists(waiting.preview.name)
    assert len(host.requests) == 1


@pytest.mark.parametrize("announced", [True, False])
def test_more_than_64_mb_are_refused(host, waiting, monkeypatch, announced):
    monkeypatch.setattr(fetching, "MAX_BYTES", CUT)
    if not announced:
        host.behaviour = lambda connection: (
            host.server.request(connection),
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + host.content),
        )[1]
    assert attempt(waiting).archive_problem == "The picture is larger than 64 MB."
    assert list(place().iterdir()) == []


def test_two_workers_do_not_write_into_one_file(host, waiting):
    with partial_of(waiting.pk):
        assert not attempt(waiting).picture
    assert content_of(attempt(waiting)) == host.content


def test_nobody_keeps_halves_for_ever(host, waiting):
    host.cuts = [CUT]
    attempt(waiting)
    assert sweep() == 0
    yesterday = time.time() - 25 * 3600
    for path in place().iterdir():
        os.utime(path, (yesterday, yesterday))
    assert sweep() == 2
    assert list(place().iterdir()) == []


def test_a_person_may_ask_again(host, waiting, artist):
    host.content = b"<html>"
    assert attempt(waiting).archive_problem == "What came is not a picture that can be opened."
    host.content = photo()
    assert archive.fetch_again(waiting, artist)
    assert archive.fetch_next()
    waiting.refresh_from_db()
    assert (content_of(waiting), waiting.archive_problem) == (host.content, "")
    assert Event.objects.get().what == "picture asked again"
    assert not archive.fetch_again(waiting, artist)


def test_a_picture_that_was_lost_here_is_fetched_again(host, waiting, artist):
    attempt(waiting)
    waiting.picture.storage.delete(waiting.picture.name)
    assert archive.fetch_again(waiting, artist)
    assert archive.fetch_next()
    assert content_of(waiting) == host.content


def test_a_lock_is_given_back_however_it_ends(host, waiting):
    with pytest.raises(Unfit), partial_of(waiting.pk):
        raise Unfit("anything")
    with partial_of(waiting.pk), pytest.raises(NotFetched), partial_of(waiting.pk):
        pass
