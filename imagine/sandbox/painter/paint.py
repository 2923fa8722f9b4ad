"""From a prompt and a seed to a picture."""

from collections.abc import Mapping

from PIL import Image

from imagine.sandbox.painter.canvas import Canvas
from imagine.sandbox.painter.composer import compose
from imagine.sandbox.painter.develop import develop
from imagine.sandbox.painter.falling import add_falling
from imagine.sandbox.painter.finishes import finish
from imagine.sandbox.painter.land import paint_land
from imagine.sandbox.painter.space import paint_space

WORLDS = {"space": paint_space}


def paint(
    prompt: str,
    seed: int,
    width: int,
    height: int,
    *,
    negative_text: str = "",
    start_image: Image.Image | None = None,
    settings: Mapping[str, object] | None = None,
) -> Image.Image:
    """Paint the prompt as a seamless panorama; the same arguments give the same pixels.

    `width` must be twice `height`, else ValueError. `settings` are generator parameters by name; those
    the painter has no use for are ignored.
    """
    if width != 2 * height or height < 8:
        raise ValueError(f"A panorama is twice as wide as it is high, not {width}x{height}")
    scene = compose(prompt, seed, negative_text=negative_text, start_image=start_image, settings=settings)
    canvas = Canvas(width, height, scene.horizon)
    WORLDS.get(scene.world, paint_land)(scene, canvas)
    add_falling(scene, canvas)
    picture = develop(canvas, scene.palette)
    return finish(picture, scene.finish, scene.seed)
