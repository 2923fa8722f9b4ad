from __future__ import annotations

from typing import Any

import pytest

from imagine.sandbox import painting
from imagine.sandbox.generators import GENERATORS, LANDSCAPE
from imagine.sandbox.settings import Settings
from tests.sandbox.api import Api
from tests.sandbox_process import SandboxProcess

PARAMS = [(generator["generator"], name) for generator in GENERATORS for name in generator["params"]]


def param(generator: str, name: str) -> dict[str, Any]:
    return next(one["params"][name] for one in GENERATORS if one["generator"] == generator)


def test_list_is_what_a_strict_client_expects(api: Api) -> None:
    listed = api.get("/generators").json()
    assert isinstance(listed, list)
    assert len(listed) >= 4
    for generator in listed:
        assert type(generator["id"]) is int
        assert {type(generator[name]) for name in ("generator", "name", "label")} == {str}
        assert type(generator["params"]) is dict
        assert type(generator["sort_order"]) is int
    assert [one["sort_order"] for one in listed] == sorted(one["sort_order"] for one in listed)
    assert len({one["generator"] for one in listed}) == len({one["id"] for one in listed}) == len(listed)


def test_between_them_there_is_every_kind_of_field() -> None:
    kinds = {(param(*one)["type"], param(*one)["display_element"]) for one in PARAMS}
    assert kinds == {
        ("textarea", "textarea"),
        ("text", "input"),
        ("text", "hidden"),
        ("int", "input"),
        ("int", "range"),
        ("float", "input"),
        ("float", "range"),
        ("bool", "switch"),
        ("bool", "checkbox"),
        ("select", "select"),
        ("select", "radio"),
        ("multiselect", "multiselect"),
        ("color", "color"),
        ("date", "date"),
        ("url", "url"),
        ("file", "file"),
        ("file", "image"),
    }


def test_options_come_as_labelled_ones_plain_words_numbers_and_groups() -> None:
    forms = set()
    for one in PARAMS:
        for option in param(*one).get("options", []):
            forms.add("group" if "options" in option else "labelled") if isinstance(
                option, dict
            ) else forms.add(type(option).__name__)
    assert forms == {"group", "labelled", "str", "int"}


@pytest.mark.parametrize("generator", ["stable-skybox", "open-country", "workshop"])
def test_every_default_passes_its_own_rules(sandbox: SandboxProcess, api: Api, generator: str) -> None:
    sandbox.pause()
    asked = {name: param(generator, name) for other, name in PARAMS if other == generator}
    defaults = {name: one["default_value"] for name, one in asked.items() if "default_value" in one}
    data = api.generate(**{"generator": generator, "prompt": "isles"} | defaults)["generator_data"]
    assert {name: data[name] for name in defaults if name != "seed"} == {
        name: value for name, value in defaults.items() if name != "seed"
    }


def test_untouched_dials_leave_the_prompt_its_say(tmp_path: Any) -> None:
    defaults = {
        name: one["default_value"] for name, one in LANDSCAPE["params"].items() if "default_value" in one
    }
    params = {**defaults, "prompt": "isles", "seed": 5}
    assert painting.job(Settings(tmp_path), LANDSCAPE, params)["settings"] == {}
    turned = painting.job(Settings(tmp_path), LANDSCAPE, {**params, "stars": True, "haze": 0.9})
    assert turned["settings"] == {"stars": True, "haze": 0.9}


def test_turned_dial_changes_the_picture(api: Api) -> None:
    words = {"generator": "open-country", "prompt": "a fjord", "seed": 5}
    plain = api.ended(api.generate(**words)["id"])["file_url"]
    by_night = api.ended(api.generate(**words, time_of_day="night")["id"])["file_url"]
    content = [api.session.get(address, timeout=10).content for address in (plain, by_night)]
    assert content[0] != content[1]
