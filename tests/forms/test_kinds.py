"""Each kind of param has its control, its checks and its way to the API."""

from __future__ import annotations

from typing import Any

import pytest

from imagine.forms import form_for
from imagine.forms.kinds import KINDS
from tests.forms.making import asks, complaint, control, filled, generator, sent, untouched

OPTIONS = [
    {"label": "Quick", "value": 1},
    {"label": "Off", "value": False},
    {"label": "None", "value": None},
    "1",
]


@pytest.mark.parametrize(
    ("element", "kind", "expected"),
    [
        ("textarea", "textarea", "textarea"),
        ("input", "textarea", "textarea"),
        ("input", "text", "text"),
        ("", "string", "text"),
        ("input", "int", "int"),
        ("number", "", "float"),
        ("input", "float", "float"),
        ("checkbox", "bool", "bool"),
        ("switch", "bool", "bool"),
        ("", "boolean", "bool"),
        ("color", "text", "colour"),
        ("date", "date", "date"),
        ("input", "time", "time"),
        ("datetime-local", "text", "datetime"),
        ("input", "url", "url"),
        ("range", "float", "float"),
        ("file", "image", "file"),
        ("hidden", "text", "hidden"),
        ("Input", "INT", "int"),
        ("something", "new", "text"),
        ("", "", "text"),
    ],
)
def test_metadata_decides_the_kind(element, kind, expected):
    form = form_for(asks(type=kind, display_element=element))
    assert [bound.field.kind for bound in form] == [expected]


@pytest.mark.parametrize(
    ("element", "kind", "expected"),
    [
        ("select", "select", "select"),
        ("input", "text", "select"),
        ("input", "int", "select"),
        ("radio", "select", "radio"),
        ("select", "multi-select", "multi"),
        ("checkbox", "array", "multi"),
        ("checkbox", "text", "multi"),
        ("", "list", "multi"),
    ],
)
def test_options_make_a_choice_of_it(element, kind, expected):
    form = form_for(asks(type=kind, display_element=element, options=["a", "b"]))
    assert [bound.field.kind for bound in form] == [expected]


@pytest.mark.parametrize("pair", KINDS, ids=lambda pair: "/".join(pair))
def test_every_line_of_the_table_makes_a_control_or_says_why_not(pair):
    element, kind = (word.replace("*", "") for word in pair)
    made = asks(type=kind, display_element=element, options=["a", "b"], required=True)
    form = form_for(made)
    assert bool(form.problem) == ("system" in pair or "hidden" in pair)
    assert len(list(form)) == (0 if form.problem else 1)


def test_text_keeps_its_words_and_counts_them():
    made = asks(type="textarea", max_value="20", min_value=3)
    assert sent(made, it="  Dawn\r\nover ice ") == {"it": "Dawn\nover ice"}
    assert complaint(made, it="x" * 33) == "13 characters too long. At most 20."
    assert complaint(made, it="x" * 21) == "1 character too long. At most 20."
    assert complaint(made, it="xx") == "At least 3 characters."
    assert control(form_for(made))["data-limit"] == "20"
    assert not control(form_for(made)).has_attr("maxlength")


def test_text_on_one_line_has_no_line_breaks():
    assert sent(asks(type="text"), it="one\r\ntwo") == {"it": "one two"}


def test_an_empty_required_text_is_asked_for_by_its_name():
    assert complaint(asks(type="text", name="Scene", required=1), it=" \n") == "Fill in Scene first."


def test_emptied_text_is_sent_where_the_api_would_put_a_default_back():
    made = asks(type="text", default_value="mist")
    assert sent(made, it="") == {"it": ""}
    assert sent(made) == {}
    assert sent(asks(type="text"), it="") == {}


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"min_value": 1, "max_value": 2147483647}, "A whole number from 1 to 2,147,483,647."),
        ({"min_value": "0"}, "A whole number, 0 or more."),
        ({"max_value": 9}, "A whole number, 9 at most."),
        ({}, "A whole number."),
        ({"min_value": 64, "max_value": 512, "step": 64}, "A whole number from 64 to 512. In steps of 64."),
    ],
)
def test_a_whole_number_says_what_it_takes(bounds, words):
    made = asks(type="int", **bounds)
    for wrong in ("twelve", "1.5", "1e3", "-" + "9" * 30, "9" * 5_000, "nan", "1_000"):
        assert complaint(made, it=wrong) == words


def test_numbers_go_back_as_numbers():
    assert sent(asks(type="int"), it=" 7 ") == {"it": 7}
    assert sent(asks(type="int"), it="7.0") == {"it": 7}
    fraction = sent(asks(type="float"), it=".5")
    assert fraction == {"it": 0.5}
    assert isinstance(fraction["it"], float)
    assert sent(asks(type="int"), it="") == {}


def test_a_number_without_bounds_is_a_number_all_the_same():
    for wrong in ("1e999", "-1e999", "nan", "1,5"):
        assert complaint(asks(type="float"), it=wrong) == "A number."


def test_a_fraction_stays_within_its_bounds_and_steps():
    made = asks(type="float", min_value=0, max_value=1, step=0.05, default_value=0.65)
    assert sent(made, it="0.15") == {"it": 0.15}
    assert complaint(made, it="1.05") == "A number from 0 to 1. In steps of 0.05."
    assert complaint(made, it="0.33") == "A number from 0 to 1. In steps of 0.05."
    assert complaint(made, it="inf") == "A number from 0 to 1. In steps of 0.05."
    assert control(form_for(made)).attrs.items() >= {"min": "0", "max": "1", "step": "0.05"}.items()


def test_a_slider_needs_ends_and_a_default():
    whole: dict[str, Any] = {"type": "int", "display_element": "range", "min_value": 0, "max_value": 10}
    assert form_for(asks(**whole, default_value=4))["it"].field.kind == "range"
    assert form_for(asks(**whole))["it"].field.kind == "int"
    assert form_for(asks(**whole, default_value=40))["it"].field.kind == "int"
    assert sent(asks(**whole, default_value=4), it="10") == {"it": 10}


def test_a_switch_is_always_an_answer():
    made = asks(type="bool", default_value=1, required=True)
    assert control(form_for(made)).has_attr("checked")
    assert sent(made) == {"it": False}
    assert sent(made, it="true") == {"it": True}


@pytest.mark.parametrize(
    ("token", "value"), [("1", 1), ("false", False), ("null", None), ("1~2", "1"), ("quick", 1)]
)
def test_a_choice_goes_back_with_its_own_type(token, value):
    params = sent(asks(type="select", options=OPTIONS), it=token)
    assert params == {"it": value}
    assert type(params["it"]) is type(value)


def test_an_earlier_choice_is_found_again_by_its_own_type():
    for value, token in ((1, "1~2"), ("1", "1"), (True, "true"), ("true", "true~2")):
        form = form_for(asks(type="select", options=["1", 1, True, "true"]), initial={"it": value})
        assert [one["value"] for one in control(form).select("[selected]")] == [token]


def test_a_value_that_is_no_choice_is_told():
    made = asks(type="select", options=OPTIONS, name="Speed", required=True)
    assert complaint(made, it="warp") == "“warp” is not among the choices. Choose another."
    assert complaint(made, it="") == "Choose Speed first."


def test_an_option_without_a_value_is_no_answer_where_one_is_required():
    made = asks(
        type="select", options=[{"label": "Please choose", "value": ""}, "a"], required=True, name="It"
    )
    assert complaint(made, it="") == "Choose It first."
    assert [one["value"] for one in control(form_for(made)).find_all("option")] == ["", "a"]


def test_a_menu_shows_its_default_or_that_nothing_is_chosen():
    with_default = control(form_for(asks(type="select", options=["a", "b"], default_value="b")))
    assert [one.text for one in with_default.find_all("option")] == ["a", "b"]
    assert [one.text for one in with_default.select("[selected]")] == ["b"]
    without = control(form_for(asks(type="select", options=["a", "b"])))
    assert [one.text for one in without.find_all("option")] == ["Not set", "a", "b"]


def test_groups_of_options_stay_groups():
    made = asks(
        type="select", options=[{"label": "Day", "options": ["noon"]}, {"label": "Night", "options": [3]}]
    )
    menu = control(form_for(made))
    assert [group["label"] for group in menu.find_all("optgroup")] == ["Day", "Night"]
    assert sent(made, it="3") == {"it": 3}


def test_options_of_one_name_are_told_apart():
    made = asks(type="select", options=[{"label": "Sky", "value": 1}, {"label": "Sky", "value": 2}])
    assert [one.text for one in control(form_for(made)).find_all("option")] == [
        "Not set",
        "Sky (1)",
        "Sky (2)",
    ]


def test_several_choices_go_back_as_a_list():
    made = asks(type="multi-select", options=["a", 2, True], default_value=[2])
    assert sent(made, it=["true", "2"]) == {"it": [True, 2]}
    assert sent(made) == {"it": []}
    assert untouched(form_for(made)).getlist("p-it") == ["2"]
    assert sent(asks(type="multi-select", options=["a"])) == {}
    wanted = asks(type="multi-select", options=["a"], required=True, name="Mood")
    assert complaint(wanted) == "Choose Mood first."


def test_five_thousand_options_are_typed_into_a_small_field():
    options = [{"label": f"Style {number}", "value": number} for number in range(5_000)]
    made = asks(type="select", options=options, default_value=42)
    form = form_for(made)
    assert form["it"].field.is_searchable
    assert len(str(form["it"]).encode()) < 100_000
    field = control(form)
    assert field["value"] == "Style 42"
    assert field["list"] == "id_p-it-list"
    assert sent(made, it="style  4999") == {"it": 4999}
    assert sent(made, it="4999") == {"it": 4999}
    assert complaint(made, it="Style 5000") == "“Style 5000” is not among the choices. Choose another."


def test_several_out_of_five_thousand_are_written_one_a_line():
    made = asks(type="multi-select", options=[f"Style {number}" for number in range(5_000)])
    assert sent(made, it="Style 7\r\nstyle 4999\r\n") == {"it": ["Style 7", "Style 4999"]}
    assert "Style 7\nStyle 8" in str(form_for(made, initial={"it": ["Style 7", "Style 8"]})["it"])


@pytest.mark.parametrize(
    ("given", "value"), [("#ABC", "#aabbcc"), ("1e90ff", "#1e90ff"), ("#1E90FF", "#1e90ff")]
)
def test_a_colour_goes_back_as_six_digits(given, value):
    assert sent(asks(type="color"), it=given) == {"it": value}


def test_a_colour_picker_shows_only_where_there_is_a_colour():
    assert control(form_for(asks(type="color", default_value="#fff")))["value"] == "#ffffff"
    assert control(form_for(asks(type="color", default_value="#fff")))["type"] == "color"
    assert control(form_for(asks(type="color")))["type"] == "text"
    assert complaint(asks(type="color"), it="sky") == "A colour such as #1e90ff."


@pytest.mark.parametrize(
    ("kind", "given", "value", "words"),
    [
        ("date", "2030-02-03", "2030-02-03", "A date such as 2030-06-21."),
        ("time", "05:30", "05:30:00", "A time such as 05:30."),
        ("datetime", "2030-02-03T05:30", "2030-02-03T05:30:00", "A date and time such as 2030-06-21T05:30."),
    ],
)
def test_moments_go_back_as_iso_text(kind, given, value, words):
    assert sent(asks(type=kind), it=given) == {"it": value}
    assert complaint(asks(type=kind), it="2030-02-31") == words
    assert complaint(asks(type=kind), it="soon") == words


def test_a_date_keeps_to_its_ends():
    made = asks(type="date", min_value="2020-01-01", max_value="2030-12-31")
    assert complaint(made, it="2019-12-31") == "2020-01-01 or later."
    assert complaint(made, it="2031-01-01") == "2030-12-31 or earlier."


def test_an_address_is_one():
    assert sent(asks(type="url"), it="https://example.com/a?b=c") == {"it": "https://example.com/a?b=c"}
    for wrong in ("example", "javascript:alert(1)", "ftp://example.com", "https://"):
        assert complaint(asks(type="url"), it=wrong) == "A full web address, starting with https://."


def test_what_is_hidden_goes_back_as_it_came():
    for default in (3, "x", True, {"a": [1, None]}, 0.5):
        made = asks(type="text", display_element="hidden", default_value=default)
        form = form_for(made, untouched(form_for(made)))
        assert form.is_valid()
        assert form.cleaned_params() == {"it": default}


def test_what_is_hidden_keeps_its_type_when_a_link_changes_it():
    assert sent(asks(type="int", display_element="hidden", default_value=3), it="7") == {"it": 7}


def test_a_param_of_the_service_itself_is_never_shown():
    made = generator(
        {"it": {"type": "system", "required": True, "default_value": "v2"}, "that": {"type": "text"}}
    )
    form = filled(made, it="mine", that="yours")
    assert [bound.name for bound in form] == ["that"]
    assert form.is_valid()
    assert form.cleaned_params() == {"it": "v2", "that": "yours"}


@pytest.mark.parametrize(
    ("param", "problem"),
    [
        ({"type": "select"}, "It needs “it”, and it offers no choices."),
        ({"type": "object"}, "It needs “it”, and it wants data that no form can ask for."),
        ({"type": "text", "display_element": "hidden"}, "It needs “it”, and it is hidden and has no value."),
        ({"type": "system"}, "It needs “it”, and it is set by the service and has no value."),
    ],
)
def test_a_required_param_that_cannot_be_asked_for_makes_the_generator_unusable(param, problem):
    assert form_for(asks(**param, required=True)).problem == problem
    assert form_for(asks(**param)).problem == ""
