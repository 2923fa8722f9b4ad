"""Times of day: what sky and light each brings. A seed picks among the variants of a time."""

from dataclasses import dataclass

from imagine.sandbox.painter.colour import Stop
from imagine.sandbox.painter.scene import Lamp


@dataclass(frozen=True)
class Mood:
    """One sky with its light and its clouds."""

    toward: tuple[Stop, ...]
    away: tuple[Stop, ...]
    glow: tuple[str, float, float]
    sun: tuple[float, float]  # lowest and highest elevation
    disc: tuple[str, float, float]  # colour, size, power
    direct: Lamp
    ambient: Lamp
    cloud: tuple[str, str, float]  # lit, dark, power
    spread: float = 1.0
    stars: float = 0.0
    exposure: float = 1.0
    windows: float = 0.1  # share of windows with light
    bloom: float = 0.5
    is_moon: bool = False


DAWN = [
    Mood(
        toward=((0, "#ffb98a", 1.25), (0.06, "#ffab93", 1.0), (0.2, "#d493a5", 0.75), (0.45, "#7f76a8",
            0.6), (1, "#3a4a80", 0.5)),
        away=((0, "#c99fb4", 0.75), (0.08, "#b291b8", 0.66), (0.25, "#7d7fb3", 0.52), (1, "#2d3e73", 0.42)),
        glow=("#ffb070", 0.9, 0.09), sun=(0.04, 0.08), disc=("#ffe6c0", 0.018, 9), direct=("#ffb07a", 2.0),
        ambient=("#8f90c4", 0.46), cloud=("#ffb59a", "#8a7aa5", 0.85), windows=0.3,
    ),
    Mood(
        toward=((0, "#ffe0b0", 1.2), (0.08, "#ffd0b0", 1.0), (0.25, "#c9c3cf", 0.85), (0.6, "#86a8cc",
            0.7), (1, "#4a76ab", 0.55)),
        away=((0, "#d8c3c8", 0.8), (0.1, "#bcbdd2", 0.75), (0.35, "#86a3c8", 0.65), (1, "#3b62a0", 0.5)),
        glow=("#ffd090", 0.8, 0.1), sun=(0.06, 0.12), disc=("#fff2d0", 0.02, 9), direct=("#ffcf9a", 2.0),
        ambient=("#9eb2d8", 0.5), cloud=("#ffdcc0", "#9aa0bc", 0.92), windows=0.25,
    ),
    Mood(
        toward=((0, "#ff9f7c", 1.3), (0.07, "#f58f9c", 1.0), (0.2, "#b078ac", 0.72), (0.5, "#5a64a6",
            0.52), (1, "#26386f", 0.42)),
        away=((0, "#9f8dbb", 0.65), (0.1, "#7f7fb8", 0.56), (0.3, "#5068a4", 0.46), (1, "#1e3163", 0.38)),
        glow=("#ff9a6a", 0.85, 0.1), sun=(0.03, 0.06), disc=("#ffdcb0", 0.018, 9), direct=("#ff9f7a", 1.8),
        ambient=("#8080be", 0.45), cloud=("#ffa090", "#6a6598", 0.85), windows=0.4,
    ),
]  # fmt: skip

MORNING = [
    Mood(
        toward=((0, "#ffeccb", 1.1), (0.1, "#dbe4e6", 0.95), (0.4, "#86b4dc", 0.8), (1, "#3a78bd", 0.62)),
        away=((0, "#dbe6ec", 0.92), (0.1, "#a8cbe6", 0.84), (0.4, "#5f9ad2", 0.72), (1, "#2b68b0", 0.55)),
        glow=("#ffe6b8", 0.6, 0.16), sun=(0.22, 0.34), disc=("#fffbe8", 0.02, 8), direct=("#ffdfb0", 2.0),
        ambient=("#a6c2e4", 0.58), cloud=("#fff6e8", "#a9b8cc", 0.96),
    ),
]  # fmt: skip

NOON = [
    Mood(
        toward=((0, "#d9ebf6", 1.0), (0.1, "#a7cdec", 0.9), (0.4, "#5593d6", 0.78), (1, "#2660ad", 0.62)),
        away=((0, "#d2e6f4", 0.95), (0.1, "#9cc6ea", 0.85), (0.4, "#4a8ad0", 0.72), (1, "#1f56a3", 0.55)),
        glow=("#fff4dd", 0.25, 0.25), sun=(0.7, 0.95), disc=("#ffffff", 0.022, 8), direct=("#fff1dc", 2.1),
        ambient=("#a5c4ea", 0.62), cloud=("#ffffff", "#a6b6cc", 1.0), windows=0.04,
    ),
    Mood(
        toward=((0, "#e6f2ee", 1.0), (0.12, "#aedbe8", 0.92), (0.4, "#4fa6d8", 0.8), (1, "#1a6ab2", 0.62)),
        away=((0, "#d8ecec", 0.95), (0.12, "#96cfe6", 0.86), (0.4, "#3a94cf", 0.74), (1, "#145aa4", 0.56)),
        glow=("#fff8e4", 0.3, 0.22), sun=(0.6, 0.85), disc=("#ffffff", 0.022, 8), direct=("#fff3dc", 2.15),
        ambient=("#a8d0e8", 0.6), cloud=("#ffffff", "#9fb9c9", 1.0), windows=0.04,
    ),
]  # fmt: skip

GOLDEN = [
    Mood(
        toward=((0, "#ffd49a", 1.3), (0.08, "#fbc08c", 1.05), (0.3, "#c9a7a0", 0.8), (1, "#5b78a8", 0.58)),
        away=((0, "#e6c3a6", 0.9), (0.1, "#c2b1b4", 0.8), (0.35, "#809bc0", 0.68), (1, "#466aa3", 0.52)),
        glow=("#ffc070", 1.0, 0.1), sun=(0.11, 0.17), disc=("#fff0cf", 0.022, 8), direct=("#ffbf85", 2.1),
        ambient=("#8e9ad0", 0.58), cloud=("#ffe0bd", "#a88f9c", 0.95), windows=0.15,
    ),
    Mood(
        toward=((0, "#ffe2a0", 1.3), (0.08, "#ffd58c", 1.05), (0.3, "#d8c09a", 0.85), (1, "#6a8fa8", 0.6)),
        away=((0, "#ecd2a8", 0.9), (0.12, "#c4bfae", 0.8), (0.4, "#7ba0b8", 0.68), (1, "#3f6f9a", 0.52)),
        glow=("#ffcf70", 1.0, 0.12), sun=(0.12, 0.18), disc=("#fff4d4", 0.022, 8), direct=("#ffc880", 2.1),
        ambient=("#8fa4c4", 0.56), cloud=("#ffeac4", "#a89c98", 0.96), windows=0.15,
    ),
]  # fmt: skip

SUNSET = [
    Mood(
        toward=((0, "#ffb27a", 1.35), (0.05, "#ff9c86", 1.05), (0.16, "#e07f9a", 0.8), (0.4, "#7c6bb0",
            0.6), (1, "#26356f", 0.45)),
        away=((0, "#a98ab8", 0.7), (0.1, "#8478b6", 0.55), (0.3, "#5566a8", 0.48), (1, "#1f2d62", 0.38)),
        glow=("#ff9a5c", 1.0, 0.11), sun=(0.035, 0.07), disc=("#ffe9c4", 0.02, 10), direct=("#ff9f70", 1.6),
        ambient=("#8a83c0", 0.46), cloud=("#ff9f86", "#55508a", 0.92), spread=1.2, windows=0.35,
    ),
    Mood(
        toward=((0, "#ffc060", 1.35), (0.06, "#ff944e", 1.1), (0.18, "#e8604e", 0.85), (0.42, "#8a4a74",
            0.55), (1, "#252a5c", 0.42)),
        away=((0, "#b07a88", 0.62), (0.1, "#8a6a94", 0.52), (0.3, "#4c5590", 0.42), (1, "#1a2452", 0.35)),
        glow=("#ffa040", 1.1, 0.1), sun=(0.04, 0.08), disc=("#fff0b8", 0.022, 10), direct=("#ff9a4a", 1.8),
        ambient=("#7d76b0", 0.44), cloud=("#ff8a50", "#523f6a", 0.95), spread=1.15, windows=0.35,
    ),
    Mood(
        toward=((0, "#ffd3a0", 1.25), (0.07, "#ffb4a0", 1.0), (0.2, "#f09aae", 0.85), (0.45, "#a98ec4",
            0.65), (1, "#4a62a8", 0.5)),
        away=((0, "#c4a6c4", 0.75), (0.1, "#a497c8", 0.64), (0.3, "#7489c2", 0.55), (1, "#34509a", 0.44)),
        glow=("#ffc090", 0.9, 0.12), sun=(0.05, 0.09), disc=("#fff2dc", 0.02, 9), direct=("#ffb490", 1.7),
        ambient=("#98a0d4", 0.52), cloud=("#ffc0b4", "#8a80b4", 0.95), spread=1.2, windows=0.3,
    ),
]  # fmt: skip

DUSK = [
    Mood(
        toward=((0, "#ff9f78", 1.0), (0.07, "#d87a86", 0.74), (0.2, "#87639e", 0.52), (0.45, "#3d4886",
            0.42), (1, "#161f4c", 0.36)),
        away=((0, "#7d6fa0", 0.52), (0.12, "#54578f", 0.42), (0.4, "#2a3a74", 0.34), (1, "#101a42", 0.3)),
        glow=("#ff9a7a", 0.3, 0.2), sun=(0.0, 0.02), disc=("#ffd0a0", 0.02, 0), direct=("#ff9a8a", 0.6),
        ambient=("#6f70b2", 0.5), cloud=("#d98b8f", "#2f2f5a", 0.65), stars=0.25, exposure=1.12,
            windows=0.55, bloom=0.6,
    ),
    Mood(
        toward=((0, "#a8c4d8", 0.8), (0.08, "#7ba0ca", 0.62), (0.3, "#3f68ac", 0.46), (1, "#122a62", 0.36)),
        away=((0, "#5f7cae", 0.5), (0.12, "#3d5c9a", 0.42), (0.4, "#1f3c7c", 0.34), (1, "#0c1d4c", 0.3)),
        glow=("#b8d4e8", 0.25, 0.25), sun=(0.0, 0.03), disc=("#ffffff", 0.02, 0), direct=("#a8c4ec", 0.55),
        ambient=("#5f80c0", 0.52), cloud=("#8fa8d0", "#24386a", 0.7), stars=0.35, exposure=1.12,
            windows=0.6, bloom=0.6,
    ),
]  # fmt: skip

NIGHT = [
    Mood(
        toward=((0, "#5f83a3", 0.55), (0.12, "#3f6186", 0.42), (0.4, "#1d365c", 0.33), (1, "#0a1530", 0.28)),
        away=((0, "#33506e", 0.46), (0.15, "#213b5c", 0.36), (1, "#081128", 0.26)),
        glow=("#cfe3ff", 0.2, 0.14), sun=(0.3, 0.5), disc=("#fdf6e4", 0.034, 2.6), direct=("#c5dbff", 0.7),
        ambient=("#42618c", 0.3), cloud=("#a9c0de", "#1c2c46", 0.55), stars=0.9, exposure=1.4, windows=0.5,
            is_moon=True,
    ),
    Mood(
        toward=((0, "#45506e", 0.5), (0.12, "#26304f", 0.38), (1, "#070b1d", 0.26)),
        away=((0, "#5b5670", 0.5), (0.06, "#3c4362", 0.42), (0.2, "#1d2745", 0.34), (1, "#060a1a", 0.24)),
        glow=("#a9b6e0", 0.05, 0.3), sun=(0.34, 0.5), disc=("#f4ecd8", 0.024, 1.6), direct=("#c3cdf0", 0.62),
        ambient=("#5f6ea6", 0.34), cloud=("#7f8cb4", "#171d34", 0.45), stars=1.4, exposure=1.6,
            windows=0.5, bloom=0.3, is_moon=True,
    ),
    Mood(
        toward=((0, "#2d5560", 0.5), (0.2, "#153244", 0.38), (1, "#050d1c", 0.28)),
        away=((0, "#1f4450", 0.46), (0.2, "#102a3c", 0.36), (1, "#040a18", 0.26)),
        glow=("#a8d4d8", 0.06, 0.25), sun=(0.3, 0.45), disc=("#f0f8f0", 0.026, 1.8), direct=("#b4cce8", 0.62),
        ambient=("#466f9a", 0.34), cloud=("#7fa4b0", "#12242e", 0.45), stars=1.1, exposure=1.65,
            windows=0.5, is_moon=True,
    ),
]  # fmt: skip

OVERCAST = Mood(
    toward=((0, "#f2f5f5", 0.95), (0.15, "#dfe9ee", 0.88), (0.5, "#b9d0de", 0.8), (1, "#8fb2c9", 0.7)),
    away=((0, "#e0eaee", 0.88), (0.2, "#c6d8e2", 0.8), (1, "#86abc4", 0.66)),
    glow=("#fffaf0", 0.22, 0.3), sun=(0.4, 0.55), disc=("#ffffff", 0.02, 1.5), direct=("#fff3e2", 1.2),
    ambient=("#a4c0d6", 0.72), cloud=("#f8fafc", "#8fa2b2", 0.92), windows=0.2,
)  # fmt: skip

STORM = Mood(
    toward=((0, "#f3e3c0", 1.1), (0.06, "#cfcdbd", 0.88), (0.2, "#7f8c95", 0.6), (1, "#2f3c49", 0.5)),
    away=((0, "#8fa0a8", 0.6), (0.1, "#6b7c88", 0.5), (0.3, "#475663", 0.45), (1, "#27323e", 0.42)),
    glow=("#ffe7b0", 0.5, 0.12), sun=(0.16, 0.26), disc=("#fff4d8", 0.02, 0), direct=("#ffeccb", 1.1),
    ambient=("#7d909d", 0.5), cloud=("#d9d6cc", "#2c363f", 0.8), spread=0.6, windows=0.45,
)  # fmt: skip

MIST = Mood(
    toward=((0, "#fff0d2", 1.1), (0.15, "#f1e3cc", 0.95), (0.5, "#b7c6cf", 0.8), (1, "#86a4bd", 0.7)),
    away=((0, "#cfdadb", 0.8), (0.2, "#b9cbd2", 0.74), (1, "#7898b3", 0.62)),
    glow=("#ffe9bd", 0.55, 0.16), sun=(0.14, 0.24), disc=("#fffbe8", 0.022, 4), direct=("#ffe2b0", 1.45),
    ambient=("#a9bfca", 0.52), cloud=("#fff4e0", "#a8b8c0", 0.95), spread=0.9, windows=0.3,
)  # fmt: skip

# Under leaves and under water the sky is another, and the hour only dims it.
WOODS = Mood(
    toward=((0, "#fff2c4", 1.25), (0.2, "#e8eaa0", 1.0), (0.5, "#a8c86a", 0.7), (1, "#4a7a3a", 0.4)),
    away=((0, "#c4d4a4", 0.62), (0.2, "#93b47c", 0.5), (1, "#3a6234", 0.3)),
    glow=("#ffe9a8", 0.7, 0.22), sun=(0.22, 0.34), disc=("#fff8dc", 0.03, 5), direct=("#ffe6a0", 1.7),
    ambient=("#8fb07a", 0.42), cloud=("#ffffff", "#a0b0a0", 0.9), spread=0.9, bloom=0.8,
)  # fmt: skip
SEA = Mood(
    toward=((0, "#2a9ab4", 0.62), (0.35, "#3fbccc", 0.75), (1, "#a8f0ea", 1.1)),
    away=((0, "#0f5686", 0.42), (0.35, "#1b7fae", 0.52), (1, "#5fd0dc", 0.85)),
    glow=("#ffffff", 0.0, 0.2), sun=(0.8, 1.0), disc=("#ffffff", 0.02, 0), direct=("#d8fff0", 1.5),
    ambient=("#3a9ac0", 0.55), cloud=("#ffffff", "#ffffff", 1.0), bloom=0.6,
)  # fmt: skip
SPACE = Mood(
    toward=((0, "#0a0c1c", 0.16), (1, "#0a0c1c", 0.16)), away=((0, "#05060e", 0.12), (1, "#05060e", 0.12)),
    glow=("#fff0d8", 0.25, 0.1), sun=(0.1, 0.35), disc=("#fff8ec", 0.012, 14), direct=("#fff4e4", 2.0),
    ambient=("#30406a", 0.1), cloud=("#ffffff", "#ffffff", 1.0), stars=1.6, exposure=1.25, bloom=0.6,
)  # fmt: skip
WITHIN = {"forest": WOODS, "underwater": SEA, "space": SPACE}
HOURS_WITHIN = {
    "night": ("#4a6ac0", 0.55),
    "dusk": ("#7a7ad0", 0.5),
    "sunset": ("#ff9a5a", 0.85),
    "dawn": ("#ffb890", 0.8),
    "golden": ("#ffc060", 1.0),
}

MOODS: dict[str, list[Mood]] = {
    "dawn": DAWN,
    "morning": MORNING,
    "noon": NOON,
    "golden": GOLDEN,
    "sunset": SUNSET,
    "dusk": DUSK,
    "night": NIGHT,
    "overcast": [OVERCAST],
    "storm": [STORM],
    "mist": [MIST],
}
