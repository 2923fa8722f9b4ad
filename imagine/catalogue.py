"""The generators we know: asked of Blockade by the worker, kept in the database, read by every page.

The newest answer that made sense serves for as long as no newer one comes; `as_of` tells its age.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from imagine import upstream
from imagine.blockade.errors import BlockadeError
from imagine.blockade.metadata import Generator
from imagine.forms import sheet_for
from imagine.models import GeneratorSnapshot

if TYPE_CHECKING:
    from datetime import datetime

    from imagine.blockade.client import Blockade

logger = logging.getLogger(__name__)

# Seconds for which a process believes what it last read, where another has no cache in common with it.
FRESH_FOR = 2
CACHE_KEY, PAUSE_KEY = "catalogue-version", "catalogue-pause"
# The worker asks every few minutes; after this long something keeps it from it.
STALE_AFTER = timedelta(minutes=15)
# Seconds a page waits for the very first answer, and how long it leaves Blockade alone after none came.
PATIENCE, PAUSE = 4.0, 5
LONGEST_KEY = 200
UNADDRESSABLE = "Its key cannot be part of an address."
MOST_BUILT = 2_000


@dataclass(frozen=True)
class Entry:
    """One generator in its place in the list. `problem` tells why it cannot be used, "" when it can."""

    key: str
    label: str
    generator: Generator
    problem: str
    # SHA-256 of the metadata: which version this is.
    digest: str = ""


@dataclass(frozen=True)
class _Shelf:
    entries: tuple[Entry, ...]
    as_of: datetime | None

    @property
    def version(self) -> str:
        """What the processes agree by whether they know the newest."""
        return self.as_of.isoformat() if self.as_of else "none"


_shelf: _Shelf | None = None
_built: dict[tuple[str, str], tuple[object, Entry]] = {}
_asking = threading.Lock()


def entries() -> list[Entry]:
    """All generators of the last good answer in its `sort_order`; reads nothing but our own tables."""
    return list(_current().entries)


def get(key: str) -> Entry | None:
    """The generator called `key`, or None when the last good answer had none."""
    return next((entry for entry in _current().entries if entry.key == key), None)


def as_of() -> datetime | None:
    """When the entries were last confirmed by Blockade; None before the first answer."""
    return _current().as_of


def is_stale() -> bool:
    """Whether the worker has missed several refreshes, so that pages should tell the entries' age."""
    newest = as_of()
    return newest is not None and timezone.now() - newest > STALE_AFTER


def ensure_loaded(client: Blockade | None = None) -> bool:
    """Whether there is anything to show; on a cold start one caller asks Blockade, the others wait for it."""
    if entries():
        return True
    if not _asking.acquire(timeout=PATIENCE):
        return bool(entries())
    try:
        # Whoever held the lock before may have brought the answer.
        forget()
        return bool(entries()) or _first_answer(client)
    finally:
        _asking.release()


def _first_answer(client: Blockade | None) -> bool:
    if cache.get(PAUSE_KEY):
        return False
    try:
        if client is not None:
            is_loaded = refresh(client)
        else:
            with upstream.watched() as connection:
                is_loaded = refresh(connection)
    except BlockadeError as error:
        logger.warning("no generators yet: %s", error)
        is_loaded = False
    if not is_loaded:
        cache.set(PAUSE_KEY, "no answer", PAUSE)
    return is_loaded


def refresh(client: Blockade) -> bool:
    """Ask Blockade for its generators and keep the answer; False when it lists none. Raises BlockadeError.

    An empty or unreadable answer leaves everything as it was.
    """
    generators = sorted(client.generators(), key=lambda one: (one.sort_order is None, one.sort_order or 0))
    listed = _distinct(generators)
    if not listed:
        logger.warning("generators were not refreshed: the answer lists none")
        return False
    _keep(listed)
    forget()
    return True


def forget() -> None:
    """Read the database again at the next question."""
    cache.delete(CACHE_KEY)


def _current() -> _Shelf:
    """What was read last, as long as the cache says that it is the newest."""
    global _shelf
    shelf, version = _shelf, cache.get(CACHE_KEY)
    if shelf is None or version is None or version != shelf.version:
        _shelf = shelf = _read(shelf)
        cache.set(CACHE_KEY, shelf.version, FRESH_FOR)
    return shelf


def _read(known: _Shelf | None) -> _Shelf:
    newest = GeneratorSnapshot.objects.aggregate(newest=Max("last_seen_at"))["newest"]
    if newest is None:
        return _Shelf((), None)
    if known is not None and known.as_of == newest:
        return known
    rows = GeneratorSnapshot.objects.filter(last_seen_at=newest).order_by("position", "pk")
    return _Shelf(tuple(_entry(row) for row in rows), newest)


def _entry(row: GeneratorSnapshot) -> Entry:
    """The entry of a row; made once per version and process, which is also when its oddities are logged."""
    known = _built.get((row.key, row.digest))
    if known is None or known[0] != row.raw:
        if len(_built) > MOST_BUILT:
            _built.clear()
        known = row.raw, _entry_of(Generator.from_json(metadata(row), row.key), row.digest)
        _built[row.key, row.digest] = known
    return known[1]


def _entry_of(generator: Generator, version: str) -> Entry:
    sheet = sheet_for(generator)
    for note in sheet.notes:
        logger.warning("generator %.60r, %s", generator.key, note)
    problem = sheet.problem if _is_addressable(generator.key) else UNADDRESSABLE
    return Entry(generator.key, generator.label, generator, problem, version)


def _is_addressable(key: str) -> bool:
    return len(key) <= LONGEST_KEY and "/" not in key and key not in (".", "..")


def _distinct(generators: Iterable[Generator]) -> list[Generator]:
    """One generator per key: the first that can be used, or the first of all."""
    chosen: dict[str, Generator] = {}
    for generator in generators:
        key = generator.key
        if key not in chosen:
            chosen[key] = generator
        else:
            logger.warning("generator %.60r is listed twice", key)
            if sheet_for(chosen[key]).problem and not sheet_for(generator).problem:
                chosen[key] = generator
    return list(chosen.values())


def _keep(generators: list[Generator]) -> None:
    """Record an answer: all it lists is seen at one moment, and what was seen at the newest is current."""
    now = timezone.now()
    with transaction.atomic():
        for position, generator in enumerate(generators):
            text = json.dumps(dict(generator.raw))
            GeneratorSnapshot.objects.update_or_create(
                key=generator.key[:LONGEST_KEY],
                digest=digest(generator.raw),
                defaults={"raw": text, "position": position, "last_seen_at": now},
            )


def digest(raw: Mapping[str, object]) -> str:
    """SHA-256 in hex over metadata, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(dict(raw), sort_keys=True).encode()).hexdigest()


def metadata(row: GeneratorSnapshot) -> object:
    """The metadata of a row: JSON text, because PostgreSQL forgets the order of an object's keys."""
    return json.loads(row.raw) if isinstance(row.raw, str) else row.raw
