"""Short ways to say what a generator asks for and what somebody filled in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag
from django.http import QueryDict

from imagine.blockade.metadata import Generator
from imagine.forms import GeneratorForm, form_for

SKYBOX: dict[str, Any] = {
    "prompt": {
        "name": "Text Prompt",
        "type": "textarea",
        "required": True,
        "max_value": 600,
        "display_help": "<p>See <a href='/static/craft.pdf' target='_blank'>here</a>.</p>",
        "display_wide": True,
        "display_label": "Describe the image",
        "display_element": "textarea",
        "parsePrompt": True,
        "imagine_text": True,
    },
    "negative_text": {
        "name": "Negative Text Prompt",
        "type": "textarea",
        "max_value": 400,
        "default_value": "",
        "display_wide": True,
        "display_element": "textarea",
    },
    "seed": {
        "name": "Generation Seed",
        "type": "int",
        "max_value": 2147483647,
        "min_value": -1,
        "default_value": 0,
        "display_element": "input",
        "parse_random": True,
        "random_max_value": 2147483647,
        "random_min_value": 1,
    },
    "animation_mode": {
        "name": "Animation Mode",
        "type": "select",
        "options": [{"label": "Skybox", "value": "skybox"}],
        "required": False,
        "default_value": "skybox",
        "display_element": "select",
    },
}


def generator(params: Any = None, **more: Any) -> Generator:
    """A generator as the border reads it; `params` as Blockade would write them."""
    return Generator.from_json({"generator": "sky", "params": SKYBOX if params is None else params, **more})


def asks(**param: Any) -> Generator:
    """A generator with the one param `it`."""
    return generator({"it": param})


def typed(values: dict[str, Any]) -> QueryDict:
    """What a browser sends for a form in which `values` were typed, by param key."""
    return QueryDict(urlencode({f"p-{key}": value for key, value in values.items()}, doseq=True))


def filled(made: Generator, **values: Any) -> GeneratorForm:
    """The form of a generator with `values` sent."""
    return form_for(made, typed(values))


def sent(made: Generator, **values: Any) -> dict[str, object]:
    """What goes to Blockade when `values` are typed."""
    form = filled(made, **values)
    assert form.is_valid(), form.errors
    return form.cleaned_params()


def complaint(made: Generator, key: str = "it", **values: Any) -> str:
    """What the form says is wrong with `key` when `values` are typed."""
    form = filled(made, **values)
    assert not form.is_valid()
    return " ".join(str(error) for error in form.errors[key])


def rendered(form: GeneratorForm) -> BeautifulSoup:
    """All controls of a form as a page holds them."""
    return BeautifulSoup("".join(str(bound) for bound in form.main_fields + form.more_fields), "html.parser")


def control(form: GeneratorForm, key: str = "it") -> Tag:
    """The first element of one param's control."""
    found = BeautifulSoup(str(form[key]), "html.parser").find(True)
    assert isinstance(found, Tag)
    return found


def untouched(form: GeneratorForm) -> QueryDict:
    """What a browser sends when somebody only presses the button."""
    pairs: list[tuple[str, str]] = []
    for tag in rendered(form).find_all(["input", "textarea", "select"]):
        pairs.extend((str(tag["name"]), value) for value in _values(tag))
    return QueryDict(urlencode(pairs))


def _values(tag: Tag) -> list[str]:
    if tag.name == "textarea":
        return [tag.text.removeprefix("\n")]
    if tag.name == "select":
        options = tag.find_all("option")
        chosen = [one for one in options if one.has_attr("selected")]
        if not chosen and not tag.has_attr("multiple"):
            chosen = options[:1]
        return [str(one["value"]) for one in chosen]
    if tag["type"] == "file" or (tag["type"] in ("checkbox", "radio") and not tag.has_attr("checked")):
        return []
    return [str(tag.get("value", ""))]
