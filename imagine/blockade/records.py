"""What the Imagine API tells us, in our words.

Frozen records, read tolerantly: only an object that cannot be told apart from others (no id, no name) raises
`Garbled`; every other oddity becomes an empty value. All text is storable in SQLite and in PostgreSQL.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from .errors import Garbled
from .metadata import Generator, Option, Param, read_generators
from .reading import ENVELOPES, flag, integer, mapping, moment, storable, text

__all__ = [
    "IN_PROGRESS",
    "TERMINAL",
    "Cancelled",
    "Deleted",
    "Generator",
    "HistoryPage",
    "Imagine",
    "Option",
    "Param",
    "read_generators",
]

logger = logging.getLogger(__name__)

IN_PROGRESS = ("pending", "dispatched", "processing")
TERMINAL = ("complete", "abort", "error")

# Rows of the skybox kind carry their settings at the top instead of in `generator_data`.
SKYBOX_SETTINGS = (
    "prompt",
    "negative_text",
    "seed",
    "skybox_style_id",
    "skybox_style_name",
    "remix_imagine_id",
)


@dataclass(frozen=True)
class Imagine:
    """One image request as Blockade tells it. Moments are in UTC; "" and None mean that nothing was told.

    A status that is in neither IN_PROGRESS nor TERMINAL is kept as its text, and "unknown" stands for none.
    """

    id: int
    status: str
    queue_position: int | None
    file_url: str
    thumb_url: str
    title: str
    username: str
    error_message: str
    obfuscated_id: str
    type: str
    generator: str
    params: Mapping[str, object]
    prompt: str
    created_at: datetime | None
    updated_at: datetime | None
    dispatched_at: datetime | None
    processing_at: datetime | None
    completed_at: datetime | None
    pusher_channel: str
    pusher_event: str
    raw: Mapping[str, object]

    @property
    def is_settled(self) -> bool:
        """Whether Blockade will never change the status again."""
        return self.status in TERMINAL

    @classmethod
    def from_json(cls, value: object) -> "Imagine":
        """Read one imagine, wrapped in any of the known envelopes or bare. Raises Garbled without an id."""
        raw = mapping(storable(_unwrapped(value)))
        blockade_id = integer(raw.get("id"))
        if blockade_id is None or blockade_id < 1:
            raise Garbled("an imagine without an id")
        params = _settings(raw)
        return cls(
            id=blockade_id,
            status=text(raw.get("status")).lower() or "unknown",
            queue_position=integer(raw.get("queue_position")),
            file_url=text(raw.get("file_url")),
            thumb_url=text(raw.get("thumb_url")),
            title=text(raw.get("title")),
            username=text(raw.get("username")),
            error_message=text(raw.get("error_message")),
            obfuscated_id=text(raw.get("obfuscated_id")),
            type=text(raw.get("type")),
            generator=text(raw.get("generator")),
            params=params,
            prompt=text(params.get("prompt")) or text(raw.get("prompt")),
            created_at=moment(raw.get("created_at")),
            updated_at=moment(raw.get("updated_at")),
            dispatched_at=moment(raw.get("dispatched_at")),
            processing_at=moment(raw.get("processing_at")),
            completed_at=moment(raw.get("completed_at")),
            pusher_channel=text(raw.get("pusher_channel")),
            pusher_event=text(raw.get("pusher_event")),
            raw=raw,
        )


@dataclass(frozen=True)
class HistoryPage:
    """One page of the account's history, newest or oldest first as asked.

    `unreadable` counts rows that were there and could not be read. `total_count` is what upstream says, which
    may be the number on this page: page by `has_more`.
    """

    imagines: tuple[Imagine, ...]
    unreadable: int
    has_more: bool
    total_count: int | None

    @classmethod
    def from_json(cls, value: object) -> "HistoryPage":
        """Read a page; one bad row never hides the others. Raises Garbled when there is no list of rows."""
        outer = mapping(value)
        rows = _rows(outer.get("data"))
        imagines = tuple(_readable_imagines(rows))
        unreadable = len(rows) - len(imagines)
        if unreadable:
            logger.warning("%d of %d rows of a history page could not be read", unreadable, len(rows))
        # Silence about more pages is no end of the history: an empty page is.
        has_more = flag(outer["has_more"]) if outer.get("has_more") is not None else bool(rows)
        return cls(imagines, unreadable, has_more, integer(outer.get("totalCount")))


@dataclass(frozen=True)
class Cancelled:
    """What a cancel brought about.

    `anything` is False when nothing was pending, `said` holds Blockade's remark.
    """

    anything: bool = True
    said: str = ""


@dataclass(frozen=True)
class Deleted:
    """The imagine is gone at Blockade; `said` is its remark."""

    said: str = ""


def _unwrapped(value: object) -> object:
    outer = mapping(value)
    if "id" in outer and "status" in outer:
        return outer
    inner = (outer.get(envelope) for envelope in ENVELOPES)
    return next((item for item in inner if isinstance(item, dict) and "id" in item), outer)


def _settings(raw: Mapping[str, object]) -> Mapping[str, object]:
    """The parameters an imagine was made with, wherever this kind of row carries them."""
    given = raw.get("generator_data")
    if isinstance(given, list):
        pairs = ((text(item.get("name")), item.get("value")) for item in map(mapping, given))
        given = {name: value for name, value in pairs if name}
    if isinstance(given, dict) and given:
        return given
    return {key: raw[key] for key in SKYBOX_SETTINGS if raw.get(key) is not None}


def _rows(value: object) -> list[object]:
    # PHP spells a list with gaps in its numbering as an object.
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, list):
        return value
    # Nothing is not the same as no rows: whoever believed that would think the whole history deleted.
    raise Garbled("a history page without a list of rows")


def _readable_imagines(rows: list[object]) -> Iterator[Imagine]:
    for row in rows:
        try:
            yield Imagine.from_json(row)
        except Garbled:
            continue
