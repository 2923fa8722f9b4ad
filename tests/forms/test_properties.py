"""Metadata of any shape: the form stands, and what it sends is what was asked for."""

from __future__ import annotations

import json
import math
from typing import Any

from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagine.blockade.metadata import Generator, Param
from imagine.forms import GeneratorForm, form_for, initial_from_imagine
from imagine.forms.kinds import KINDS
from imagine.sanitise import TAGS
from tests.forms.hostile import HOSTILE
from tests.forms.making import rendered, untouched

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
WORDS = sorted({word.replace("*", "") for pair in KINDS for word in pair} | {"input", "zork"})
NUMBERS = st.integers() | st.floats() | st.integers(-20, 20).map(str) | JSON
OPTIONS = st.lists(
    st.text(max_size=8) | st.integers() | st.fixed_dictionaries({"label": JSON, "value": JSON}) | JSON,
    max_size=20,
)
SMALL = st.integers(-20, 20) | st.sampled_from(["3", "-7", 0.5, "0.25", 0])
CREDIBLE = st.fixed_dictionaries(
    {"type": st.sampled_from(WORDS)},
    optional={
        "display_element": st.sampled_from(["", "input", *WORDS]),
        "required": st.sampled_from([True, 0, 1]),
        "default_value": SMALL | st.sampled_from(["a", "#abc", "2030-01-01", "b", True, None, "x" * 30]),
        "min_value": SMALL,
        "max_value": SMALL | st.integers(20, 200),
        "step": st.sampled_from([1, 0.5, "2", 0, -1]),
        "options": st.lists(st.sampled_from(["a", "b", 3, -7, 0.5, True, None, {"label": "a", "value": 9}])),
        "parse_random": st.booleans(),
        "random_min_value": SMALL,
        "random_max_value": SMALL,
    },
)
WILD = st.fixed_dictionaries(
    {"type": st.sampled_from(WORDS) | JSON},
    optional={
        "display_element": st.sampled_from(WORDS) | JSON,
        "name": st.sampled_from(HOSTILE) | JSON,
        "display_label": st.sampled_from(HOSTILE) | JSON,
        "display_help": st.sampled_from(HOSTILE) | JSON,
        "required": JSON,
        "default_value": JSON,
        "min_value": NUMBERS,
        "max_value": NUMBERS,
        "step": NUMBERS,
        "options": OPTIONS | JSON,
        "sort_order": NUMBERS,
        "display_wide": JSON,
        "multiple": JSON,
    },
)
KEYS = st.sampled_from(["seed", "a", "a_0", "intent", "b b"]) | st.text(min_size=1, max_size=12)
# Most of it could be meant seriously; pure noise would seldom get past the table of kinds.
PARAM = st.sampled_from([CREDIBLE] * 6 + [WILD] * 3 + [JSON]).flatmap(lambda chosen: chosen)
GENERATOR = st.dictionaries(KEYS, PARAM, max_size=6)
BROWSED = st.sampled_from(
    ["3", "0.5", "a", "b", "true", "#abc", "2030-01-01", "05:30", "https://a.bc", *HOSTILE]
)
BROWSED = BROWSED | st.text(max_size=30) | st.integers(-50, 50).map(str)

any_metadata = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def read(params: dict[str, Any]) -> Generator:
    return Generator.from_json({"generator": "g", "params": params})


@any_metadata
@given(GENERATOR)
def test_every_form_stands(params):
    form = form_for(read(params))
    page = rendered(form)
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for bound in form.main_fields + form.more_fields:
        part = BeautifulSoup(str(bound), "html.parser")
        if bound.field.kind == "hidden":
            continue
        assert bound.label
        assert part.select("label input") or part.find(id=bound.id_for_label)
        for tag in BeautifulSoup(str(bound.help_text), "html.parser").find_all(True):
            assert tag.name in TAGS
    assert all(tag.get("name", "").startswith("p-") for tag in page.select("input, select, textarea"))


@any_metadata
@given(GENERATOR)
def test_an_untouched_form_passes_or_asks_for_what_is_required(params):
    made = read(params)
    form = form_for(made, untouched(form_for(made)))
    form.is_valid()
    for key, errors in form.errors.items():
        assert form.fields[key].required, (key, errors)
    if form.is_valid() and not form.problem:
        check_sent(form)


@any_metadata
@given(GENERATOR, st.data())
def test_whatever_is_typed_only_known_params_of_known_types_are_sent(params, data):
    made = read(params)
    blank = form_for(made)
    typed = {blank[key].html_name: data.draw(BROWSED) for key in blank.fields}
    form = form_for(made, {**typed, "api_key": "k", "p-unheard-of": "x"})
    if form.is_valid():
        check_sent(form)
    else:
        assert all(str(error) for errors in form.errors.values() for error in errors)
        rendered(form)


@any_metadata
@given(GENERATOR, st.dictionaries(st.text(max_size=12) | st.just("seed"), JSON, max_size=6))
def test_any_earlier_request_can_be_made_anew_or_says_what_is_lost(params, earlier):
    made = read(params)
    earlier = {**dict.fromkeys(params, "x"), **earlier}
    initial, lost = initial_from_imagine(made, earlier, keep_seed=True)
    assert len(initial) + len(lost) <= len(earlier)
    form = form_for(made, initial=initial)
    assert not form.errors
    rendered(form)


def check_sent(form: GeneratorForm) -> None:
    sent = form.cleaned_params()
    assert sent.keys() <= form.fields.keys() | form.sheet.fixed.keys()
    json.dumps(sent, allow_nan=False)
    for key, value in sent.items():
        if key not in form.sheet.fixed:
            field = form.sheet.fields[key]
            assert fits(field.kind, field.param, value), (field.kind, value)


def fits(kind: str, param: Param, value: Any) -> bool:
    """Whether `value` is what a param of this kind may be sent as."""
    options = [(type(option.value), option.value) for option in param.options]
    low, high = param.min_value, param.max_value
    match kind:
        case "hidden":
            return True
        case "multi":
            return type(value) is list and all((type(one), one) in options for one in value)
        case "select" | "radio":
            return (type(value), value) in options
        case "bool":
            return type(value) is bool
        case "int" | "float" | "range":
            in_order = low is None or high is None or math.ceil(low) <= math.floor(high)
            held = (low is None or low <= value) and (high is None or value <= high)
            return type(value) in (int, float) and (held or not in_order)
        case _:
            return type(value) is str and len(value) <= 100_000
