"""Contact sheets and the prompts they show."""

import pytest

from imagine.sandbox.painter import SHEET_PROMPTS, contact_sheet
from tests.sandbox.painter.pictures import change, painted


def test_forty_different_prompts() -> None:
    assert len(SHEET_PROMPTS) == len(set(SHEET_PROMPTS)) == 40


@pytest.mark.parametrize("prompt", SHEET_PROMPTS)
def test_every_prompt_of_the_sheet_is_lively(prompt: str) -> None:
    picture = painted(prompt, size=(128, 64))
    assert len(picture.getcolors(1 << 16) or []) > 20


def test_a_sheet_holds_its_tiles_row_by_row() -> None:
    sheet = contact_sheet(SHEET_PROMPTS[:5], 3, columns=3, tile_width=64)
    assert sheet.size == (192, 64)
    assert change(sheet.crop((64, 0, 128, 32)), painted(SHEET_PROMPTS[1], 3, (64, 32))) == 0
    assert sheet.getpixel((191, 63)) == (0, 0, 0)


def test_an_odd_tile_is_made_even() -> None:
    assert contact_sheet(["dunes"], 1, columns=1, tile_width=65).size == (64, 32)
