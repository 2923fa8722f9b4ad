"""Generators, their parameters and their choices."""

import pytest

from imagine.blockade.errors import Garbled
from imagine.blockade.metadata import Generator, Option, Param, read_generators
from imagine.blockade.options import read_options

SEED = {
    "name": "Generation Seed",
    "type": "int",
    "max_value": 2147483647,
    "min_value": -1,
    "default_value": 0,
    "display_help": "<p>Choose 0 for a random seed.</p>",
    "display_label": "Image Generation Seed",
    "display_element": "input",
    "parse_random": True,
    "random_max_value": 2147483647,
    "random_min_value": 1,
}
SKYBOX = {
    "id": 13,
    "generator": "stable-skybox",
    "name": "Stable Diffusion Skybox",
    "label": "Skybox",
    "params": {"seed": SEED},
    "sort_order": 1,
}


def test_a_parameter_is_read_whole() -> None:
    assert Param.from_json("seed", SEED) == Param(
        key="seed",
        name="Generation Seed",
        type="int",
        element="input",
        label="Image Generation Seed",
        help="<p>Choose 0 for a random seed.</p>",
        required=False,
        min_value=-1,
        max_value=2147483647,
        step=None,
        default=0,
        options=(),
        wide=False,
        sort_order=None,
        random_min=1,
        random_max=2147483647,
        raw=SEED,
    )


def test_a_parameter_may_be_told_as_php_does() -> None:
    param = Param.from_json(
        "cfg",
        {
            "required": "1",
            "display_wide": 1,
            "min_value": "0.5",
            "max_value": "20",
            "step": ".25",
            "sort_order": "3",
            "type": "Float ",
        },
    )
    assert (param.required, param.wide, param.type) == (True, True, "float")
    assert (param.min_value, param.max_value, param.step, param.sort_order) == (0.5, 20, 0.25, 3)


def test_a_length_may_be_called_max_char() -> None:
    assert Param.from_json("prompt", {"max-char": "600"}).max_value == 600
    assert Param.from_json("prompt", {"max-char": "600", "max_value": 500}).max_value == 500


@pytest.mark.parametrize("nothing", [None, [], {}, "", "text", 5])
def test_a_parameter_about_which_nothing_is_told_still_has_its_key(nothing: object) -> None:
    param = Param.from_json("prompt", nothing)
    assert (param.key, param.name, param.label, param.help, param.options) == (
        "prompt",
        "prompt",
        "prompt",
        "",
        (),
    )


def test_labels_fall_back_from_display_label_to_name_to_key() -> None:
    labels = [
        Param.from_json("key", data).label
        for data in ({"display_label": "L", "name": "N"}, {"name": "N"}, {})
    ]
    assert labels == ["L", "N", "key"]


def test_a_generator_is_read_whole() -> None:
    assert Generator.from_json(SKYBOX) == Generator(
        id=13,
        key="stable-skybox",
        name="Stable Diffusion Skybox",
        label="Skybox",
        params=(Param.from_json("seed", SEED),),
        sort_order=1,
        raw=SKYBOX,
    )


@pytest.mark.parametrize("empty", [[], None, {}, "", 0, "absent"])
def test_params_may_be_nothing(empty: object) -> None:
    data = SKYBOX | {"params": empty}
    if empty == "absent":
        del data["params"]
    assert Generator.from_json(data).params == ()


def test_params_may_be_a_list_of_named_objects() -> None:
    data = SKYBOX | {"params": [SEED | {"name": "seed"}, {"key": "cfg", "name": "Guidance"}, "odd", {}]}
    params = Generator.from_json(data).params
    assert [(param.key, param.label) for param in params] == [
        ("seed", "Image Generation Seed"),
        ("cfg", "Guidance"),
    ]


@pytest.mark.parametrize(
    "wrapped",
    [
        [SKYBOX],
        {"generators": [SKYBOX]},
        {"data": [SKYBOX]},
        {"response": {"generators": [SKYBOX]}},
        {"stable-skybox": {key: value for key, value in SKYBOX.items() if key != "generator"}},
        {"0": SKYBOX},
        SKYBOX,
    ],
    ids=["list", "generators", "data", "response", "by name", "numbered", "one alone"],
)
def test_generators_may_be_wrapped(wrapped: object) -> None:
    [generator] = read_generators(wrapped)
    assert (generator.key, generator.label, len(generator.params)) == ("stable-skybox", "Skybox", 1)


@pytest.mark.parametrize("empty", [[], {}, {"generators": []}])
def test_there_may_be_no_generators(empty: object) -> None:
    assert read_generators(empty) == ()


@pytest.mark.parametrize(
    "odd", [None, "", 5, True, ["x"], [{}], {"message": "hello"}, {"generators": None}, [[]]]
)
def test_what_is_no_list_of_generators_is_garbled(odd: object) -> None:
    with pytest.raises(Garbled):
        read_generators(odd)


def test_one_bad_generator_does_not_hide_the_others(caplog: pytest.LogCaptureFixture) -> None:
    found = read_generators(
        [None, SKYBOX, {"id": 3, "name": "secret words"}, SKYBOX | {"generator": "stable"}]
    )
    assert [generator.key for generator in found] == ["stable-skybox", "stable"]
    assert caplog.messages == ["2 of 4 generators could not be read"]


def test_of_two_generators_by_one_name_the_first_stays() -> None:
    assert [item.label for item in read_generators([SKYBOX, SKYBOX | {"label": "Twin"}])] == ["Skybox"]


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ([{"label": "Skybox", "value": "skybox"}], [Option("Skybox", "skybox")]),
        ([{"label": "Two", "value": 2}, {"label": "", "value": 2.5}], [Option("Two", 2), Option("2.5", 2.5)]),
        ([{"label": "None", "value": None}, {"value": True}], [Option("None", None), Option("true", True)]),
        ([{"name": "Three", "value": "3"}], [Option("Three", "3")]),
        (
            ["fast", 5, True, ""],
            [Option("fast", "fast"), Option("5", 5), Option("true", True), Option("", "")],
        ),
        ({"fast": "Quick sketch", "slow": None}, [Option("Quick sketch", "fast"), Option("slow", "slow")]),
        (
            [{"label": "Day", "options": ["dawn", {"label": "Noon", "value": 12}]}, "any"],
            [Option("dawn", "dawn", "Day"), Option("Noon", 12, "Day"), Option("any", "any")],
        ),
        (
            {"Day": ["dawn"], "Night": {"moon": "Full moon"}},
            [Option("dawn", "dawn", "Day"), Option("Full moon", "moon", "Night")],
        ),
        ([{"label": "Noon", "value": 12, "group": "Day"}], [Option("Noon", 12, "Day")]),
        ({"1": {"label": "One", "value": 1}}, [Option("One", 1)]),
        ([None, [], {}, {"label": "no value"}, [["deep"]]], []),
        (None, []),
        ("text", []),
        (5, []),
    ],
)
def test_choices(told: object, read: list[Option]) -> None:
    assert list(read_options(told)) == read


def test_groups_within_groups_end_somewhere() -> None:
    deep: object = ["bottom"]
    for _ in range(50):
        deep = [{"label": "deeper", "options": deep}]
    assert read_options(deep) == ()


def test_five_thousand_choices_are_all_there() -> None:
    assert (
        len(read_options([{"label": f"Style {number}", "value": number} for number in range(5000)])) == 5000
    )
