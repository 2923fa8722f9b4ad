"""Small motifs as drawings: each function draws one into a unit square, feet at the bottom middle.

`Pen` takes coordinates in units of the motif's size: x -0.5..0.5, y 0 at the foot and 1 at the top.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

Point = tuple[float, float]


class Pen:
    """Draws at four times the size asked for; colours are '#rrggbb', lamps shine by themselves."""

    def __init__(self, side: int) -> None:
        self.side = max(8, side) * 4
        self.body = Image.new("RGBA", (self.side, self.side), (0, 0, 0, 0))
        self.lamps = Image.new("L", (self.side, self.side), 0)
        self._draw, self._draw_lamp = ImageDraw.Draw(self.body), ImageDraw.Draw(self.lamps)

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [((x + 0.5) * self.side, (1 - y) * self.side) for x, y in points]

    def shape(self, colour: str, *points: Point) -> None:
        """A filled polygon."""
        self._draw.polygon(self._at(points), fill=colour)

    def oval(self, colour: str, x: float, y: float, wide: float, high: float) -> None:
        """A filled ellipse round (x, y)."""
        (left, top), (right, bottom) = self._at([(x - wide, y + high), (x + wide, y - high)])
        self._draw.ellipse((left, top, right, bottom), fill=colour)

    def line(self, colour: str, width: float, *points: Point) -> None:
        """A line through points."""
        self._draw.line(self._at(points), fill=colour, width=max(1, round(width * self.side)), joint="curve")

    def lamp(self, colour: str, x: float, y: float, size: float) -> None:
        """A round light."""
        self.oval(colour, x, y, size, size)
        (left, top), (right, bottom) = self._at([(x - size, y + size), (x + size, y - size)])
        self._draw_lamp.ellipse((left, top, right, bottom), fill=255)

    def window(self, colour: str, x: float, y: float, wide: float, high: float) -> None:
        """A lit pane, (x, y) its lower left."""
        (left, top), (right, bottom) = self._at([(x, y + high), (x + wide, y)])
        self._draw.rectangle((left, top, right, bottom), fill=colour)
        self._draw_lamp.rectangle((left, top, right, bottom), fill=255)


Sprite = Callable[[Pen, str, np.random.Generator], None]


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


def tent(pen: Pen, colour: str, rng: np.random.Generator) -> None:
    """A lit tent and a fire."""
    pen.shape(colour, (-0.4, 0), (-0.05, 0.52), (0.3, 0))
    pen.shape("#00000060", (-0.05, 0.52), (0.3, 0), (0.1, 0))
    pen.window("#ffd88a", -0.16, 0.02, 0.14, 0.2)
    pen.lamp("#ff9a3a", 0.42, 0.05, 0.045)


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


SPRITES: dict[str, Sprite] = {
    sprite.__name__: sprite
    for sprite in (
        boat, fishing_boat, whale, lighthouse, birds, balloons, cabin, castle, windmill, palms, pagoda,
        saucer, lanterns, tent, ruins, bridge, monolith, dragon, fish, kelp,
    )
}  # fmt: skip
