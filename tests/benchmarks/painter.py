"""What a panorama costs: `python -m tests.benchmarks.painter [largest width]` prints seconds and peak memory.

Each line is a process of its own that paints once cold and once warm, single-threaded, so that the peak is
that size's alone. "Bare" is the same process with numpy and Pillow imported and nothing painted.
"""

from __future__ import annotations

import os
import subprocess
import sys

WIDTHS = (512, 1024, 2048, 4096, 8192)
PROMPTS = (
    "alpine lake at noon, white clouds",
    "harbour city at night",
    "sunbeams in a deep forest",
    "a glowing nebula in deep space",
    "lavender field at sunset, oil painting",
)
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
PAINTER = """
import resource, sys, time
import numpy, PIL.Image
bare = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
width, prompt = int(sys.argv[1]), sys.argv[2]
times = []
for seed in (1, 2)[: 2 if width <= 2048 else 1]:
    start = time.process_time()
    from imagine.sandbox.painter import paint
    paint(prompt, seed, width, width // 2)
    times.append(time.process_time() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(times[0], times[-1], bare, peak)
"""


def main() -> None:
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
    lines = [f"{'':42}{'size':>11}{'cold s':>8}{'warm s':>8}{'bare MB':>9}{'peak MB':>9}"]
    for width in (width for width in WIDTHS if width <= largest):
        for prompt in PROMPTS if width <= 2048 else PROMPTS[:1]:
            cold, warm, bare, peak = measured(width, prompt)
            size = f"{width}x{width // 2}"
            lines.append(f"{prompt:42}{size:>11}{cold:8.2f}{warm:8.2f}{bare:9.0f}{peak:9.0f}")
    sys.stdout.write("\n".join(lines) + "\n")


def measured(width: int, prompt: str) -> list[float]:
    """CPU seconds cold and warm, and megabytes bare and at the peak."""
    ran = subprocess.run(
        [sys.executable, "-c", PAINTER, str(width), prompt],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | ONE_THREAD,
    )
    return [float(number) for number in ran.stdout.split()]


if __name__ == "__main__":
    main()
