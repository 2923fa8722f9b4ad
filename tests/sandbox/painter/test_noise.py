"""The baked noise under everything."""

import numpy as np
import pytest

from imagine.sandbox.painter.noise import SIDE, UNITS, Noise

KINDS = ["soft", "ridged", "eroded", "cells", "grain"]


def noise() -> Noise:
    return Noise(np.random.default_rng(3))


@pytest.mark.parametrize("kind", KINDS)
def test_fields_vary_within_their_range(kind: str) -> None:
    x, y = np.meshgrid(np.linspace(0, 5, 200, dtype=np.float32), np.linspace(0, 5, 200, dtype=np.float32))
    field = getattr(noise(), kind)(x, y)
    assert field.dtype == np.float32
    assert field.std() > 0.08
    assert field.min() > -0.5
    assert field.max() < 2


@pytest.mark.parametrize("field", ["around", "crests_around"])
def test_fields_round_the_panorama_are_seamless(field: str) -> None:
    azimuth = (np.arange(SIDE * 3) / (SIDE * 3) * 2 * np.pi).astype(np.float32)
    line = getattr(noise(), field)(azimuth, np.zeros_like(azimuth), 3)
    assert abs(line[0] - line[-1]) <= abs(np.diff(line)).max()


def test_fields_on_a_ball_meet_where_their_planes_do() -> None:
    turn = np.linspace(0, 2 * np.pi, 4000, dtype=np.float32)
    line = noise().soft_ball(np.cos(turn), np.sin(turn) * 0.6, np.sin(turn) * 0.8)
    assert abs(np.diff(line)).max() < 0.05


def test_another_seed_reads_another_place() -> None:
    x = np.linspace(0, UNITS, 500, dtype=np.float32)
    first, second = noise().soft(x, x), Noise(np.random.default_rng(4)).soft(x, x)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.5
