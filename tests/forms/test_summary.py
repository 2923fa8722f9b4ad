"""What a closed "More" says of itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from imagine.forms import form_for
from tests.forms.making import generator, typed

FEW: dict[str, Any] = {
    **{f"text{number}": {"type": "text", "required": True} for number in range(6)},
    "strength": {"name": "Strength", "type": "range", "min_value": 0, "max_value": 100, "default_value": 65},
    "size": {"name": "Size", "type": "radio", "options": ["2K", "6K"], "default_value": "6K"},
    "sketch": {"name": "Sketch", "type": "image"},
    "glow": {"name": "Glow", "type": "bool"},
}
SWITCHES: dict[str, Any] = {
    **{f"text{number}": {"type": "text", "required": True} for number in range(6)},
    **{f"it{number}": {"name": f"Dial {number}", "type": "int"} for number in range(30)},
}


def test_a_few_settings_are_all_told():
    assert form_for(generator(FEW)).more_words == "Strength 65, 6K, no sketch, no glow"


def test_it_tells_what_was_set_and_what_stands_in_for_a_file():
    form = form_for(generator(FEW), initial={"strength": 20, "size": "2K", "glow": True})
    form.images = {"sketch": SimpleNamespace(name="cliff.png")}
    assert form.more_words == "Strength 20, 2K, cliff.png, Glow"


def test_of_many_only_those_changed_are_told():
    form = form_for(generator(SWITCHES), initial={f"it{number}": number for number in range(20, 25)})
    assert form.more_words == "Dial 20 20, Dial 21 21, Dial 22 22 and 2 more"


def test_of_many_unchanged_ones_only_their_number():
    assert form_for(generator(SWITCHES)).more_words == "30 settings"


def test_it_says_the_same_of_what_was_sent():
    form = form_for(generator(FEW), typed({"strength": "20", "size": "2K", "glow": "true"}))
    assert form.more_words == "Strength 20, 2K, no sketch, Glow"


def test_several_choices_are_told_by_name_and_labels_in_capitals_stay_so():
    params = {
        **{f"text{number}": {"type": "text", "required": True} for number in range(6)},
        "weather": {"type": "multi-select", "options": ["mist", "rain", "snow"]},
        "hdr": {"name": "HDR", "type": "bool"},
    }
    form = form_for(generator(params), initial={"weather": ["mist", "rain", "snow"]})
    assert form.more_words == "mist + rain + 1, no HDR"
