"""The form of a generator: its order, its names, its seeds, and that nothing strange breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from imagine.forms import form_for
from tests.forms.hostile import HOSTILE
from tests.forms.making import SKYBOX, asks, complaint, control, filled, generator, rendered, sent, untouched


def names(bounds: list[Any]) -> list[str]:
    return [bound.name for bound in bounds]


def test_a_skybox_asks_for_all_of_its_four_at_once():
    form = form_for(generator())
    assert names(form.main_fields) == ["prompt", "negative_text", "seed", "animation_mode"]
    assert form.more_fields == []
    assert [bound.field.kind for bound in form.main_fields] == ["textarea", "textarea", "int", "select"]


def test_names_and_ids_are_the_params_own():
    page = rendered(form_for(generator()))
    assert [tag["name"] for tag in page.select("[name]")] == [f"p-{key}" for key in SKYBOX]
    assert [tag["id"] for tag in page.select("[id]")] == [f"id_p-{key}" for key in SKYBOX]


def test_a_long_form_folds_what_can_wait():
    extra = {f"switch{number}": {"type": "bool"} for number in range(8)}
    menus = {"late": {"type": "select", "options": ["a"]}, "must": {"type": "int", "required": True}}
    form = form_for(generator({**extra, **menus, **SKYBOX}))
    assert names(form.main_fields) == ["prompt", "must", "negative_text", "late", "seed", "animation_mode"]
    assert names(form.more_fields) == list(extra)


def test_a_form_of_nothing_but_switches_is_not_empty():
    form = form_for(generator({f"switch{number}": {"type": "bool"} for number in range(20)}))
    assert len(form.main_fields) == 6


def test_params_stand_in_their_order_and_ties_as_they_came():
    made = generator(
        {"c": {"sort_order": 2}, "b": {}, "a": {"sort_order": "1"}, "d": {"sort_order": 2}, "e": {}}
    )
    assert names(form_for(made).main_fields) == ["a", "c", "d", "b", "e"]


def test_what_is_folded_opens_for_an_error_and_tells_another_value():
    made = generator({**{f"n{number}": {"type": "int", "max_value": 9} for number in range(9)}, **SKYBOX})
    assert not form_for(made).more_is_open
    changed = form_for(made, initial={"n1": 3})
    assert (changed.more_is_open, changed.more_words) == (False, "n1 3")
    assert filled(made, prompt="x", n1="30").more_is_open


def test_help_is_clean_and_named_by_its_control():
    field = form_for(generator())["prompt"]
    assert field.help_text == (
        '<p>See <a href="https://backend.blockadelabs.com/static/craft.pdf" '
        'rel="noopener noreferrer">here</a>.</p>'
    )
    assert (
        control(form_for(generator()), "prompt")["aria-describedby"] == "id_p-prompt-help id_p-prompt-count"
    )
    wrong = filled(generator(), prompt="")
    assert control(wrong, "prompt")["aria-invalid"] == "true"
    assert "id_p-prompt-error" in control(wrong, "prompt")["aria-describedby"]


@pytest.mark.parametrize("given", [{}, {"seed": ""}, {"seed": "0"}, {"seed": " "}])
def test_a_seed_left_to_us_is_drawn(given):
    drawn = set()
    for _ in range(50):
        form = filled(generator(), prompt="x", **given)
        assert form.is_valid()
        assert form.drawn == {"seed"}
        drawn.add(form.cleaned_params()["seed"])
        assert form.cleaned_params() == form.cleaned_params()
    assert len(drawn) > 45
    assert all(isinstance(seed, int) and 1 <= seed <= 2147483647 for seed in drawn)


@pytest.mark.parametrize("seed", [-1, 1, 2147483647])
def test_a_seed_given_is_kept(seed):
    form = filled(generator(), prompt="x", seed=seed)
    assert form.is_valid()
    assert (form.cleaned_params()["seed"], form.drawn) == (seed, set())


def test_a_seed_that_is_none_is_explained():
    words = "A whole number from -1 to 2,147,483,647. Leave it empty for a new one each time."
    assert complaint(generator(), "seed", prompt="x", seed="twelve") == words
    assert control(form_for(generator()), "seed")["placeholder"] == "Drawn when sent"


@pytest.mark.parametrize(
    ("param", "low", "high"),
    [
        ({"random_min_value": 5, "random_max_value": 6}, 5, 6),
        ({"random_min_value": 9, "random_max_value": 3}, 1, 2147483647),
        ({"random_min_value": 0, "random_max_value": 2}, 1, 2),
        ({"random_min_value": 1, "random_max_value": 1000, "max_value": 3}, 1, 3),
        ({"random_min_value": "1", "random_max_value": "9" * 60}, 1, 2147483647),
        ({"random_min_value": 1, "random_max_value": 5, "min_value": 20, "max_value": 30}, 20, 30),
        ({"min_value": 2**40}, 2**40, 2**40),
        ({}, 1, 2147483647),
    ],
)
def test_seeds_are_drawn_within_their_range(param, low, high):
    made = generator({"seed": {"type": "int", **param}})
    seeds = {sent(made)["seed"] for _ in range(60)}
    assert all(low <= seed <= high for seed in seeds)  # type: ignore[operator]  # they are numbers, or this fails
    assert high - low > 60 or seeds == set(range(low, high + 1))


def test_where_no_number_is_left_to_draw_it_is_a_number_and_no_seed():
    param = {
        "type": "slider",
        "max_value": 0,
        "parse_random": True,
        "random_min_value": 0,
        "random_max_value": 0,
    }
    made = generator({"seed": param})
    assert "seed" not in sent(made)
    assert sent(made, seed="0")["seed"] == 0


def test_a_required_seed_may_be_left_to_us_too():
    assert sent(generator({"seed": {"type": "int", "required": True}}))["seed"]


@pytest.mark.parametrize(
    "key",
    ["csrfmiddlewaretoken", "generator", "intent", "api_key", "webhook_url", "__proto__", "__all__", "clean",
     "cleaned_params", "a b", "a\nb", "a\"b", "a'b", "<b>", "a&b", "a%b", "[]", "שלום", "🌅", "p-it",
     "x" * 3_000],
)  # fmt: skip
def test_a_param_may_be_called_anything(key):
    made = generator({key: {"type": "text", "max_value": 9}})
    form = form_for(made)
    tag = rendered(form).input
    assert tag is not None
    assert not any(blank in tag["id"] for blank in " \n\t")
    shown = form_for(made, {tag["name"]: "hello"})
    assert shown.is_valid()
    assert shown.cleaned_params() == {key: "hello"}
    too_long = form_for(made, {tag["name"]: "hello hello"})
    assert not too_long.is_valid()
    assert too_long[key].errors


def test_ids_stay_apart_whatever_the_params_are_called():
    radio = {"type": "select", "display_element": "radio", "options": ["x", "y"]}
    keys = ["a", "a_0", "a-help", "a b", "a%20b", "a\tb", "a-error", "a-list"]
    page = rendered(form_for(generator({key: dict(radio) for key in keys})))
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids)) == 3 * len(keys)
    assert len({tag["name"] for tag in page.select("input")}) == len(keys)


def test_ids_that_pages_build_upon_a_control_stay_apart_too():
    form = form_for(generator({key: {} for key in ("a", "a-help", "a-error", "a-count")}))
    ids = [bound.auto_id for bound in form]
    built = [
        own_id + part for own_id in ids for part in ("", "-help", "-error", "-count", "-list", "-address")
    ]
    assert len(built) == len(set(built))


def test_only_known_params_are_sent():
    form = filled(generator(), prompt="x", seed="7", api_key="k", webhook_url="http://127.0.0.1/", other="1")
    assert form.is_valid()
    assert form.cleaned_params() == {"prompt": "x", "seed": 7}


def test_an_untouched_form_sends_what_it_shows():
    made = generator(
        {**SKYBOX, "on": {"type": "bool", "default_value": "1"}, "n": {"type": "int", "default_value": 3}}
    )
    form = form_for(made, untouched(form_for(made, initial={"prompt": "x", "seed": "7"})))
    assert form.is_valid()
    assert form.cleaned_params() == {"prompt": "x", "seed": 7, "animation_mode": "skybox", "on": True, "n": 3}


def test_a_required_param_that_a_request_leaves_out_stands_at_its_default():
    made = asks(type="select", options=["a", "b"], default_value="b", required=True)
    assert sent(made) == {"it": "b"}


@pytest.mark.parametrize(
    ("param", "note"),
    [
        (
            {"type": "int", "max_value": 9, "default_value": 30},
            "it: the default does not fit and was set aside",
        ),
        (
            {"type": "select", "options": ["a"], "default_value": "z"},
            "it: the default does not fit and was set aside",
        ),
        (
            {"type": "text", "max_value": 3, "default_value": "long"},
            "it: the default does not fit and was set aside",
        ),
        ({"type": "zork"}, "it: unknown kind ('', 'zork'), asked as text"),
        ({"type": "select"}, "it: left out, it offers no choices"),
        (
            {"type": "float", "step": 0.5, "default_value": 0.7},
            "it: the default is on none of the steps, so any number is taken",
        ),
    ],
)
def test_what_does_not_fit_is_set_aside_and_noted(param, note):
    assert form_for(asks(**param)).sheet.notes == (note,)


@pytest.mark.parametrize(
    "param",
    [
        {"type": "int", "min_value": 9, "max_value": 1},
        {"type": "int", "min_value": "x", "max_value": [], "step": -3},
        {"type": "int", "step": 0},
        {"type": "float", "min_value": 0, "max_value": 1, "step": 50},
    ],
)
def test_bounds_that_contradict_do_not_count(param):
    made = asks(**param)
    assert sent(made, it="1") == {"it": 1}


@pytest.mark.parametrize(
    "params", [[], None, "none", 7, [None, 3], {"": {}}, {"it": None}, {"it": []}, {"it": "x"}]
)
def test_odd_params_make_a_small_form(params):
    form = form_for(generator({"params": None} if params is None else params))
    assert form.problem == ""
    assert len(list(form)) <= 1


def test_two_hundred_params_make_one_form():
    form = form_for(
        generator({f"k{number}": {"type": "text", "required": number % 2} for number in range(200)})
    )
    assert len(form.main_fields) + len(form.more_fields) == 200


def test_five_thousand_params_make_a_form_that_a_request_can_carry():
    assert len(list(form_for(generator({f"k{number}": {} for number in range(5_000)})))) == 400


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_any_slot_is_text(text):
    slots: dict[str, Any] = dict.fromkeys(("name", "display_label", "display_help", "default_value"), text)
    options = [text, {"label": text, "value": text + "2"}, {"label": text, "options": [text + "3"]}]
    made = generator(
        {
            text or "key": {**slots, "type": "text"},
            "area": {**slots, "type": "textarea"},
            "menu": {**slots, "type": "select", "options": options},
            "radio": {**slots, "type": "select", "display_element": "radio", "options": options},
            "search": {**slots, "type": "select", "options": options + [f"{text}{n}" for n in range(200)]},
            "several": {**slots, "type": "multi-select", "options": options},
            "file": {**slots, "type": "image"},
            "secret": {**slots, "display_element": "hidden"},
        }
    )
    page = rendered(form_for(made))
    allowed = {"input", "textarea", "select", "option", "optgroup", "datalist", "div", "label", "span"}
    assert {tag.name for tag in page.find_all(True)} <= allowed
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith(("on", "style"))]
