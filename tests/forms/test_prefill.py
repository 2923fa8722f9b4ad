"""Forms that open filled in: by a link, or by an imagine to be made anew."""

from __future__ import annotations

from django.http import QueryDict

from imagine.forms import form_for, initial_from_imagine, initial_from_query
from tests.forms.making import SKYBOX, control, generator, typed, untouched

MADE = generator(
    {
        **SKYBOX,
        "speed": {
            "type": "select",
            "options": [{"label": "Quick", "value": 1}, {"label": "Slow", "value": 2}],
        },
        "mood": {"type": "multi-select", "options": ["calm", "wild"]},
        "stars": {"type": "bool", "default_value": True},
        "from": {"type": "text"},
        "picture": {"type": "image"},
    }
)


def test_every_field_can_be_linked_to():
    query = QueryDict(
        "prompt=Pine%20shore&seed=7&speed=slow&mood=calm&mood=wild&stars=0&picture=https://a.bc/d.png"
    )
    form = form_for(MADE, initial=initial_from_query(MADE, query))
    assert not form.errors
    answer = form_for(MADE, untouched(form))
    assert answer.is_valid()
    assert answer.cleaned_params() == {
        "prompt": "Pine shore",
        "seed": 7,
        "animation_mode": "skybox",
        "speed": 2,
        "mood": ["calm", "wild"],
        "stars": False,
        "picture": "https://a.bc/d.png",
    }


def test_a_link_is_checked_where_it_says_something():
    form = form_for(MADE, initial=initial_from_query(MADE, QueryDict("seed=twelve&speed=warp&mood=odd")))
    assert set(form.errors) == {"seed", "speed", "mood"}
    assert not form.is_bound
    assert control(form, "seed")["value"] == "twelve"
    assert control(form, "speed")["aria-invalid"] == "true"


def test_an_empty_form_has_nothing_to_complain_of():
    assert not form_for(MADE).errors
    assert not form_for(MADE, initial=initial_from_query(MADE, QueryDict("prompt="))).errors


def test_words_of_the_page_itself_are_no_values():
    assert initial_from_query(MADE, QueryDict("from=3&seed=same&unknown=1&intent=x")) == {}
    assert initial_from_query(MADE, QueryDict("p-from=here")) == {"from": "here"}


def test_a_remix_carries_all_but_the_seed():
    params = {"prompt": "Dawn", "seed": 7, "speed": 2, "mood": ["wild"], "stars": False, "negative_text": ""}
    initial, lost = initial_from_imagine(MADE, params, keep_seed=False)
    assert lost == []
    assert initial == {key: value for key, value in params.items() if key != "seed"}
    answer = form_for(MADE, untouched(form_for(MADE, initial=initial)))
    assert answer.is_valid()
    assert answer.drawn == {"seed"}
    remade = answer.cleaned_params()
    del remade["seed"]
    assert remade == {
        "prompt": "Dawn",
        "speed": 2,
        "mood": ["wild"],
        "stars": False,
        "animation_mode": "skybox",
    }


def test_the_same_seed_can_be_kept():
    initial, _ = initial_from_imagine(MADE, {"seed": "7"}, keep_seed=True)
    assert control(form_for(MADE, initial=initial), "seed")["value"] == "7"


def test_what_no_longer_fits_is_listed():
    params = {"prompt": "x" * 601, "speed": "warp", "gone": 1, "mood": None, "animation_mode": "skybox"}
    initial, lost = initial_from_imagine(MADE, params, keep_seed=False)
    assert initial == {"animation_mode": "skybox"}
    assert lost == [
        ("Text Prompt", "1 character too long. At most 600."),
        ("speed", "“warp” is not among the choices. Choose another."),
        ("gone", "This generator has no such setting."),
    ]


def test_emptied_text_stays_empty_in_a_remix():
    made = generator({"it": {"type": "text", "default_value": "mist"}})
    initial, _ = initial_from_imagine(made, {"it": ""}, keep_seed=False)
    assert "value" not in control(form_for(made, initial=initial)).attrs


def test_what_was_typed_is_shown_again():
    form = form_for(MADE, typed({"prompt": "", "seed": "twelve", "speed": "warp", "mood": ["wild", "odd"]}))
    assert not form.is_valid()
    again = untouched(form)
    assert (again["p-seed"], again.getlist("p-mood"), again["p-speed"]) == ("twelve", ["wild"], "")
