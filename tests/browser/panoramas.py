"""Panoramas of which a test knows every direction, and what a page shows of them."""

from __future__ import annotations

import time
from io import BytesIO

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from imagine import archive
from imagine.models import Imagine, Member
from tests.making import row

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 170, 60), (40, 60, 200), (220, 200, 40)
WHITE, BLACK = (245, 245, 245), (10, 10, 10)
# Where one looks, and what is there.
DIRECTIONS: dict[str, tuple[dict[str, float], tuple[int, int, int]]] = {
    "ahead": ({"yaw": 0}, RED),
    "right": ({"yaw": 90}, GREEN),
    "behind": ({"yaw": 180}, BLUE),
    "left": ({"yaw": 270}, YELLOW),
    "up": ({"pitch": 90}, WHITE),
    "down": ({"pitch": -90}, BLACK),
}


def compass(width: int = 2048) -> bytes:
    """Red ahead, green to the right, blue behind, yellow to the left, white above and black below."""
    picture = Image.new("RGB", (width, width // 2), BLUE)
    draw = ImageDraw.Draw(picture)
    eighth = width // 8
    for first, colour in ((1, YELLOW), (3, RED), (5, GREEN)):
        draw.rectangle((first * eighth, 0, (first + 2) * eighth - 1, width // 2), fill=colour)
    draw.rectangle((0, 0, width, width // 12), fill=WHITE)
    draw.rectangle((0, width // 2 - width // 12, width, width // 2), fill=BLACK)
    return _png(picture)


def plain(width: int, height: int) -> bytes:
    """A picture of one colour."""
    return _png(Image.new("RGB", (width, height), GREEN))


def made(member: Member, content: bytes, **fields: object) -> Imagine:
    """A finished imagine with this picture in the archive."""
    imagine = row(member, status="complete", **fields)
    archive.keep(imagine, content)
    return imagine


def sphere_of(page: Page) -> Locator:
    """The sphere on a page, drawn."""
    sphere = page.locator("pano-rama.is-sphere.is-drawn").first
    expect(sphere).to_be_visible()
    return sphere


def seen(sphere: Locator) -> Image.Image:
    """What a window shows where the sphere is."""
    sphere.page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    return Image.open(BytesIO(sphere.screenshot(animations="disabled"))).convert("RGB")


def middle(picture: Image.Image) -> tuple[int, ...]:
    """The colour in the middle."""
    return picture.getpixel((picture.width // 2, picture.height // 2))


def is_near(colour: tuple[int, ...], wanted: tuple[int, ...], by: int = 12) -> bool:
    """Whether two colours differ by no more than the steps of the screen."""
    return all(abs(one - other) <= by for one, other in zip(colour, wanted, strict=True))


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def camera(page: Page) -> dict[str, float]:
    """Where the sphere looks, in degrees."""
    found: dict[str, float] = page.locator("pano-rama").first.evaluate("pano => pano.camera")
    return found


def frames_drawn(page: Page) -> int:
    """How many frames the sphere draws in a third of a second."""
    found: int = page.evaluate("""() => new Promise(done => {
        let drawn = 0;
        document.addEventListener("pano:camera", () => drawn++);
        setTimeout(() => done(drawn), 333);
    })""")
    return found


def throw(page: Page) -> None:
    """Drag 200 pixels to the left in 40 milliseconds by the events' own clock, and let go on the way."""
    session, start = page.context.new_cdp_session(page), time.time()

    def mouse(kind: str, x: int, after: int, buttons: int) -> None:
        event = {"type": kind, "x": x, "y": 240, "button": "left", "buttons": buttons, "clickCount": 1}
        session.send("Input.dispatchMouseEvent", event | {"timestamp": start + after / 1000})

    mouse("mousePressed", 500, 0, 1)
    for step in range(1, 5):
        mouse("mouseMoved", 500 - 50 * step, 10 * step, 1)
    mouse("mouseReleased", 300, 45, 0)


def look(page: Page, **camera: float) -> Image.Image:
    """Turn the sphere there, and what is seen then."""
    sphere = sphere_of(page)
    sphere.evaluate(
        "(pano, camera) => pano.look({ yaw: 0, pitch: 0, view: 95, ...camera }, 0)",
        camera,
    )
    return seen(sphere)
