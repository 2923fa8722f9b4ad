"""Style words change the hand that made the picture."""

import numpy as np
import pytest

from imagine.sandbox.painter import paint
from imagine.sandbox.painter.filters import patches
from imagine.sandbox.painter.finishes import STRIPWISE, WHOLE
from imagine.sandbox.painter.words import FINISH
from tests.sandbox.painter.pictures import change, colourfulness, painted, pixels

PROMPT = "mountain lake at noon"


def test_every_style_word_has_its_finish() -> None:
    assert set(FINISH.values()) == {*STRIPWISE, *WHOLE}


@pytest.mark.parametrize("finish", sorted({*STRIPWISE, *WHOLE}))
def test_each_finish_differs_from_the_plain_picture_and_from_the_others(finish: str) -> None:
    plain = painted(PROMPT, size=(256, 128))
    word = next(word for word, token in FINISH.items() if token == finish)
    finished = painted(f"{PROMPT}, {word}", size=(256, 128))
    assert change(plain, finished) > 3
    another = painted(f"{PROMPT}, {'woodcut' if finish != 'woodcut' else 'pencil'}", size=(256, 128))
    assert change(another, finished) > 3


def test_pixel_art_is_large_squares_in_few_colours() -> None:
    picture = paint(f"{PROMPT}, pixel art", 1, 768, 384)
    assert len(picture.getcolors(1 << 20) or []) <= 28
    light = pixels(picture)
    assert (light[0::4, 0::4] == light[3::4, 3::4]).all()


def test_ink_leaves_two_tones() -> None:
    picture = painted(f"{PROMPT}, ink drawing", size=(256, 128))
    assert colourfulness(picture) < 25
    light = pixels(picture).mean(-1)
    assert ((light < 60) | (light > 200)).mean() > 0.6


def test_a_poster_has_flat_inks() -> None:
    assert len(painted(f"{PROMPT}, travel poster", size=(256, 128)).getcolors(1 << 20) or []) <= 9


def test_patches_calm_the_paint_and_keep_its_borders() -> None:
    wall = np.random.default_rng(1).uniform(0.2, 0.4, (60, 80, 3)).astype(np.float32)
    wall[:, 40:] += 0.5
    flat = patches(wall, 3)
    assert flat[10:-10, 10:30].std() < wall[10:-10, 10:30].std() / 2
    assert (flat[10:-10, 41:44].mean() - flat[10:-10, 36:39].mean()) > 0.45


def test_two_styles_go_together() -> None:
    both, one = painted(f"{PROMPT}, oil painting, film"), painted(f"{PROMPT}, oil painting")
    assert change(both, one) > 2
