"""Motifs that swim, fly or grow; each draws one, its foot at the bottom middle."""

from itertools import pairwise

import numpy as np

from imagine.sandbox.painter.pen import Pen, Point


def boat(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A sailing boat."""
    pen.shape("#3a2c24", (-0.24, 0.1), (0.26, 0.1), (0.18, 0.0), (-0.16, 0.0))
    pen.shape("#e8e0d0", (-0.25, 0.12), (0.27, 0.12), (0.26, 0.09), (-0.24, 0.09))
    pen.line("#2c2420", 0.008, (0.0, 0.1), (0.0, 0.95))
    pen.shape("#f6f0e2", (-0.015, 0.16), (-0.015, 0.92), (-0.25, 0.18))
    pen.shape(colour, (0.015, 0.16), (0.015, 0.86), (0.23, 0.2))


def fishing_boat(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A small open boat with somebody in it."""
    pen.shape("#2c221c", (-0.45, 0.2), (0.45, 0.22), (0.3, 0.02), (-0.3, 0.02))
    pen.shape(colour, (-0.46, 0.23), (0.46, 0.25), (0.44, 0.19), (-0.44, 0.18))
    pen.shape("#241e20", (-0.06, 0.2), (-0.08, 0.42), (0.02, 0.46), (0.1, 0.42), (0.08, 0.2))
    pen.oval("#241e20", 0.02, 0.52, 0.06, 0.07)
    pen.line("#5a4632", 0.012, (-0.02, 0.36), (0.42, 0.1))


def whale(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A tail above the water."""
    pen.shape(
        "#1c2a38",
        (-0.07, 0.0),
        (-0.03, 0.5),
        (-0.42, 0.86),
        (-0.3, 0.92),
        (0.0, 0.66),
        (0.3, 0.92),
        (0.42, 0.86),
        (0.03, 0.5),
        (0.09, 0.0),
    )


def birds(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """One bird in flight."""
    lift = rng.uniform(-0.1, 0.3)
    pen.line("#1c1e24", 0.06, (-0.46, 0.5 + lift), (-0.2, 0.6), (0.0, 0.45), (0.2, 0.6), (0.46, 0.5 + lift))


def balloons(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A hot-air balloon with gores in two colours."""
    pen.shape(colour, (-0.3, 0.56), (-0.07, 0.2), (0.07, 0.2), (0.3, 0.56))
    pen.oval(colour, 0, 0.65, 0.32, 0.33)
    for wide, tone in ((0.2, "#f4ead4"), (0.1, colour)):
        pen.oval(tone, 0, 0.65, wide, 0.33)
        pen.shape(tone, (-wide * 0.95, 0.56), (-wide * 0.24, 0.2), (wide * 0.24, 0.2), (wide * 0.95, 0.56))
    pen.line("#3a3028", 0.006, (-0.06, 0.2), (-0.04, 0.09))
    pen.line("#3a3028", 0.006, (0.06, 0.2), (0.04, 0.09))
    pen.shape("#6a4628", (-0.05, 0.09), (0.05, 0.09), (0.04, 0.01), (-0.04, 0.01))
    pen.lamp("#ffc860", 0, 0.165, 0.02)


def palms(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A leaning palm."""
    lean = rng.uniform(0.1, 0.26) * rng.choice([-1, 1])
    steps = np.linspace(0, 1, 14)
    stem = [(float(-lean * 0.6 + lean * t**1.6), float(t * 0.72)) for t in steps]
    for number, (low, high) in enumerate(pairwise(stem)):
        pen.line("#6a4e34" if number % 2 else "#7c5e40", 0.034 - number * 0.0011, low, high)
    top_x, top_y = stem[-1]
    for angle in np.linspace(-0.5, 3.64, 11) + rng.uniform(-0.12, 0.12, 11):
        reach = rng.uniform(0.26, 0.34)
        bow = [
            (top_x + reach * t * np.cos(angle), top_y + reach * t * np.sin(angle) * 0.75 - 0.26 * t * t)
            for t in np.linspace(0, 1, 15)
        ]
        pen.line("#2a5a20", 0.014, *bow)
        for (x, y), t in zip(bow[1:], np.linspace(0.1, 1, 14), strict=True):
            droop = 0.085 * (1 - 0.55 * t)
            pen.line("#34702a" if angle > 1.5 else "#24541e", 0.017, (x, y), (x + 0.022, y - droop))
            pen.line("#2c6424", 0.017, (x, y), (x - 0.022, y - droop))
    for x in (-0.02, 0.025):
        pen.oval("#4a3220", top_x + x, top_y - 0.02, 0.02, 0.022)


def saucer(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A flying saucer with a beam."""
    pen.shape("#a8f8ff30", (-0.1, 0.62), (-0.26, 0.0), (0.26, 0.0), (0.1, 0.62))
    pen.oval("#4a525c", 0, 0.68, 0.46, 0.085)
    pen.oval("#79838f", 0, 0.7, 0.44, 0.06)
    pen.oval("#b8d4dc", 0, 0.76, 0.17, 0.12)
    pen.oval("#59636f", 0, 0.71, 0.3, 0.045)
    for x in (-0.36, -0.2, 0.0, 0.2, 0.36):
        pen.lamp("#9affea", x, 0.665 - 0.02 * (1 - abs(x) * 2), 0.022)


def lanterns(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A paper lantern."""
    pen.window("#ffb04a", -0.22, 0.2, 0.44, 0.6)
    pen.lamp("#ffdc8a", 0, 0.34, 0.16)


def dragon(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A dragon gliding."""
    dark = "#231c26"
    pen.line(dark, 0.035, (-0.42, 0.34), (-0.3, 0.46), (-0.12, 0.46), (0.05, 0.52), (0.2, 0.56), (0.3, 0.66))
    pen.line(dark, 0.016, (-0.3, 0.46), (-0.42, 0.34), (-0.5, 0.38))
    pen.shape(dark, (0.28, 0.62), (0.32, 0.72), (0.44, 0.64), (0.33, 0.62))
    pen.shape(dark, (-0.05, 0.5), (-0.26, 0.94), (-0.3, 0.74), (-0.38, 0.72), (-0.36, 0.58), (-0.24, 0.52))
    pen.shape(dark, (0.04, 0.52), (0.16, 0.98), (0.24, 0.8), (0.33, 0.8), (0.32, 0.7), (0.16, 0.54))


def fish(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """One fish, swimming left or right."""
    way = rng.choice([-1, 1])
    pen.shape(colour, (way * -0.22, 0.5), (way * -0.48, 0.68), (way * -0.42, 0.5), (way * -0.48, 0.32))
    pen.oval(colour, 0.04 * way, 0.5, 0.3, 0.15)
    pen.oval("#f8f4e8", 0.1 * way, 0.5, 0.035, 0.14)
    pen.shape(colour, (way * -0.1, 0.62), (way * 0.04, 0.76), (way * 0.12, 0.62))
    pen.oval("#14181c", 0.24 * way, 0.54, 0.025, 0.03)


def kelp(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """Long weed swaying upwards."""
    for _ in range(4):
        root, sway, phase = rng.uniform(-0.25, 0.25), rng.uniform(0.03, 0.08), rng.uniform(0, 6)
        stem: list[Point] = [
            (root + sway * np.sin(t * 7 + phase) * t, t * rng.uniform(0.96, 1.0))
            for t in np.linspace(0, 0.98, 24)
        ]
        pen.line("#1f4a34", 0.018, *stem)
        for number, (x, y) in enumerate(stem[2:]):
            side = 0.09 if number % 2 else -0.09
            pen.shape(
                "#2c5f3a",
                (x, y),
                (x + side * 0.6, y + 0.045),
                (x + side, y + 0.02),
                (x + side * 0.5, y - 0.01),
            )
