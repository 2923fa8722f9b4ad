"""stub"""

from PIL import Image


def finish(picture: Image.Image, names: tuple[str, ...], seed: int) -> Image.Image:
    return picture
