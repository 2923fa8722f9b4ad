"""Metadata of any shape: the form stands, and what it sends is what was asked for."""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagine.blockade.metadata import Generator
from imagine.forms import form_for, initial_from_imagine
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
PARAM: st.SearchStrategy[Any] = JSON | st.fixed_dictionaries(
    {"type": st.sampled_from(WORDS) | JSON},
    optional={
        "display_element": st.sampled_from(WORDS) | JSON,
        "name": st.sampled_from(HOSTILE) | JSON,
        "display_label": st.sampled_from(HOSTILE) | JSON,
        "display_help": st.sampled_from(HOSTILE) | JSON,
        "required": st.booleans() | JSON,
        "default_value": JSON | st.integers(-20, 20),
        "min_value": NUMBERS,
        "max_value": NUMBERS,
        "step": NUMBERS,
        "options": OPTIONS | JSON,
        "sort_order": NUMBERS,
        "parse_random": st.booleans(),
        "random_min_value": NUMBERS,
        "random_max_value": NUMBERS,
        "display_wide": JSON,
        "multiple": JSON,
    },
)
GENERATOR = st.dictionaries(
    st.text(max_size=12) | st.sampled_from(["seed", "a", "a_0", "intent"]), PARAM, max_size=6
)
BROWSED = st.text(max_size=30) | st.integers(-50, 50).map(str) | st.sampled_from(HOSTILE)

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
        check_sent(form.cleaned_params(), made)


@any_metadata
@given(GENERATOR, st.data())
def test_whatever_is_typed_only_known_params_of_known_types_are_sent(params, data):
    made = read(params)
    blank = form_for(made)
    typed = {blank[key].html_name: data.draw(BROWSED) for key in blank.fields}
    form = form_for(made, {**typed, "api_key": "k", "p-unheard-of": "x"})
    if form.is_valid():
        check_sent(form.cleaned_params(), made)
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


def check_sent(sent: dict[str, object], made: Generator) -> None:
    by_key = {param.key: param for param in reversed(made.params)}
    assert sent.keys() <= by_key.keys()
    json.dumps(sent, allow_nan=False)
    for key, value in sent.items():
        param = by_key[key]
        if param.options and param.type not in ("hidden", "system"):
            chosen = value if isinstance(value, list) else [value]
            values = [option.value for option in param.options]
            plain = param.default == value or isinstance(value, str | bool)
            assert plain or all(one in values for one in chosen)
        elif param.type in ("int", "integer") and param.element in ("", "input"):
            assert type(value) is int
        elif param.type in ("bool", "boolean") and param.element in ("", "input"):
            assert type(value) is bool
        elif param.type in ("float", "double", "decimal") and param.element in ("", "input"):
            assert type(value) is float
