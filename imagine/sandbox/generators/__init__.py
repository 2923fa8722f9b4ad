"""The generators this sandbox offers, as the API would list them: one file each."""

from __future__ import annotations

from typing import Any

from .drift import DRIFT
from .landscape import LANDSCAPE
from .skybox import SKYBOX
from .workshop import WORKSHOP

GENERATORS: list[dict[str, Any]] = [SKYBOX, LANDSCAPE, DRIFT, WORKSHOP]

__all__ = ["DRIFT", "GENERATORS", "LANDSCAPE", "SKYBOX", "WORKSHOP"]
