"""What a sandbox is started with. Times are seconds before `time_scale` is applied."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Settings:
    data: Path
    host: str = "127.0.0.1"
    port: int = 8010
    key: str = "sandbox"
    base_path: str = "/api/v1"
    test_controls: bool = False

    # How many imagines may be dispatched or processing at once.
    concurrency: int = 2
    # 0.02 runs a life of six seconds in about a tenth of one.
    time_scale: float = 1.0
    pending_seconds: tuple[float, float] = (0.4, 1.2)
    dispatched_seconds: tuple[float, float] = (0.4, 1.0)
    # Processing times follow a log-normal curve: this median, this spread, cut at these ends.
    service_median: float = 4.0
    service_spread: float = 0.22
    service_bounds: tuple[float, float] = (2.6, 6.4)
    error_rate: float = 0.01
    abort_rate: float = 0.002

    # Pictures are panoramas: twice as wide as high.
    picture_width: int = 2048
    thumb_width: int = 672
    thumb_height: int = 336
    painters: int = 1

    # Calls a minute, told in X-RateLimit-Limit and enforced; 0 switches both off.
    rate_limit: int = 1200
    max_body: int = 64 * 1024 * 1024
    max_upload: int = 50 * 1024 * 1024
    webhook_timeout: float = 5.0
    webhook_waits: tuple[float, ...] = (60.0, 300.0, 900.0, 3600.0)

    # Widths that may be changed while running, from the control room of a test sandbox.
    @classmethod
    def changeable(cls) -> frozenset[str]:
        fixed = {"data", "host", "port", "key", "base_path", "test_controls", "painters", "max_body"}
        return frozenset(field.name for field in fields(cls)) - fixed

    def changed(self, changes: dict[str, Any]) -> Settings:
        """A copy with `changes` applied; ValueError names what cannot be changed."""
        refused = set(changes) - self.changeable()
        if refused:
            raise ValueError(f"cannot change {', '.join(sorted(refused))}")
        return replace(self, **{name: _like(value) for name, value in changes.items()})

    @property
    def database(self) -> Path:
        return self.data / "sandbox.sqlite3"

    @property
    def pictures(self) -> Path:
        return self.data / "pictures"

    @property
    def thumbs(self) -> Path:
        return self.data / "thumbs"

    @property
    def uploads(self) -> Path:
        return self.data / "uploads"


def _like(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
