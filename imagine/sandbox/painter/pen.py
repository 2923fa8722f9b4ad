"""A pen for small motifs.

It takes coordinates in units of the motif's size: x -0.5..0.5, y 0 at the foot and 1 at the top.
"""

from collections.abc import Sequence

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
