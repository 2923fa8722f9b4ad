"""A painting process: reads one order a line, answers one line each. Ends when its input does.

It is started and spoken to by `painting.py`; nothing else imports the painter, numpy or Pillow.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from imagine.sandbox.painter import paint

# 40 megapixels: more than any camera's panorama that is still welcome as a start.
Image.MAX_IMAGE_PIXELS = 40_000_000
START_WIDTH = 1024


def main() -> None:
    # Whatever a library prints must not be taken for an answer.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # Painting may take a whole core; answering requests comes first.
    os.nice(5)
    threading.Thread(target=_end_with, args=[os.getppid()], daemon=True).start()
    try:
        for line in sys.stdin:
            answers.write(json.dumps(_carry_out(json.loads(line))) + "\n")
            answers.flush()
    except BrokenPipeError:
        # The sandbox was killed while this picture was painted; nobody is left to hear of it.
        os._exit(0)


def _end_with(parent: int) -> None:
    """End in the middle of a large picture too, when the sandbox it is for was killed."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def _carry_out(order: dict[str, Any]) -> dict[str, Any]:
    started = time.monotonic()
    try:
        start = _start_image(order["start_image"])
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError):
        return {"error": "The image to start from could not be read"}
    try:
        picture = paint(
            order["prompt"],
            order["seed"],
            order["width"],
            order["width"] // 2,
            negative_text=order["negative_text"],
            start_image=start,
            settings=order["settings"],
        )
    except Exception as error:  # a picture that fails must not end the painter
        print(f"painting failed: {error!r}", file=sys.stderr)  # noqa: T201 (this process has no other log)
        return {"error": "The painter could not make this picture"}
    _save(picture.resize(order["thumb_size"], Image.Resampling.LANCZOS), Path(order["thumb"]), 84)
    _save(picture, Path(order["picture"]), 90)
    return {"seconds": time.monotonic() - started}


def _start_image(path: str) -> Image.Image | None:
    if not path:
        return None
    with Image.open(path) as image:
        image.draft("RGB", (START_WIDTH, START_WIDTH))
        image.thumbnail((START_WIDTH, START_WIDTH))
        return image.convert("RGB")


def _save(picture: Image.Image, target: Path, quality: int) -> None:
    """Nobody ever sees half a picture: it gets its name when it is whole."""
    unfinished = target.with_suffix(f".{os.getpid()}.part")
    picture.save(unfinished, "JPEG", quality=quality)
    unfinished.replace(target)


if __name__ == "__main__":
    main()
