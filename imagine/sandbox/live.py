"""What may change while the sandbox runs: its settings and its generators, and the way back."""

from __future__ import annotations

from typing import Any

from .generators import GENERATORS
from .settings import Settings


class Live:
    def __init__(self, settings: Settings):
        self._first = settings
        self.settings = settings
        self.generators: list[Any] = GENERATORS

    def reset(self) -> None:
        self.settings = self._first
        self.generators = GENERATORS

    def generator(self, name: str) -> dict[str, Any] | None:
        listed = (one for one in self.generators if isinstance(one, dict))
        return next((one for one in listed if one.get("generator") == name), None)
