"""Imagines and history pages, in all the ways they were seen and some that were not."""

import json
from datetime import UTC, datetime

import pytest

from imagine.blockade.errors import Garbled
from imagine.blockade.records import IN_PROGRESS, TERMINAL, HistoryPage, Imagine

ROW = {
    "id": 123456,
    "status": "complete",
    "queue_position": 1,
    "file_url": "https://images.example/full.jpg?ver=1",
    "thumb_url": "https://images.example/thumb.jpg?ver=1",
    "title": "Imagination #123456",
    "user_id": 1,
    "username": "artist@example.com",
    "error_message": None,
    "obfuscated_id": "460370b7328a5cb8dbddd6ef0d1c9dd4",
    "pusher_channel": "status_update_460370b7328a5cb8dbddd6ef0d1c9dd4",
    "pusher_event": "status_update",
    "created_at": "2023-03-18T10:42:19+00:00",
    "updated_at": "2023-03-18T10:42:39.123456Z",
    "dispatched_at": "2023-03-18T12:42:20+02:00",
    "processing_at": "2023-03-18 10:42:21",
    "completed_at": "",
    "type": "imaginarium",
    "generator": "stable-skybox",
    "generator_data": {"prompt": "autumn forest", "seed": 1432443},
    "surprise": [1, {"two": 2}],
}


def row(**changes: object) -> dict[str, object]:
    return ROW | changes


def test_a_row_is_read_whole() -> None:
    assert Imagine.from_json(ROW) == Imagine(
        id=123456,
        status="complete",
        queue_position=1,
        file_url="https://images.example/full.jpg?ver=1",
        thumb_url="https://images.example/thumb.jpg?ver=1",
        title="Imagination #123456",
        username="artist@example.com",
        error_message="",
        obfuscated_id="460370b7328a5cb8dbddd6ef0d1c9dd4",
        type="imaginarium",
        generator="stable-skybox",
        params={"prompt": "autumn forest", "seed": 1432443},
        prompt="autumn forest",
        created_at=datetime(2023, 3, 18, 10, 42, 19, tzinfo=UTC),
        updated_at=datetime(2023, 3, 18, 10, 42, 39, 123456, tzinfo=UTC),
        dispatched_at=datetime(2023, 3, 18, 10, 42, 20, tzinfo=UTC),
        processing_at=datetime(2023, 3, 18, 10, 42, 21, tzinfo=UTC),
        completed_at=None,
        pusher_channel="status_update_460370b7328a5cb8dbddd6ef0d1c9dd4",
        pusher_event="status_update",
        raw=ROW,
    )


@pytest.mark.parametrize("envelope", ["request", "response", "imagine"])
def test_envelopes_are_opened(envelope: str) -> None:
    assert Imagine.from_json({envelope: ROW}) == Imagine.from_json(ROW)


def test_the_sandboxes_two_envelopes_are_one_row() -> None:
    assert Imagine.from_json({"request": ROW, "response": ROW}) == Imagine.from_json(ROW)


def test_a_bare_row_may_have_a_key_named_like_an_envelope() -> None:
    assert Imagine.from_json(row(request={"id": 9, "status": "x"})).id == 123456


@pytest.mark.parametrize("nothing", [None, "", "absent"])
def test_absent_null_and_empty_are_alike(nothing: str | None) -> None:
    bare = {"id": 5} if nothing == "absent" else dict.fromkeys(ROW, nothing) | {"id": 5}
    read = Imagine.from_json(bare)
    assert (read.id, read.status, read.queue_position, read.params) == (5, "unknown", None, {})
    texts = (read.file_url, read.title, read.error_message, read.obfuscated_id, read.generator, read.prompt)
    assert set(texts) == {""}
    assert read.created_at is None


def test_numbers_may_be_text() -> None:
    read = Imagine.from_json(row(id="123456", queue_position="2.0", title=7))
    assert (read.id, read.queue_position, read.title) == (123456, 2, "7")


@pytest.mark.parametrize("wrong", [None, "", "x", 0, -1, 1.5, True, [], {}, 2**63, "१२", float("nan")])
def test_without_an_id_there_is_no_imagine(wrong: object) -> None:
    with pytest.raises(Garbled):
        Imagine.from_json(row(id=wrong))


@pytest.mark.parametrize("odd", [None, [], "text", 5, True, {"request": None}, {"request": []}, [ROW]])
def test_what_is_no_row_is_garbled(odd: object) -> None:
    with pytest.raises(Garbled):
        Imagine.from_json(odd)


def test_unknown_statuses_stay_text_and_are_not_settled() -> None:
    read = Imagine.from_json(row(status=" Dreaming "))
    assert read.status == "dreaming"
    assert not read.is_settled


def test_a_settled_status_is_one_that_never_changes() -> None:
    assert [Imagine.from_json(row(status=status)).is_settled for status in (*IN_PROGRESS, *TERMINAL)] == [
        *[False] * 3,
        *[True] * 3,
    ]


def test_a_skybox_row_keeps_its_settings_at_the_top() -> None:
    skybox = {
        "id": 7,
        "status": "complete",
        "type": "skybox remix",
        "prompt": "salt flats",
        "seed": 5_000_000_000,
        "negative_text": None,
        "skybox_style_name": "Digital Painting",
        "remix_imagine_id": 6,
    }
    read = Imagine.from_json(skybox)
    assert read.prompt == "salt flats"
    assert read.generator == ""
    assert read.params == {
        "prompt": "salt flats",
        "seed": 5_000_000_000,
        "skybox_style_name": "Digital Painting",
        "remix_imagine_id": 6,
    }


@pytest.mark.parametrize("empty", [None, "", [], {}, 0, "text"])
def test_generator_data_may_be_nothing(empty: object) -> None:
    assert Imagine.from_json(row(generator_data=empty)).params == {}
    assert Imagine.from_json(row(generator_data=empty, prompt="fog")).params == {"prompt": "fog"}


def test_generator_data_may_be_a_list() -> None:
    listed = [{"name": "prompt", "value": "fog"}, {"name": "seed", "value": 3}, "odd", {"value": 1}]
    assert Imagine.from_json(row(generator_data=listed)).params == {"prompt": "fog", "seed": 3}


def test_a_prompt_beside_generator_data_is_used_where_that_has_none() -> None:
    read = Imagine.from_json(row(generator_data={"seed": 1}, prompt="fog"))
    assert (read.params, read.prompt) == ({"seed": 1}, "fog")


@pytest.mark.parametrize(
    "odd",
    [
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "yesterday",
        "2023-13-40",
        1679136139,
        True,
        {},
        "2023-03-18T10:42:19+99:00",
    ],
)
def test_odd_dates_are_none(odd: object) -> None:
    assert Imagine.from_json(row(created_at=odd)).created_at is None


def test_text_is_made_storable_everywhere() -> None:
    odd = "nul \0 half \ud83d whole \U0001f600"
    clean = "nul  half \ufffd whole \U0001f600"
    read = Imagine.from_json(row(title=odd, generator_data={odd: [odd, {"a": odd}]}, surprise={odd: odd}))
    assert read.title == clean
    assert read.params == {clean: [clean, {"a": clean}]}
    assert read.raw["surprise"] == {clean: clean}


def test_numbers_are_made_storable_everywhere() -> None:
    numbers = {"a": float("nan"), "b": float("inf"), "c": 2**70, "d": 10**5000, "e": 2**62, "f": 0.5}
    read = Imagine.from_json(row(generator_data=numbers))
    assert read.params == {"a": None, "b": None, "c": str(2**70), "d": None, "e": 2**62, "f": 0.5}


def test_depth_is_cut() -> None:
    deep: object = "bottom"
    for _ in range(500):
        deep = [deep]
    read = Imagine.from_json(row(generator_data={"deep": deep}))
    assert 50 < json.dumps(read.params).count("[") < 70


def test_a_page_counts_what_it_cannot_read(caplog: pytest.LogCaptureFixture) -> None:
    page = HistoryPage.from_json(
        {
            "data": [ROW, None, row(id=None, title="private words"), row(id=7)],
            "totalCount": "9",
            "has_more": 1,
        }
    )
    assert [imagine.id for imagine in page.imagines] == [123456, 7]
    assert (page.unreadable, page.has_more, page.total_count) == (2, True, 9)
    assert caplog.messages == ["2 of 4 rows of a history page could not be read"]


@pytest.mark.parametrize("no", [False, 0, "0", "false", ""])
def test_no_more_pages_may_be_said_in_several_ways(no: object) -> None:
    assert HistoryPage.from_json({"data": [ROW], "has_more": no}).has_more is False


def test_silence_about_more_pages_ends_with_an_empty_page() -> None:
    assert HistoryPage.from_json({"data": [ROW]}).has_more is True
    assert HistoryPage.from_json({"data": []}).has_more is False


def test_rows_may_come_as_an_object() -> None:
    assert [row.id for row in HistoryPage.from_json({"data": {"0": ROW, "2": row(id=8)}}).imagines] == [
        123456,
        8,
    ]


@pytest.mark.parametrize("odd", [None, [], {}, "x", {"data": None}, {"data": ""}, {"data": 5}, {"rows": []}])
def test_nothing_is_not_taken_for_an_empty_history(odd: object) -> None:
    with pytest.raises(Garbled):
        HistoryPage.from_json(odd)
