"""Places: what the land and the water of each landscape are like before the seed has its say."""

from dataclasses import dataclass, field

from imagine.sandbox.painter.scene import City, Ground, Water, Weather

LAKE = Water(waves=0.03, frequency=9, deep="#0d3a52", shallow="#2f8a92", clear=4.0, tint=0.95, glitter=0.5)
SEA = Water(waves=0.12, frequency=5, deep="#0b2f44", shallow="#2a7f86", clear=3.5, tint=0.96, glitter=1.3)
TROPIC = Water(waves=0.07, frequency=7, deep="#0a6f9c", shallow="#5fe0cf", clear=3.0, tint=0.96, glitter=1.0)
MIRROR = Water(
    waves=0.006, frequency=5, deep="#2c3c58", shallow="#4f6080", clear=1.2, tint=0.97, glitter=0.15
)
ICY = Water(waves=0.03, frequency=8, deep="#0f5a74", shallow="#7cc9d0", clear=3.2, tint=0.95, glitter=0.4)


@dataclass(frozen=True)
class Place:
    """A landscape. `times` are those it is at its best in; the seed picks one if the prompt names none."""

    ground: Ground
    water: Water | None = None
    weather: Weather = field(default_factory=Weather)
    city: City | None = None
    times: tuple[str, ...] = ("dawn", "morning", "golden", "sunset", "dusk")
    world: str = "land"
    clouds: float = 0.5
    bank: float = 0.0


PLACES: dict[str, Place] = {
    "mountains": Place(
        Ground("peaks", eye=0.22, height=1.0, open_from=1.6, open_to=6.5, snow_line=1.35, trees=0.8),
        LAKE, times=("dawn", "morning", "noon", "golden", "sunset"), bank=0.4,
    ),
    "fjord": Place(
        Ground("fjord", eye=0.18, rock=("#4d4a55", "#7a7076"), snow_line=1.9, trees=0.7, open_from=1.0,
            open_to=5.0),
        Water(0.035, 9, "#1b2a44", "#2c5a6a", 4.0, 0.94, 0.3), Weather(haze=0.03, fog=0.07, fog_height=0.5),
        times=("dawn", "golden", "sunset", "morning"),
    ),
    "glacier": Place(
        Ground("icebergs", eye=0.28, rock=("#8fb4cc", "#d8e8f0"), cover=("#cfe2ee", "#eef6fa"),
            snow_line=0.25, open_from=1.0, open_to=5.0),
        ICY, Weather(haze=0.02, fog=0.03, fog_height=0.5), times=("overcast", "morning", "noon", "dusk",
            "dawn"),
    ),
    "dunes": Place(
        Ground("dunes", eye=1.25, rock=("#b98d62", "#cfa67a"), cover=("#b98d62", "#d2aa7e")),
        None, Weather(haze=0.02, fog=0.03, fog_height=0.9), times=("golden", "sunset", "dawn", "morning"),
            clouds=0.35,
    ),
    "canyon": Place(
        Ground("mesas", eye=0.6, height=1.25, open_from=1.2, open_to=5.0, rock=("#7c3a28", "#c98050"),
            cover=("#8f5a3a", "#b58456")),
        None, Weather(haze=0.02, fog=0.03, fog_height=0.6), times=("golden", "sunset", "morning", "noon"),
            clouds=0.45,
    ),
    "mesa": Place(
        Ground("mesas", eye=0.5, open_from=1.8, open_to=6.5, rock=("#6d4a44", "#b08a74"), cover=("#6f5a4e",
            "#9a8872")),
        None, Weather(haze=0.02, fog=0.02), times=("dusk", "sunset", "golden", "night"), clouds=0.4,
    ),
    "cliffs": Place(
        Ground("stacks", eye=0.26, open_from=3.2, open_to=6.0, rock=("#34383c", "#7d7c74"),
            cover=("#465830", "#6b7a44")),
        SEA, Weather(haze=0.03, fog=0.03, fog_height=0.5), times=("morning", "sunset", "overcast",
            "golden"), bank=0.3,
    ),
    "islands": Place(
        Ground("islets", eye=0.3, open_from=1.6, open_to=4.0, trees=0.8, rock=("#4c4a48", "#8a8278"),
            cover=("#3d5228", "#64763a")),
        SEA, Weather(haze=0.025, fog=0.03, fog_height=0.5), times=("morning", "golden", "sunset", "dusk"),
    ),
    "lakeshore": Place(
        Ground("shore", eye=0.4, open_from=0.3, open_to=5.5, trees=1.5, cover=("#59683a", "#8a8a4e")),
        LAKE, Weather(haze=0.03, fog=0.07, fog_height=0.42), times=("mist", "dawn", "golden", "morning"),
    ),
    "meadow": Place(
        Ground("hills", eye=0.42, open_to=4.0, trees=0.6, tree="broadleaf", cover=("#4c7a2c", "#8fa83e"),
               leaves=("#27441c", "#557a30"), flowers=("#f4e04a", "#f2f0ea", "#d8508c")),
        None, Weather(haze=0.018, fog=0.02), times=("morning", "noon", "golden"), clouds=0.45, bank=0.5,
    ),
    "terraces": Place(
        Ground("terraces", eye=0.8, open_to=4.0, trees=0.3, tree="broadleaf", cover=("#5a8a34", "#a3bd50"),
            rock=("#5a4a34", "#7d6a48")),
        None, Weather(haze=0.03, fog=0.05, fog_height=0.5), times=("dawn", "morning", "golden", "mist"),
            clouds=0.4,
    ),
    "savanna": Place(
        Ground("hills", eye=0.5, height=0.35, open_to=6.0, trees=0.35, tree="acacia", cover=("#b08a44",
            "#d8b868"), leaves=("#3a3c1c", "#666030")),
        None, Weather(haze=0.03, fog=0.02), times=("golden", "sunset", "dawn"), clouds=0.4,
    ),
    "tundra": Place(
        Ground("peaks", eye=0.22, open_from=1.2, open_to=6.5, height=0.95, snow_line=-0.3, trees=0.55,
            leaves=("#26363c", "#7d929a")),
        Water(0.02, 8, "#16384a", "#5f9aa8", 3.4, 0.95, 0.3, ice=0.6), Weather(haze=0.02, fog=0.03),
            times=("dusk", "morning", "dawn", "overcast"),
    ),
    "salt": Place(
        Ground("flats", eye=0.3, rock=("#4b4354", "#8b7a84"), cover=("#5a5060", "#8b7a84")),
        MIRROR, Weather(haze=0.014, fog=0.01), times=("sunset", "dawn", "dusk", "golden"), clouds=0.75,
    ),
    "beach": Place(
        Ground("coast", eye=0.26, cover=("#e6d0a4", "#f4e6c6"), rock=("#6a6258", "#a09482"),
            leaves=("#1f4a1c", "#4f8a34")),
        TROPIC, Weather(haze=0.014, fog=0.01), times=("noon", "golden", "sunset", "morning"), bank=0.45,
    ),
    "ocean": Place(
        Ground("flats", eye=0.35, height=0.0, rock=("#34383c", "#7d7c74")),
        SEA, Weather(haze=0.02, fog=0.01), times=("sunset", "morning", "noon", "storm"), clouds=0.6, bank=0.5,
    ),
    "volcano": Place(
        Ground("volcano", eye=0.5, open_from=1.5, open_to=7.0, rock=("#1d1a1c", "#4a4040"),
            cover=("#231f20", "#4a3f3a"), lava=1.0),
        None, Weather(haze=0.03, fog=0.05, fog_height=0.6), times=("dusk", "night", "sunset"), clouds=0.6,
    ),
    "spires": Place(
        Ground("spires", eye=0.9, open_from=1.2, open_to=4.0, rock=("#5a5a50", "#94907e"),
            cover=("#3a5230", "#5f7642"), trees=0.5),
        None, Weather(haze=0.035, fog=0.5, fog_height=0.22), times=("mist", "dawn", "morning", "golden"),
            clouds=0.4,
    ),
    "alien": Place(
        Ground("spires", eye=0.6, open_from=1.4, open_to=5.0, rock=("#4a2f5a", "#8a5a84"),
            cover=("#2c4a5c", "#4f8a86"), trees=0.6,
               tree="crystal", leaves=("#2a5f8a", "#8ae0d8"), glow="#49ffd8"),
        Water(0.03, 7, "#1a2a5c", "#3fc4b8", 3.6, 0.96, 0.5), Weather(haze=0.03, fog=0.06, fog_height=0.4),
        times=("dusk", "sunset", "night"), clouds=0.5,
    ),
    "moonscape": Place(
        Ground("peaks", eye=0.3, height=0.6, open_from=1.5, open_to=7.0, rock=("#6a6866", "#a8a49e"),
            cover=("#6a6866", "#98948e")),
        None, Weather(haze=0.002, fog=0.0), times=("night",), clouds=0.0,
    ),
    "city": Place(
        Ground("quay", eye=0.2, open_from=1.15, rock=("#40444a", "#6a6c70"), cover=("#40444a", "#5a5c60")),
        Water(0.035, 7, "#0b1830", "#17324a", 2.7, 1.0, 0.5), Weather(haze=0.03, fog=0.025, fog_height=0.7),
            City(),
        times=("dusk", "night", "sunset", "golden"), world="city", clouds=0.5,
    ),
    "town": Place(
        Ground("quay", eye=0.2, open_from=1.0, rock=("#5a5248", "#8a7c6a"), cover=("#5a5248", "#7d725f")),
        Water(0.05, 8, "#123048", "#235a68", 3.0, 0.98, 0.5), Weather(haze=0.03, fog=0.025),
        City(shore=0.95, density=1.5, height=1.0, lit=0.5, wall=("#a06a4c", "#e6d4b4"), lamp="#ffb060",
            is_old=True),
        times=("dusk", "golden", "morning", "dawn"), world="city",
    ),
    "woods": Place(
        Ground("hills", eye=0.4, height=0.4, cover=("#2f4a1e", "#5f7a34"), rock=("#3a3026", "#5f5040"),
            leaves=("#1d3a16", "#7fa83a")),
        None, Weather(haze=0.08, fog=0.12), times=("morning", "mist", "golden"), world="forest",
    ),
    "reef": Place(
        Ground("hills", eye=0.55, height=0.8, open_to=3.0, cover=("#7a8a6a", "#b8ae84"), rock=("#3a4048",
            "#7a6a5e"), trees=0.5, tree="coral",
               leaves=("#c8305a", "#ffb04a")), None, Weather(haze=0.2, fog=0.0),
        times=("noon",), world="underwater",
    ),
    "space": Place(Ground("flats"), None, Weather(haze=0, fog=0), times=("night",), world="space",
        clouds=0.0),
}  # fmt: skip
