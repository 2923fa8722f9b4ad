"""Motifs that people built on land; each draws one, its foot at the bottom middle."""

import numpy as np

from imagine.sandbox.painter.pen import Pen


def lighthouse(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A striped tower with its lamp lit, on a rock."""
    pen.shape("#2e2c2c", (-0.4, -0.02), (-0.26, 0.1), (-0.1, 0.15), (0.14, 0.14), (0.3, 0.07), (0.42, -0.02))
    pen.shape("#f2eee6", (-0.095, 0.12), (-0.06, 0.8), (0.06, 0.8), (0.095, 0.12))
    for low in (0.2, 0.42, 0.64):
        pen.shape(
            "#c83a2c",
            (-0.092 + low * 0.045, low),
            (-0.092 + (low + 0.1) * 0.045, low + 0.1),
            (0.092 - (low + 0.1) * 0.045, low + 0.1),
            (0.092 - low * 0.045, low),
        )
    pen.shape("#2a2c30", (-0.085, 0.79), (-0.085, 0.815), (0.085, 0.815), (0.085, 0.79))
    pen.shape("#3a3c40", (-0.07, 0.9), (0.0, 0.99), (0.07, 0.9))
    pen.shape("#e8d8b8", (0.12, 0.1), (0.12, 0.22), (0.28, 0.22), (0.28, 0.07))
    pen.shape("#8a3a2a", (0.1, 0.21), (0.2, 0.3), (0.3, 0.21))
    pen.window("#fff2c0", -0.05, 0.815, 0.1, 0.085)


def cabin(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A hut with light in its windows and smoke."""
    pen.shape("#4a3424", (-0.36, 0), (-0.36, 0.34), (0.36, 0.34), (0.36, 0))
    pen.shape("#33241c", (-0.46, 0.32), (-0.2, 0.66), (0.3, 0.66), (0.46, 0.32))
    pen.shape("#5a544e", (0.12, 0.6), (0.12, 0.8), (0.2, 0.8), (0.2, 0.6))
    for number in range(5):
        pen.oval("#c8c8cc50", 0.16 + number * 0.03, 0.85 + number * 0.03, 0.03 + number * 0.012, 0.03)
    pen.shape("#2a1c14", (-0.05, 0), (-0.05, 0.22), (0.07, 0.22), (0.07, 0))
    for x in (-0.28, 0.15):
        pen.window("#ffcf70", x, 0.12, 0.13, 0.11)


def castle(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """Walls, towers and pointed roofs on a crag."""
    pen.shape("#35322f", (-0.5, -0.03), (-0.36, 0.1), (-0.3, 0.2), (0.28, 0.22), (0.36, 0.12), (0.5, -0.03))
    pen.shape("#8a8278", (-0.28, 0.16), (-0.28, 0.38), (0.28, 0.38), (0.28, 0.16))
    for x, wide, top in (
        (-0.28, 0.06, 0.52),
        (-0.1, 0.05, 0.66),
        (0.05, 0.075, 0.76),
        (0.2, 0.045, 0.56),
        (0.3, 0.055, 0.48),
    ):
        pen.shape("#9a9186", (x - wide, 0.16), (x - wide, top), (x + wide, top), (x + wide, 0.16))
        pen.shape("#7c746a", (x + wide * 0.2, 0.16), (x + wide * 0.2, top), (x + wide, top), (x + wide, 0.16))
        pen.shape("#39506e", (x - wide * 1.25, top), (x, top + wide * 3.4), (x + wide * 1.25, top))
        pen.window("#ffc868", x - 0.012, top - 0.12, 0.022, 0.05)
    pen.window("#ffc868", -0.18, 0.24, 0.025, 0.05)
    pen.window("#ffc868", 0.12, 0.26, 0.025, 0.05)


def windmill(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A tower mill with four sails."""
    pen.shape("#e2d8c6", (-0.15, 0), (-0.1, 0.55), (0.1, 0.55), (0.15, 0))
    pen.shape("#5a3a28", (-0.12, 0.54), (0, 0.7), (0.12, 0.54))
    turn = rng.uniform(0, 1.5)
    for quarter in range(4):
        c, s = np.cos(turn + quarter * np.pi / 2), np.sin(turn + quarter * np.pi / 2)
        pen.line("#4a3a2c", 0.012, (0, 0.58), (0.4 * c, 0.58 + 0.4 * s))
        side = (-s * 0.07, c * 0.07)
        pen.shape(
            "#efe6d2",
            (0.08 * c, 0.58 + 0.08 * s),
            (0.4 * c, 0.58 + 0.4 * s),
            (0.4 * c + side[0], 0.58 + 0.4 * s + side[1]),
            (0.08 * c + side[0], 0.58 + 0.08 * s + side[1]),
        )
    pen.shape("#3a2a20", (-0.03, 0), (-0.03, 0.12), (0.03, 0.12), (0.03, 0))


def pagoda(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """Five roofs, one over the other."""
    for floor in range(5):
        low, wide = 0.02 + floor * 0.165, 0.25 - floor * 0.034
        pen.shape(
            "#8a2c22",
            (-wide * 0.62, low),
            (-wide * 0.62, low + 0.11),
            (wide * 0.62, low + 0.11),
            (wide * 0.62, low),
        )
        pen.window("#ffc870", -wide * 0.4, low + 0.02, wide * 0.8, 0.055)
        pen.shape(
            "#23282c",
            (-wide * 1.3, low + 0.105),
            (-wide * 1.05, low + 0.12),
            (-wide * 0.55, low + 0.175),
            (wide * 0.55, low + 0.175),
            (wide * 1.05, low + 0.12),
            (wide * 1.3, low + 0.105),
            (wide, low + 0.09),
            (-wide, low + 0.09),
        )
    pen.line("#b8923a", 0.014, (0, 0.84), (0, 1.0))


def ruins(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """Columns, some of them broken, under a piece of their beam."""
    pen.shape("#8a8070", (-0.5, 0), (-0.46, 0.08), (0.46, 0.08), (0.5, 0))
    for number, x in enumerate(np.linspace(-0.4, 0.4, 6)):
        top = 0.78 if number < 4 else rng.uniform(0.3, 0.6)
        pen.shape("#cfc4ae", (x - 0.042, 0.08), (x - 0.034, top), (x + 0.034, top), (x + 0.042, 0.08))
        pen.shape("#9a907e", (x + 0.012, 0.08), (x + 0.01, top), (x + 0.034, top), (x + 0.042, 0.08))
    pen.shape("#beb29c", (-0.47, 0.78), (-0.47, 0.86), (0.14, 0.86), (0.1, 0.78))
    pen.shape("#aca08a", (-0.45, 0.86), (-0.2, 0.96), (0.02, 0.86))


def bridge(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A suspension bridge."""
    red = "#a83a2a"
    pen.shape(red, (-0.5, 0.16), (-0.5, 0.185), (0.5, 0.185), (0.5, 0.16))
    for x in (-0.26, 0.26):
        for side in (-0.018, 0.018):
            pen.shape(
                red,
                (x + side - 0.007, 0),
                (x + side - 0.005, 0.6),
                (x + side + 0.005, 0.6),
                (x + side + 0.007, 0),
            )
        for y in (0.28, 0.4, 0.52, 0.59):
            pen.shape(red, (x - 0.02, y), (x - 0.02, y + 0.014), (x + 0.02, y + 0.014), (x + 0.02, y))
        pen.lamp("#ff5040", x, 0.61, 0.008)
    spans = [[(x, 0.2 + 0.39 * (x / 0.26) ** 2) for x in np.linspace(-0.26, 0.26, 25)]]
    spans += [
        [(side * x, 0.18 + 0.41 * ((0.5 - x) / 0.24) ** 1.4) for x in np.linspace(0.26, 0.5, 14)]
        for side in (-1, 1)
    ]
    for span in spans:
        pen.line(red, 0.006, *span)
        for x, y in span[::2]:
            pen.line(red, 0.0025, (x, y), (x, 0.17))


def monolith(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A black slab with a shining edge."""
    pen.shape("#0c0d12", (-0.14, 0), (-0.14, 0.92), (0.1, 0.96), (0.1, 0))
    pen.shape("#23252e", (0.1, 0), (0.1, 0.96), (0.15, 0.92), (0.15, 0))
    pen.window("#bfe8ff", 0.097, 0.0, 0.008, 0.95)


def tent(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A lit tent and a fire."""
    pen.shape(colour, (-0.4, 0), (-0.05, 0.52), (0.3, 0))
    pen.shape("#00000060", (-0.05, 0.52), (0.3, 0), (0.1, 0))
    pen.window("#ffd88a", -0.16, 0.02, 0.14, 0.2)
    pen.lamp("#ff9a3a", 0.42, 0.05, 0.045)
