"""What the land is made of, and how light falls on it."""

import numpy as np

from imagine.sandbox.painter.canvas import direction
from imagine.sandbox.painter.colour import Array, linear, mix, smooth, tinted, turn_between
from imagine.sandbox.painter.noise import Noise
from imagine.sandbox.painter.relief import Hits
from imagine.sandbox.painter.scene import Ground, Scene

SNOW = "#f4f6fb"
LAYERED = {"mesas", "stacks"}
CORALS = ("#e8407a", "#ff8a3a", "#ffd04a", "#a04ad8", "#f06a5a", "#3ac8b0")
SANDY = {"dunes", "coast"}


class GroundPainter:
    """Lit land for the pixels that hit it."""

    def __init__(self, scene: Scene, noise: Noise) -> None:
        self.scene, self.ground, self.noise = scene, scene.ground, noise

    def paint(self, hits: Hits) -> Array:
        """Light (n, 3) leaving each hit, before the air between."""
        detail = self._detail(hits, 0)
        steep = 1 - 1 / np.sqrt(1 + hits.slope_x**2 + hits.slope_z**2)
        colour = self._material(hits, steep, detail)
        is_leaf = hits.leaf > 0
        if is_leaf.any():
            colour[is_leaf] = self._leaves(hits, detail)[is_leaf]
        light = colour * self._illumination(hits, detail)
        return light + self._own_light(hits, detail)

    def _detail(self, hits: Hits, stream: int) -> Array:
        """Noise about as fine as a few pixels at any distance: two octaves blended as they recede."""
        # Underfoot the grain stays as it is, else it would run into rays at the nadir.
        level = np.log2(np.maximum(hits.distance, self.ground.eye * 1.5))
        whole = np.floor(level)
        scale = np.exp2(-whole) * np.float32(11.0)
        across, along = hits.x + hits.height * 0.8, hits.z + hits.height * 1.1
        fine = self.noise.soft(across * scale, along * scale, 8 + stream)
        broad = self.noise.soft(across * scale * 0.5, along * scale * 0.5, 8 + stream)
        return np.asarray(fine + (broad - fine) * (level - whole))

    def _material(self, hits: Hits, steep: Array, detail: Array) -> Array:
        ground = self.ground
        broad = self.noise.soft(hits.x * 0.7, hits.z * 0.7, 10)
        rock = mix(linear(ground.rock[0]), linear(ground.rock[1]), np.clip(detail * 1.6 - 0.3, 0, 1))
        crags = self.noise.ridged(hits.x * 2.2 + hits.height * 1.3, hits.z * 2.2 + hits.height * 1.7, 11)
        rock *= (0.45 + 0.75 * detail + 0.45 * crags)[:, None]
        if ground.form in LAYERED:
            rock = self._layers(hits, detail)
        cover = mix(
            linear(ground.cover[0]), linear(ground.cover[1]), smooth(0.3, 0.7, broad * 0.6 + detail * 0.4)
        )
        cover *= (0.72 + 0.56 * detail)[:, None]
        if ground.form in SANDY:
            cover = self._sand(hits, detail)
        if ground.flowers:
            cover = self._flowers(hits, cover)
        bare = smooth(0.10, 0.30, steep + (detail - 0.5) * 0.22)
        if ground.form in SANDY:
            bare = smooth(0.22, 0.45, steep) * (ground.form == "coast") * smooth(0.1, 0.3, hits.height)
        colour = mix(cover, rock, bare)
        if ground.form == "coast":
            green = smooth(0.18, 0.34, hits.height + (broad - 0.5) * 0.25)
            leaves = mix(linear(ground.leaves[0]), linear(ground.leaves[1]), detail) * (0.5 + detail)[:, None]
            colour = mix(colour, mix(leaves, rock, smooth(0.4, 0.6, steep)), green)
        if ground.snow_line < 5:
            colour = self._snow(colour, hits, steep, detail)
        if self.scene.water:
            colour *= (0.45 + 0.55 * smooth(0.0, 0.05, hits.height))[:, None]
        return colour

    def _sand(self, hits: Hits, detail: Array) -> Array:
        """Sand is even: fine ripples, darker where the sea has wetted it."""
        ripples = self.noise.soft(hits.x * 1.1, hits.z * 4.2, 12) - 0.5
        sand = mix(
            linear(self.ground.cover[0]), linear(self.ground.cover[1]), np.clip(0.5 + ripples * 1.3, 0, 1)
        )
        sand = sand * (0.86 + 0.28 * detail)[:, None]
        if self.ground.form == "coast":
            sand = sand * (0.5 + 0.5 * smooth(0.005, 0.07, hits.height + ripples * 0.02))[:, None]
        return sand

    def _layers(self, hits: Hits, detail: Array) -> Array:
        """Bands of stone, one above the other."""
        bed = self.noise.soft(hits.height * 3.1 + detail * 0.2, hits.height * 0.1 + 0.3, 11)
        ground = self.ground
        return (
            mix(linear(ground.rock[0]), linear(ground.rock[1]), smooth(0.36, 0.66, bed))
            * (0.6 + 0.8 * detail)[:, None]
        )

    def _snow(self, colour: Array, hits: Hits, steep: Array, detail: Array) -> Array:
        line = self.ground.snow_line
        lies = smooth(line, line + 0.45, hits.height + (detail - 0.5) * 0.9) * smooth(
            0.56, 0.26, steep + (detail - 0.5) * 0.25
        )
        return mix(colour, linear(SNOW, 0.95), lies)

    def _flowers(self, hits: Hits, cover: Array) -> Array:
        near = smooth(9, 1, hits.distance)
        for number, flower in enumerate(self.ground.flowers):
            patch = self.noise.soft(hits.x * 0.8, hits.z * 0.8, 12 + number)
            patch = smooth(0.42, 0.6, patch + (self.noise.soft(hits.x * 7, hits.z * 7, 11) - 0.5) * 0.3)
            scale = np.exp2(
                -np.floor(np.log2(np.maximum(hits.distance, self.ground.eye * 1.5)))
            ) * np.float32(4.5)
            dots = smooth(0.62, 0.72, self.noise.grain(hits.x * scale, hits.z * scale, number))
            share = patch * (0.34 + 0.5 * dots * near + 0.16 * (1 - near))
            cover = mix(cover, linear(flower), np.clip(share, 0, 1))
        return cover

    def _leaves(self, hits: Hits, detail: Array) -> Array:
        number = np.maximum(hits.leaf - 1, 0)
        dark, light = (linear(leaf) for leaf in self.ground.leaves)
        colour = mix(dark, light, np.clip(number * 0.6 + (detail - 0.35) * 1.1, 0, 1))
        if self.ground.tree == "coral":
            hues = np.array([linear(hue) for hue in CORALS])[(number * 97).astype(int) % len(CORALS)]
            return np.asarray(hues * ((0.25 + 0.9 * hits.leaf_height) * (0.5 + detail))[:, None])
        if self.ground.tree in ("broadleaf", "acacia"):
            tufts = 0.4 + 1.2 * self.noise.soft(
                hits.leaf_side * 1.3 + number * 41, hits.leaf_height * 1.6 + number * 17, 12
            )
            # Crowns are round below too: what lies under their curve is grass in their shadow.
            under = hits.leaf_height < 0.1 + 0.3 * hits.leaf_side**2
            grass = linear(self.ground.cover[0], 0.45) * np.ones((len(number), 1), np.float32)
            return np.where(under[:, None], grass, colour * ((0.4 + 0.8 * hits.leaf_height) * tufts)[:, None])
        tufts = 0.75 + 0.5 * np.abs(np.sin(hits.leaf_height * 26 + hits.leaf_side * 3 + number * 40))
        return np.asarray(colour * ((0.45 + 0.75 * hits.leaf_height) * tufts)[:, None])

    def _illumination(self, hits: Hits, detail: Array) -> Array:
        scene = self.scene
        flat = 1 / np.sqrt(1 + hits.slope_x**2 + hits.slope_z**2)
        x, y, z = direction(scene.sun.azimuth, max(scene.sun.elevation, 0.07))
        facing = (-hits.slope_x * np.float32(x) + np.float32(y) - hits.slope_z * np.float32(z)) * flat
        facing += (
            (detail - 0.5)
            * np.float32(0.1 if self.ground.form in SANDY else 0.95)
            * smooth(0.02, 0.2, 1 - flat)
        )
        is_leaf = hits.leaf > 0
        if is_leaf.any():
            azimuth = np.arctan2(hits.x[is_leaf], hits.z[is_leaf])
            aside = turn_between(np.float32(scene.sun.azimuth), azimuth)
            facing[is_leaf] = 0.42 - 0.3 * np.cos(aside) + 0.45 * hits.leaf_side[is_leaf] * np.sin(aside)
        direct = np.clip(facing, 0, 1) * hits.shade
        upward = (flat * 0.5 + 0.5) * (0.35 + 1.3 * hits.hollow)
        light = tinted(direct * (0.75 + 0.5 * hits.hollow), linear(*scene.light.direct))
        light += tinted(upward, linear(*scene.light.ambient))
        return light + tinted(1 - flat, linear(*scene.light.bounce))

    def _own_light(self, hits: Hits, detail: Array) -> Array:
        """Lava in the gullies, glowing plants and veins."""
        light = np.zeros((len(hits.x), 3), np.float32)
        ground = self.ground
        if ground.lava:
            light += _lava(hits, ground, self.noise, detail)
        if self.scene.world == "underwater":
            net = (1 - self.noise.cells(hits.x * 0.45 + detail * 0.2, hits.z * 0.45, 13)) ** 5
            light += tinted(
                net * smooth(6, 1, hits.distance) * 0.5 * (hits.leaf == 0), linear(self.scene.light.direct[0])
            )
        if ground.glow:
            veins = smooth(0.5, 0.8, self.noise.ridged(hits.x * 0.5, hits.z * 0.5, 14)) * (hits.raw > 0)
            dots = smooth(0.8, 0.95, self.noise.grain(hits.x * 0.7, hits.z * 0.7, 15)) * smooth(
                8, 1, hits.distance
            )
            on_leaf = (hits.leaf > 0) * hits.leaf_height**2 * 1.1
            light += tinted(veins * 0.5 + dots * 0.7 + on_leaf, linear(ground.glow))
        return light


def _lava(hits: Hits, ground: Ground, noise: Noise, detail: Array) -> Array:
    """Streams down the cone and cracks in the crust."""
    far = 9.0
    off_x, off_z = (
        hits.x - np.float32(np.sin(ground.bearing) * far),
        hits.z - np.float32(np.cos(ground.bearing) * far),
    )
    radius = np.hypot(off_x, off_z)
    around = np.arctan2(off_x, off_z)
    stream = np.cos(around * 5 + (noise.soft(hits.x * 0.5, hits.z * 0.5, 15) - 0.5) * 9)
    flows = smooth(0.9, 0.99, stream) * smooth(4.5, 0.5, radius) + smooth(0.9, 0.3, radius)
    cracks = smooth(0.16, 0.02, noise.cells(hits.x * 0.12, hits.z * 0.12, 14)) * smooth(
        0.5, 0.62, noise.soft(hits.x * 0.3, hits.z * 0.3, 13)
    )
    heat = np.clip(flows + cracks * smooth(12, 2, hits.distance) * smooth(0.35, 0.0, hits.height), 0, 1.3) * (
        0.55 + 0.9 * detail
    )
    return np.asarray(
        mix(linear("#ff2a08"), linear("#ffc04a"), np.clip(heat, 0, 1)) * (heat * ground.lava * 3.2)[:, None]
    )
