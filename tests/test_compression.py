"""Pages travel compressed, pictures do not."""

from __future__ import annotations

import gzip

import pytest

from imagine import archive
from tests.making import row
from tests.pages import Visitor
from tests.test_archive import picture

pytestmark = pytest.mark.django_db


def test_a_page_is_compressed_for_those_who_can_read_it(viewer):
    for _ in range(12):
        row()
    client = Visitor(viewer).client
    plain = client.get("/history/")
    packed = client.get("/history/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.content).count(b"data-imagine") == 12
    assert len(packed.content) < len(plain.content) / 3


def test_a_picture_is_sent_as_it_is(viewer):
    imagine = row()
    archive.keep(imagine, picture())
    answer = Visitor(viewer).client.get(
        f"/imagines/{imagine.pk}/picture/", headers={"Accept-Encoding": "gzip"}
    )
    assert "Content-Encoding" not in answer.headers
    assert b"".join(answer.streaming_content) == picture()
    answer.close()
