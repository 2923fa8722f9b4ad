"""What every panorama must be, whatever it shows."""

import numpy as np
import pytest
from PIL import Image

from imagine.sandbox.painter import paint
from tests.sandbox.painter.pictures import change, painted, pixels

# One of each kind of world and of each kind of finish.
KINDS = [
    "a fjord at dawn",
    "aurora over snowy peaks",
    "golden dunes",
    "harbour city at night",
    "milky way over a mesa",
    "misty pine forest shore",
    "islands in moonlight",
    "ringed planet above a canyon",
    "salt mirror at sunset",
    "storm over sea stacks, lightning",
    "icebergs",
    "tropical beach with palms",
    "erupting volcano",
    "flower meadow",
    "rice terraces",
    "stone spires in the mist",
    "alien world",
    "old harbour town",
    "inside a deep forest",
    "coral reef",
    "outer space, nebula",
    "city in the rain",
    "hills under a rainbow",
    "snowfall",
]
FINISHED = [
    "fjord, oil painting",
    "fjord, watercolour",
    "fjord, ink drawing",
    "fjord, woodcut",
    "fjord, neon style",
]


def test_a_picture_is_rgb_and_of_the_size_asked_for() -> None:
    picture = paint("mountain lake", 1, 320, 160)
    assert (picture.mode, picture.size) == ("RGB", (320, 160))


@pytest.mark.parametrize("size", [(320, 320), (160, 320), (8, 4)])
def test_any_other_shape_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="twice as wide"):
        paint("mountain lake", 1, *size)


def test_same_arguments_same_pixels() -> None:
    start = Image.new("RGB", (40, 20), "#884422")
    first, second = (
        painted("a lake, ink drawing", 5, start_image=start, settings={"haze": 0.5}) for _ in range(2)
    )
    assert first.tobytes() == second.tobytes()


def test_another_seed_is_another_take() -> None:
    assert change(painted("mountain lake at noon", 1), painted("mountain lake at noon", 2)) > 6


def test_other_prompts_look_different() -> None:
    prompts = KINDS[:8]
    pictures = [painted(prompt, size=(128, 64)) for prompt in prompts]
    pairs = [(a, b) for a in range(len(prompts)) for b in range(a)]
    alike = [(prompts[a], prompts[b]) for a, b in pairs if change(pictures[a], pictures[b]) < 12]
    assert alike == []


def test_size_does_not_change_the_place() -> None:
    large = painted("a fjord at dawn", size=(512, 256)).resize((128, 64), Image.Resampling.BOX)
    small = painted("a fjord at dawn", size=(128, 64))
    assert change(large, small) < 8


def test_seeds_may_be_any_whole_number() -> None:
    pictures = {painted("dunes", seed, (64, 32)).tobytes() for seed in (0, -3, 2**31, 2**63)}
    assert len(pictures) == 4


@pytest.mark.parametrize("prompt", ["", "   ", "\x00\ud800 🦊", "x" * 5000, "no no without", "123 !?"])
def test_any_text_is_a_prompt(prompt: str) -> None:
    assert len(painted(prompt, size=(64, 32)).getcolors(1 << 16) or []) > 50


@pytest.mark.parametrize("prompt", KINDS + FINISHED)
def test_the_edges_meet(prompt: str) -> None:
    light = pixels(painted(prompt))
    steps = abs(np.diff(light, axis=1)).mean((0, 2))
    assert abs(light[:, 0] - light[:, -1]).mean() <= steps.max()


def test_the_measure_of_the_edge_would_see_a_seam() -> None:
    light = np.roll(pixels(painted("a fjord at dawn")), 64, axis=1)
    torn = np.concatenate([light[:, :200], light[:, :56]], axis=1)
    steps = abs(np.diff(torn[:, :200], axis=1)).mean((0, 2))
    assert abs(torn[:, 0] - torn[:, 199]).mean() > steps.max()


@pytest.mark.parametrize("prompt", KINDS)
def test_the_poles_are_clean(prompt: str) -> None:
    light = pixels(painted(prompt, size=(512, 256)))
    for row in (light[0], light[-1]):
        # The whole row is one small round of sky or ground, so it may drift but never flicker.
        assert abs(np.diff(row, axis=0)).mean() < 2.5


def test_flat_skies_are_dithered_not_banded() -> None:
    sky = pixels(painted("clear blue sky over dunes, noon, no clouds", size=(512, 256)))[20:60]
    assert (np.diff(sky[..., 2], axis=1) != 0).mean() > 0.2
