"""Parameters and a start image steer beside the prompt."""

import pytest
from PIL import Image

from tests.sandbox.painter.pictures import brightness, change, changed_share, painted, pixels, upper_half

PROMPT = "mountain lake at noon"


def test_time_of_day_overrules_the_words() -> None:
    night = painted(PROMPT, settings={"time_of_day": "night"})
    assert brightness(night) < brightness(painted(PROMPT)) / 2


def test_style_overrules_the_words() -> None:
    framed = painted(f"{PROMPT}, oil painting", settings={"style": "pixel art"})
    assert framed.tobytes() == painted(f"{PROMPT}, pixel art").tobytes()


def test_haze_softens_the_distance() -> None:
    clear, hazy = (pixels(painted(PROMPT, settings={"haze": haze}))[40:70].std() for haze in (0, 1))
    assert hazy < clear * 0.8


def test_a_percentage_is_a_share() -> None:
    assert (
        painted(PROMPT, settings={"haze": "60"}).tobytes()
        == painted(PROMPT, settings={"haze": 0.6}).tobytes()
    )


def test_a_tint_colours_the_sky() -> None:
    plain, dyed = (
        pixels(upper_half(painted(PROMPT, settings=settings))).mean((0, 1))
        for settings in ({}, {"sky_tint": "#FF2020"})
    )
    assert dyed[0] - dyed[2] > plain[0] - plain[2] + 25


def test_switches_turn_things_on_and_off() -> None:
    assert changed_share(painted(PROMPT, settings={"aurora": True}), painted(PROMPT)) > 0.02
    cloudy = "clouds over mountains, noon"
    assert change(painted(cloudy, settings={"clouds": False}), painted(cloudy)) > 3


@pytest.mark.parametrize(
    "settings",
    [
        {"unheard_of": 3, "prompt": "x", "seed": 9},
        {"haze": None, "time_of_day": None, "stars": []},
        {"haze": "much", "time_of_day": "never", "sky_tint": "#zzzzzz"},
        {"haze": float("nan"), "exposure": {}, "style": ""},
    ],
)
def test_what_makes_no_sense_is_ignored(settings: dict[str, object]) -> None:
    assert change(painted(PROMPT, settings=settings), painted(PROMPT)) < 6


def test_a_start_image_lends_its_colours() -> None:
    def against(colour: str) -> list[float]:
        return list(pixels(painted(PROMPT, start_image=Image.new("RGB", (64, 32), colour))).mean((0, 1)))

    red, blue = against("#c03020"), against("#2030c0")
    assert red[0] > blue[0] + 20
    assert blue[2] > red[2] + 20


def test_a_start_image_lends_its_horizon() -> None:
    def brightest_step(horizon: float) -> int:
        start = Image.new("RGB", (128, 64), "#a0c8f0")
        start.paste("#203018", (0, int(64 * horizon), 128, 64))
        light = pixels(painted("salt flat at noon, no clouds", size=(256, 128), start_image=start)).mean(
            (1, 2)
        )
        return int(abs(light[4:] - light[:-4])[30:98].argmax()) + 32

    assert brightest_step(0.35) < brightest_step(0.65) - 8


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "1"])
def test_any_kind_of_start_image_will_do(mode: str) -> None:
    assert painted(PROMPT, size=(64, 32), start_image=Image.new(mode, (3, 7))).size == (64, 32)
