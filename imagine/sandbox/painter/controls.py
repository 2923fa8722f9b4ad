"""Generator parameters that steer a picture beside its prompt. Unknown ones are ignored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from imagine.sandbox.painter import grading
from imagine.sandbox.painter.scene import Scene
from imagine.sandbox.painter.vocabulary import Notes, read
from imagine.sandbox.painter.words import GROUPS

# Parameters whose text is read with the vocabulary, and the group each one overrules.
WORDED = {
    "time_of_day": "time", "time": "time", "hour": "time", "style": "finish", "finish": "finish",
        "medium": "finish", "mode": "finish",
    "weather": "weather", "landscape": "place", "place": "place", "place_kind": "place", "scene": "place",
        "biome": "place",
    "palette": "palette", "mood": "light", "light": "light", "lighting": "light", "season": "ground",
        "water": "water", "sky": "sky",
}  # fmt: skip
SWITCHES = {"stars": "stars", "clouds": "clouds", "aurora": "aurora", "moon": "moon", "rainbow": "rainbow",
    "planet": "planet", "planets": "planet",
            "birds": "birds", "boats": "boat", "balloons": "balloons", "rain": "rain", "snow": "snow",
                "fog": "fog", "mist": "mist", "trees": "trees", "reflections": "mirror"}  # fmt: skip
OFF = {"", "0", "false", "no", "off", "none"}


@dataclass
class Controls:
    """What the settings ask for, made sense of."""

    words: dict[str, Notes] = field(default_factory=dict)
    switched_on: list[str] = field(default_factory=list)
    switched_off: set[str] = field(default_factory=set)
    amounts: dict[str, float] = field(default_factory=dict)
    tint: str = ""

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> "Controls":
        """Read the settings tolerantly: text, numbers and flags may come in each other's clothes."""
        controls = cls()
        for name, value in settings.items():
            controls._take(str(name).lower().replace("-", "_"), value)
        return controls

    def _take(self, name: str, value: object) -> None:
        text = str(value).strip().lower() if value is not None else ""
        if re.fullmatch(r"#[0-9a-f]{6}", text):
            self.tint = text
        elif (amount := _amount(value)) is not None and name in AMOUNTS:
            self.amounts[name] = amount
        elif name in WORDED and text and _means(text, WORDED[name]):
            self.words[WORDED[name]] = _means(text, WORDED[name]) or Notes()
        elif name in SWITCHES and text in OFF:
            self.switched_off.add(SWITCHES[name])
        elif name in SWITCHES:
            self.switched_on.append(SWITCHES[name])

    def overrule(self, notes: Notes) -> None:
        """Put the settings' words in the place of the prompt's, group by group."""
        for group, words in self.words.items():
            notes.tokens[group] = list(words.tokens[group])
        for token in self.switched_on:
            for group, table in GROUPS.items():
                if token in table.values() and token not in notes.tokens[group]:
                    notes.tokens[group].append(token)
        notes.denied |= self.switched_off

    def apply(self, scene: Scene) -> Scene:
        """Apply amounts and the tint to a composed scene."""
        for name, amount in self.amounts.items():
            scene = AMOUNTS[name](scene, amount)
        return grading.dye(scene, self.tint, 0.4) if self.tint else scene


def _means(text: str, group: str) -> Notes | None:
    notes = read(text.replace("_", " "))
    return notes if notes.tokens[group] else None


def _amount(value: object) -> float | None:
    """0..1; larger numbers are taken as percent."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    if number != number:
        return None
    return min(1.0, max(0.0, number / 100 if number > 1 else number))


def _haze(scene: Scene, amount: float) -> Scene:
    weather = scene.weather
    return replace(
        scene, weather=replace(weather, haze=amount**2 * 0.16, fog=weather.fog * 2 * amount + amount**2 * 0.2)
    )


def _clouds(scene: Scene, amount: float) -> Scene:
    sky = scene.sky
    layers = tuple(
        replace(layer, cover=0.25 + 0.5 * amount, amount=min(1.0, amount * 1.4)) for layer in sky.layers
    )
    return replace(
        scene,
        sky=replace(sky, layers=layers if amount > 0.03 else (), banks=sky.banks if amount > 0.25 else ()),
    )


def _saturation(scene: Scene, amount: float) -> Scene:
    return replace(scene, palette=replace(scene.palette, saturation=amount * 2 * 1.08))


def _contrast(scene: Scene, amount: float) -> Scene:
    return replace(scene, palette=replace(scene.palette, contrast=0.7 + 0.6 * amount))


def _exposure(scene: Scene, amount: float) -> Scene:
    return replace(
        scene, palette=replace(scene.palette, exposure=scene.palette.exposure * 2 ** (2 * amount - 1))
    )


def _relief(scene: Scene, amount: float) -> Scene:
    return replace(scene, ground=replace(scene.ground, height=scene.ground.height * (0.4 + 1.2 * amount)))


def _waves(scene: Scene, amount: float) -> Scene:
    return (
        scene
        if scene.water is None
        else replace(scene, water=replace(scene.water, waves=0.004 + 0.24 * amount**1.5))
    )


def _stars(scene: Scene, amount: float) -> Scene:
    return replace(scene, sky=replace(scene.sky, stars=amount * 1.8))


AMOUNTS = {
    "haze": _haze, "fog_amount": _haze, "clouds": _clouds, "cloud_cover": _clouds, "cloudiness": _clouds,
        "saturation": _saturation, "colourfulness": _saturation,
    "contrast": _contrast, "exposure": _exposure, "brightness": _exposure, "relief": _relief,
        "ruggedness": _relief, "waves": _waves, "star_density": _stars,
}  # fmt: skip
