"""Bytes to JSON where Python alone would give up."""

import json
import time
from typing import Any

import pytest

from imagine.blockade.json_text import parse


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": [1, 2.5, "x", null, true]}', {"a": [1, 2.5, "x", None, True]}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'["\xe9\xff"]', ["\ufffd\ufffd"]),
        (b"[NaN, Infinity, -Infinity]", [None, None, None]),
        (b"[" + b"9" * 5000 + b"]", [None]),
        (
            b"[9223372036854775807, 9223372036854775808, -9223372036854775808]",
            [2**63 - 1, "9223372036854775808", "-9223372036854775808"],
        ),
        (b'["line\nbreak"]', ["line\nbreak"]),
        (b'"text"', "text"),
    ],
)
def test_odd_json_is_read(body: bytes, value: object) -> None:
    assert parse(body) == value


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b'{"a": 1,, }', b"\x00", b"SSH-2.0", b"[1] [2]", b"\xff\xfe"]
)
def test_what_is_no_json_raises(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (Python's own words)
        parse(body)


def test_what_is_too_deep_is_cut_and_its_neighbours_stay() -> None:
    deep = "[" * 50_000 + "]" * 50_000
    tricky = json.dumps('a "quote" and [ brackets { in \\ text \\')
    value: Any = parse(f'{{"rows": [{{"id": 1, "deep": {deep}}}, {{"id": 2, "text": {tricky}}}]}}'.encode())
    first, second = value["rows"]
    assert first["id"] == 1
    assert second == {"id": 2, "text": json.loads(tricky)}


@pytest.mark.parametrize("tail", ['"' + '\\"' * 500_000, "]" * 500_000, '"' * 499_999, "\\" * 500_000])
def test_hostile_depth_takes_no_longer_than_its_length(tail: str) -> None:
    started = time.perf_counter()
    with pytest.raises(ValueError):  # noqa: PT011 (Python's own words)
        parse(("[" * 5000 + tail).encode())
    assert time.perf_counter() - started < 3
