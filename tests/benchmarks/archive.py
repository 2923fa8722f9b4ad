"""What keeping a picture and packing a zip cost: `python -m tests.benchmarks.archive` prints both.

Each runs in a process of its own, so that the peak of its memory is its own.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, cast

from PIL import Image

# All are 8192 × 4096.
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "JPEG": ("JPEG", {"quality": 90}),
    "JPEG, progressive": ("JPEG", {"quality": 90, "progressive": True}),
    "PNG": ("PNG", {"compress_level": 1}),
    "WebP": ("WEBP", {"quality": 85, "method": 0}),
}
PICTURES = 200


def main() -> None:
    say(f"{'':32}{'MB':>8}{'seconds':>10}{'MB of memory':>16}")
    for name, (kind, options) in KINDS.items():
        content = picture(kind, **options)
        row(f"{name}, small versions", len(content), apart(look, content))
    content = picture("JPEG", quality=90)
    row(f"zip of {PICTURES}", PICTURES * len(content), apart(pack_many, content))


def row(name: str, size: int, found: tuple[float, float]) -> None:
    seconds, megabytes = found
    say(f"{name:32}{size / 1e6:8.1f}{seconds:10.2f}{megabytes:16.0f}")


def picture(kind: str, width: int = 8192, **options: object) -> bytes:
    """A panorama with soft shapes and a little noise, as photographs have."""
    soft = Image.frombytes("RGB", (64, 32), os.urandom(64 * 32 * 3)).resize((width, width // 2))
    noise = Image.effect_noise((width, width // 2), 20).convert("RGB")
    out = BytesIO()
    Image.blend(soft, noise, 0.2).save(out, kind, **options)
    return out.getvalue()


def apart(work: Callable[[bytes], None], content: bytes) -> tuple[float, float]:
    """Seconds and megabytes of memory that work on a picture takes in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=measured, args=(work, theirs))
    process.start()
    ours.send_bytes(content)
    found: tuple[float, float] = ours.recv()
    process.join()
    return found


def measured(work: Callable[[bytes], None], line: Connection) -> None:
    """In the other process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    content = line.recv_bytes(2**30)
    work(picture("JPEG", 64))
    before, began = peak(), time.perf_counter()
    work(content)
    line.send((time.perf_counter() - began, peak() - before))


def look(content: bytes) -> None:
    """What the worker does with a picture that has come."""
    from imagine.archive.pictures import look_at

    look_at(BytesIO(content))


def pack_many(content: bytes) -> None:
    """What a zip is made of, without the reading from a disk."""
    from imagine.downloads.zips import BLOCK, Sink

    sink = Sink()
    with zipfile.ZipFile(cast(IO[bytes], sink), "w") as whole:
        for number in range(PICTURES):
            with whole.open(f"{number}.jpg", "w") as entry:
                for start in range(0, len(content), BLOCK):
                    entry.write(content[start : start + BLOCK])
                    sink.take()


def peak() -> float:
    """The most memory that this process has had, in megabytes; on Linux alone."""
    # Of getrusage's figure a new process inherits its parent's.
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line]
    return int(line.split()[1]) / 1024


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
