from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.api import LATER_TIMES, Api, check_strictly, record
from tests.sandbox_process import SandboxProcess

SEED_MAX = 2_147_483_647
WORKSHOP = {"generator": "workshop", "prompt": "an orchard on a ring world"}


@pytest.fixture(autouse=True)
def paused(sandbox: SandboxProcess) -> None:
    """Nothing here needs to be painted."""
    sandbox.pause()


def test_answer_of_a_new_request_is_complete_but_for_the_later_times(
    sandbox: SandboxProcess, api: Api
) -> None:
    row = api.generate(
        prompt="forest in autumn", negative_text="people", seed=1432443, animation_mode="skybox"
    )
    check_strictly(row)
    assert not LATER_TIMES & set(row)
    assert row["status"] == "pending"
    assert row["queue_position"] == 1
    assert row["title"] == f"Imagination #{row['id']}"
    assert (row["file_url"], row["thumb_url"], row["error_message"]) == ("", "", None)
    assert row["generator_data"] == {
        "prompt": "forest in autumn",
        "negative_text": "people",
        "seed": 1432443,
        "animation_mode": "skybox",
    }
    assert row["created_at"] == row["updated_at"]


def test_three_kinds_of_body_give_the_same_typed_values(api: Api) -> None:
    words = {
        "generator": "open-country",
        "prompt": "reeds",
        "haze": "0.4",
        "cloud_cover": "75",
        "stars": "1",
        "seed": "12",
    }
    from_json = api.generate(**words)["generator_data"]
    from_form = record(api.post_form(words))["generator_data"]
    from_parts = record(api.post_form({}, {name: (None, text) for name, text in words.items()}))[
        "generator_data"
    ]
    assert from_json == from_form == from_parts
    assert [from_json[name] for name in ("haze", "cloud_cover", "stars", "seed")] == [0.4, 75, True, 12]


def test_what_is_left_out_gets_its_default(api: Api) -> None:
    data = api.generate(generator="open-country", prompt="reeds", sky_tint="")["generator_data"]
    assert (data["place"], data["trees"], data["sky_tint"], data["haze"]) == ("", True, "#8fb2e0", 0.25)


@pytest.mark.parametrize("seed", [0, "0", -1, None, ""])
def test_seed_is_drawn_where_none_was_chosen(api: Api, seed: Any) -> None:
    drawn = [api.generate(seed=seed)["generator_data"]["seed"] for _ in range(3)]
    assert len(set(drawn)) == 3
    assert all(1 <= number <= SEED_MAX for number in drawn)


def test_unknown_parameters_are_ignored(api: Api) -> None:
    assert set(api.generate(colour="red", __proto__="x")["generator_data"]) == {
        "prompt",
        "negative_text",
        "seed",
        "animation_mode",
    }


def test_several_choices_come_from_json_and_from_forms(api: Api) -> None:
    assert api.generate(**WORKSHOP, weather=["mist", "windy"])["generator_data"]["weather"] == [
        "mist",
        "windy",
    ]
    for name in ("weather", "weather[]"):
        answer = api.post_form({**WORKSHOP, name: ["mist", "windy"]})
        assert record(answer)["generator_data"]["weather"] == ["mist", "windy"]
    assert record(api.post_form({**WORKSHOP, "weather": "rain"}))["generator_data"]["weather"] == ["rain"]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"generator": None}, "generator is required"),
        ({"generator": "nobody"}, "generator is not one of this account's generators"),
        ({"prompt": None}, "prompt is required"),
        ({"prompt": ""}, "prompt is required"),
        ({"prompt": "x" * 1001}, "prompt must be at most 1000 characters long"),
        ({"prompt": ["a"]}, "prompt must be text"),
        ({"prompt": True}, "prompt must be text"),
        ({"prompt": "half \ud83d"}, "prompt must be valid text"),
        ({"seed": SEED_MAX + 1}, f"seed must be at most {SEED_MAX}"),
        ({"seed": -2}, "seed must be at least -1"),
        ({"seed": "seven"}, "seed must be a whole number"),
        ({"seed": 7.5}, "seed must be a whole number"),
        ({"seed": True}, "seed must be a whole number"),
        ({"cloud_cover": 105}, "cloud_cover must be at most 100"),
        ({"cloud_cover": 12}, "cloud_cover must be in steps of 5"),
        ({"contrast": 0.33}, "contrast must be in steps of 0.05"),
        ({"contrast": "nan"}, "contrast must be a number"),
        ({"contrast": 1.05}, "contrast must be at most 1"),
        ({"contrast": -0.05}, "contrast must be at least 0"),
        ({"style": "cubism"}, "style must be one of (empty), oil painting"),
        ({"time_of_day": "noonish"}, "time_of_day must be one of"),
        ({"weather": ["mist", "frogs"]}, "weather must be one of mist, fog, rain, snowfall, windy"),
        ({"size": 3000}, "size must be one of 1024, 2048, 4096, 8192"),
        ({"sky_tint": "blue"}, "sky_tint must be a colour such as"),
        ({"aurora": "perhaps"}, "aurora must be true or false"),
        ({"needed_by": "30.6.2024"}, "needed_by must be a date such as 2024-06-30"),
        ({"needed_by": "1850-01-01"}, "needed_by must not be before 2020-01-01"),
        ({"reference": "javascript:alert(1)"}, "reference must be a web address"),
        ({"reference_image": 12}, "reference_image must be an image"),
        ({"webhook_url": "ftp://example.com/"}, "webhook_url must be a web address"),
        ({"webhook_url": ["http://example.com/"]}, "webhook_url must be a web address"),
    ],
)
def test_every_broken_bound_is_a_400_that_names_the_parameter(
    sandbox: SandboxProcess, api: Api, values: dict[str, Any], text: str
) -> None:
    answer = api.post(**{**WORKSHOP, **values})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(text), answer.text
    assert answer.json()["errors"] == {next(iter(values)): [answer.json()["error"]]}
    assert sandbox.rows() == []


def test_all_that_is_wrong_is_said_at_once(api: Api) -> None:
    answer = api.post(generator="workshop", seed=-9, contrast="9")
    assert set(answer.json()["errors"]) == {"prompt", "seed", "contrast"}
    assert "seed must be at least -1" in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b'"text"', "application/json"),
        (b'{"seed": NaN}', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"", "application/json"),
        (b"no parts here", "multipart/form-data; boundary=x"),
        (b"%%%=&&&", "application/x-www-form-urlencoded"),
    ],
)
def test_bodies_that_cannot_be_read_are_a_400(api: Api, body: bytes, kind: str) -> None:
    answer = api.session.post(
        f"{api.base_url}/imagine/requests", data=body, headers={"Content-Type": kind}, timeout=10
    )
    assert answer.status_code == 400
    assert isinstance(answer.json()["error"], str)


def test_text_is_kept_as_it_came(api: Api) -> None:
    prompt = ' "quoted" <b>fëte</b> 霧 🌫\n\0 end '
    row = api.generate(prompt=prompt)
    assert api.imagine(row["id"])["generator_data"]["prompt"] == prompt


def test_generator_can_have_no_parameters_at_all(sandbox: SandboxProcess, api: Api) -> None:
    sandbox.generators([{"id": 1, "generator": "bare", "name": "Bare", "label": "Bare", "params": []}])
    assert api.generate(generator="bare")["generator_data"] == {}
