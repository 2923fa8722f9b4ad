"""The table of motifs: a thing's name and the function that draws it."""

from collections.abc import Callable

import numpy as np

from imagine.sandbox.painter import buildings, creatures
from imagine.sandbox.painter.pen import Pen

# Takes the pen, the thing's own colour and dice for what differs from one to the next.
Sprite = Callable[[Pen, str, np.random.Generator], None]

SPRITES: dict[str, Sprite] = {
    sprite.__name__: sprite
    for sprite in (
        buildings.lighthouse,
        buildings.cabin,
        buildings.castle,
        buildings.windmill,
        buildings.pagoda,
        buildings.ruins,
        buildings.bridge,
        buildings.monolith,
        buildings.tent,
        creatures.boat,
        creatures.fishing_boat,
        creatures.whale,
        creatures.birds,
        creatures.balloons,
        creatures.palms,
        creatures.saucer,
        creatures.lanterns,
        creatures.dragon,
        creatures.fish,
        creatures.kelp,
    )
}
