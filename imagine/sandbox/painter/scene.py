"""What a picture shows, as data: the composer writes it, the painters read it.

Angles are radians; azimuth grows to the right, pi is the middle of the picture, and elevation 0 is the
horizon. Lengths are in units of about a hundred metres. Colours are '#rrggbb', powers are linear light.
"""

from dataclasses import dataclass, field

from imagine.sandbox.painter.colour import Stop

Lamp = tuple[str, float]  # a colour and its power


@dataclass(frozen=True)
class Sun:
    """The light that casts shadows: the sun, the moon, or just a bright part of the sky."""

    azimuth: float = 3.14
    elevation: float = 0.3
    colour: str = "#fff0d8"
    power: float = 6.0  # of the disc; 0 hides it
    size: float = 0.02
    is_moon: bool = False


@dataclass(frozen=True)
class CloudLayer:
    """Clouds on a flat ceiling, drawn out towards the horizon."""

    scale: float = 1.0
    cover: float = 0.5
    soft: float = 0.25
    stretch: tuple[float, float] = (1.0, 0.6)
    turn: float = 0.0
    lit: str = "#ffffff"
    dark: str = "#8890a0"
    power: float = 0.9
    amount: float = 0.8
    rim: float = 0.7


@dataclass(frozen=True)
class CloudBank:
    """Heaped clouds standing on the horizon."""

    base: float = 0.06
    top: float = 0.5
    cover: float = 0.5
    lit: str = "#ffffff"
    dark: str = "#9db0c8"
    power: float = 1.0
    amount: float = 1.0
    haze: float = 0.5


@dataclass(frozen=True)
class Curtain:
    """One fold of the aurora."""

    azimuth: float
    elevation: float
    height: float
    low: str
    high: str
    power: float


@dataclass(frozen=True)
class Planet:
    """A disc in the sky, with or without a ring."""

    azimuth: float
    elevation: float
    radius: float
    first: str
    second: str
    ringed: bool = False
    is_rocky: bool = False
    tilt: float = -0.4
    in_air: bool = True  # its lower part drowns in the air


@dataclass(frozen=True)
class Sky:
    """Everything that is farther away than the land."""

    toward: tuple[Stop, ...]
    away: tuple[Stop, ...]
    spread: float = 1.0
    glow: tuple[str, float, float] = ("#ffffff", 0.3, 0.2)
    stars: float = 0.0
    milky: float = 0.0
    nebula: tuple[str, ...] = ()
    curtains: tuple[Curtain, ...] = ()
    planets: tuple[Planet, ...] = ()
    layers: tuple[CloudLayer, ...] = ()
    banks: tuple[CloudBank, ...] = ()
    rainbow: float = 0.0
    meteors: int = 0
    bolts: int = 0


@dataclass(frozen=True)
class Light:
    """What falls on the land."""

    direct: Lamp = ("#ffffff", 1.6)
    ambient: Lamp = ("#a0b8e0", 0.5)
    bounce: Lamp = ("#806850", 0.12)


@dataclass(frozen=True)
class Ground:
    """The form of the land and what covers it. `form` names a function of `landforms`."""

    form: str = "peaks"
    eye: float = 0.2  # the viewer's height above the water
    height: float = 1.0
    scale: float = 1.0
    open_from: float = 1.2  # the land rises between these two distances
    open_to: float = 6.0
    rock: tuple[str, str] = ("#6b6663", "#8d857e")
    cover: tuple[str, str] = ("#3f4a2a", "#5d6636")
    snow_line: float = 9.0
    trees: float = 0.0
    tree: str = "conifer"
    leaves: tuple[str, str] = ("#16231d", "#2f4430")
    flowers: tuple[str, ...] = ()
    lava: float = 0.0
    glow: str = ""  # plants and veins that shine by themselves
    bearing: float = 0.0


@dataclass(frozen=True)
class Water:
    """A plane at height 0 that mirrors what is above it."""

    waves: float = 0.04
    frequency: float = 8.0
    deep: str = "#10304a"
    shallow: str = "#2a6a78"
    clear: float = 4.0  # how fast the mirror fades when looking down
    tint: float = 0.95
    glitter: float = 0.6
    ice: float = 0.0


@dataclass(frozen=True)
class Weather:
    """What hangs in the air."""

    haze: float = 0.02
    fog: float = 0.02
    fog_height: float = 0.6
    rain: float = 0.0
    snowfall: float = 0.0
    fireflies: float = 0.0


@dataclass(frozen=True)
class Thing:
    """A small motif set into the picture, at an azimuth and a size in radians."""

    name: str
    azimuth: float
    elevation: float
    size: float
    colour: str = "#ffffff"


@dataclass(frozen=True)
class City:
    """Streets of houses round the water."""

    shore: float = 1.15
    density: float = 1.0
    height: float = 1.0
    lit: float = 0.4  # share of windows with light
    wall: tuple[str, str] = ("#5d6470", "#b4aca0")
    lamp: str = "#ff9a52"
    signs: float = 0.0  # neon
    is_old: bool = False


@dataclass(frozen=True)
class Palette:
    """A last hand over all colours."""

    tint: str = "#ffffff"
    strength: float = 0.0
    saturation: float = 1.08
    exposure: float = 1.0
    contrast: float = 1.0
    bloom: float = 0.5


@dataclass(frozen=True)
class Scene:
    """One picture. `world` names the painter: land, city, forest, underwater or space."""

    world: str
    place: str
    time: str
    sun: Sun
    sky: Sky
    light: Light
    ground: Ground = field(default_factory=Ground)
    water: Water | None = None
    weather: Weather = field(default_factory=Weather)
    city: City | None = None
    things: tuple[Thing, ...] = ()
    palette: Palette = field(default_factory=Palette)
    finish: tuple[str, ...] = ()
    seed: int = 0
    horizon: float = 0.0  # how far the whole view is tipped up, radians
