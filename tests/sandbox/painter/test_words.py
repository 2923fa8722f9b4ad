"""Words steer: each group does what it says, and no word of the vocabulary is idle."""

import pytest

from imagine.sandbox.painter.vocabulary import read
from imagine.sandbox.painter.words import GROUPS
from tests.sandbox.painter.pictures import (
    brightness,
    change,
    changed_share,
    colourfulness,
    lower_half,
    painted,
    pixels,
    redness,
    upper_half,
)

TOKENS = sorted({(group, token) for group, table in GROUPS.items() for token in table.values()})


def test_the_vocabulary_is_large() -> None:
    assert len({word for table in GROUPS.values() for word in table}) >= 500
    assert len(TOKENS) >= 120


@pytest.mark.parametrize(("group", "token"), TOKENS)
def test_every_token_changes_the_picture(group: str, token: str) -> None:
    word = token.replace("_", " ")
    # The same prompt throws the same dice, so whatever differs is the word's own doing.
    with_it = painted(word, size=(128, 64))
    without_it = painted(word, size=(128, 64), negative_text=word)
    assert changed_share(with_it, without_it, by=5) > 0.002


@pytest.mark.parametrize("group", GROUPS)
def test_every_word_is_read_as_its_token(group: str) -> None:
    unread = [word for word, token in GROUPS[group].items() if token not in read(word).all()]
    assert unread == []


def test_plurals_and_punctuation_are_understood() -> None:
    assert read("Mountains, SAILBOATS; and northern lights!").all() == {"mountains", "boat", "aurora"}


def test_no_and_without_deny() -> None:
    notes = read("a lake with no clouds and without any boats")
    assert notes.denied == {"clouds", "boat"}
    assert notes.all() == {"lake"}


def test_night_is_darker_than_noon() -> None:
    assert brightness(painted("mountain lake at night")) < brightness(painted("mountain lake at noon")) / 2


@pytest.mark.parametrize("place", ["mountains", "city", "dunes", "deep forest", "reef"])
def test_night_is_darker_than_noon_everywhere(place: str) -> None:
    assert brightness(painted(f"{place}, night")) < brightness(painted(f"{place}, noon")) * 0.75


@pytest.mark.parametrize(("word", "channel"), [("red", 0), ("green", 1), ("blue", 2)])
def test_a_colour_word_dyes_the_picture(word: str, channel: int) -> None:
    prompt = f"{word} canyon at noon"
    dyed, plain = (pixels(painted(prompt, negative_text=denied)).mean((0, 1)) for denied in ("", word))
    assert dyed[channel] / dyed.sum() > plain[channel] / plain.sum() + 0.02


def test_warm_is_redder_than_cool() -> None:
    assert redness(painted("warm mountain lake at noon")) > redness(painted("cool mountain lake at noon")) + 5


def test_snow_whitens_the_ground() -> None:
    prompt = "snowy hills at noon"
    snowy, bare = (lower_half(painted(prompt, negative_text=denied)) for denied in ("", "snow"))
    assert brightness(snowy) > brightness(bare) + 25
    assert colourfulness(snowy) < colourfulness(bare)


def test_negative_clouds_clear_the_sky() -> None:
    prompt = "cloudy sky over dunes at noon"
    cloudy, clear = (upper_half(painted(prompt, negative_text=denied)) for denied in ("", "clouds"))
    assert colourfulness(clear) > colourfulness(cloudy) + 8


def test_fog_takes_the_contrast_away() -> None:
    prompt = "mountains in the fog, noon"
    foggy, clear = (pixels(painted(prompt, negative_text=denied))[48:80].std() for denied in ("", "fog"))
    assert foggy < clear * 0.8


def test_stars_add_points_of_light() -> None:
    prompt = "starry night over dunes"
    starry, empty = (
        pixels(upper_half(painted(prompt, size=(1024, 512), negative_text=denied)))
        for denied in ("", "stars")
    )
    assert (starry.min(-1) > 90).sum() > 4 * max(1, (empty.min(-1) > 90).sum())


def test_monochrome_has_no_colour() -> None:
    assert colourfulness(painted("sunset over a fjord, black and white")) < 3


def test_autumn_reddens_the_leaves() -> None:
    prompt = "autumn lakeshore at noon"
    autumn, summer = (painted(prompt, negative_text=denied) for denied in ("", "autumn"))
    assert redness(autumn) > redness(summer) + 3


def test_neon_signs_colour_a_city() -> None:
    prompt = "city at night, neon signs"
    lit, plain = (painted(prompt, negative_text=denied) for denied in ("", "neon"))
    assert colourfulness(lit) > colourfulness(plain) + 4


def test_unknown_words_steer_too() -> None:
    assert change(painted("zorgon mountain lake at noon"), painted("quibbly mountain lake at noon")) > 4


def test_style_words_keep_the_place() -> None:
    plain, film = painted("a fjord at dawn"), painted("a fjord at dawn, film grain")
    other = painted("a fjord at dawn", seed=2)
    assert change(plain, film) < change(plain, other) / 1.5
