"""From a prompt and a seed to a picture."""

import zlib
from collections.abc import Mapping

import numpy as np
from PIL import Image

SKIES = {
    "night": ((4, 8, 28), (34, 58, 104)),
    "dawn": ((58, 74, 136), (255, 178, 140)),
    "sunset": ((60, 52, 120), (255, 140, 90)),
    "noon": ((32, 98, 180), (205, 228, 245)),
}


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
    """Paint the prompt as a seamless 2:1 panorama; the same arguments give the same pixels."""
    rng = np.random.default_rng([seed & 0xFFFFFFFF, zlib.crc32(prompt.lower().encode())])
    words = prompt.lower()
    top, low = next(
        (sky for word, sky in SKIES.items() if word in words), SKIES[str(rng.choice(list(SKIES)))]
    )
    half = height // 2
    azimuth = np.linspace(0, 2 * np.pi, width, endpoint=False, dtype=np.float32)
    rise = np.linspace(1, 0, half, dtype=np.float32)[:, None, None]
    upper = np.array(low) + (np.array(top) - np.array(low)) * rise**0.6 + np.zeros((1, width, 1))
    sun = np.hypot(np.angle(np.exp(1j * (azimuth - np.pi)))[None], (rise[..., 0] - 0.12) * np.pi / 2)
    upper += np.array((255, 225, 180)) * (np.exp(-sun * 7) * 0.8)[..., None]
    for layer in range(4):
        ridge = sum(
            np.sin(azimuth * k + rng.uniform(0, 6.3)) / k for k in map(int, rng.integers(2, 60, size=14))
        )
        crest = (0.06 + 0.03 * (3 - layer)) * (1 + 0.35 * np.asarray(ridge))
        rock = np.array(low) * (0.75 - 0.2 * layer)
        upper = np.where((rise[..., 0] < crest[None])[..., None], rock, upper)
    lower = upper[::-1][: height - half] * np.linspace(0.8, 0.25, height - half)[:, None, None]
    picture = np.concatenate([upper, lower]) + rng.normal(0, 1.2, (height, width, 1))
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
