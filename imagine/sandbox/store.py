"""The sandbox's memory: imagines and undelivered webhooks in one SQLite file.

One connection behind one lock: every statement here takes well under a millisecond, and one door makes
"look, then change" safe without more thought. All times are seconds since 1970.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ACTIVE = ("pending", "dispatched", "processing")
TERMINAL = ("complete", "abort", "error")
STATUSES = ACTIVE + TERMINAL

# Ids start where a service with some history would be, and never repeat, not even after a reset.
FIRST_ID = 700_001

IS_ACTIVE = "status IN ('pending', 'dispatched', 'processing')"
# When a row is due that a test put somewhere to stay.
NEVER = 1e12

SCHEMA = """
CREATE TABLE IF NOT EXISTS imagines (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    obfuscated_id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    kind TEXT NOT NULL,
    generator TEXT NOT NULL,
    params TEXT NOT NULL,
    title TEXT NOT NULL,
    prompt TEXT NOT NULL,
    error_message TEXT,
    picture TEXT NOT NULL,
    painting TEXT NOT NULL,
    created_at REAL NOT NULL,
    updated_at REAL NOT NULL,
    dispatched_at REAL,
    processing_at REAL,
    completed_at REAL,
    due_at REAL NOT NULL,
    fate TEXT NOT NULL,
    webhook_url TEXT NOT NULL,
    origin TEXT NOT NULL,
    extra TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS imagines_by_date ON imagines (created_at, id);
CREATE INDEX IF NOT EXISTS imagines_by_picture ON imagines (picture);
CREATE INDEX IF NOT EXISTS imagines_active ON imagines (status, id)
    WHERE status IN ('pending', 'dispatched', 'processing');
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    imagine_id INTEGER NOT NULL,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at);
"""


@dataclass(frozen=True)
class Imagine:
    """One row: `painting` is the painter's job, `fate` how it will end, `extra` overlays its answers."""

    obfuscated_id: str
    status: str
    generator: str
    params: dict[str, Any]
    title: str
    created_at: float
    updated_at: float
    id: int = 0
    kind: str = "imaginarium"
    prompt: str = ""
    error_message: str | None = None
    picture: str = ""
    painting: dict[str, Any] = field(default_factory=dict)
    dispatched_at: float | None = None
    processing_at: float | None = None
    completed_at: float | None = None
    due_at: float = 0.0
    fate: str = "complete"
    webhook_url: str = ""
    origin: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def is_terminal(self) -> bool:
        return self.status in TERMINAL


COLUMNS = (
    *("obfuscated_id", "status", "kind", "generator", "params", "title", "prompt", "error_message"),
    *("picture", "painting", "created_at", "updated_at", "dispatched_at", "processing_at", "completed_at"),
    *("due_at", "fate", "webhook_url", "origin", "extra"),
)
_JSON_COLUMNS = ("params", "painting", "extra")


class Store:
    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the statements inside, or none; may be entered again by the same thread."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def add(self, imagine: Imagine) -> Imagine:
        """Store a new imagine; the copy returned has its id, and a title that says it."""
        return self.add_many([imagine])[0]

    def add_many(self, imagines: Iterable[Imagine]) -> list[Imagine]:
        with self.transaction():
            last = self.execute("SELECT seq FROM sqlite_sequence WHERE name = 'imagines'")
            next_id = last[0]["seq"] + 1 if last else FIRST_ID
            stored = []
            for number, imagine in enumerate(imagines, next_id):
                stored.append(_numbered(imagine, imagine.id or number))
            marks = ", ".join("?" * (len(COLUMNS) + 1))
            self._db.executemany(
                f"INSERT INTO imagines (id, {', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608 (our own names)
                [(imagine.id, *_values(imagine)) for imagine in stored],
            )
        return stored

    def get(self, imagine_id: int) -> Imagine | None:
        return self._one("id = ?", imagine_id)

    def by_obfuscated_id(self, obfuscated_id: str) -> Imagine | None:
        return self._one("obfuscated_id = ?", obfuscated_id)

    def by_picture(self, name: str) -> Imagine | None:
        return self._one("picture = ? AND status = 'complete'", name)

    def active(self, status: str, limit: int = -1) -> list[Imagine]:
        """The oldest rows that are `pending`, `dispatched` or `processing`."""
        return self.where(f"status = ? AND {IS_ACTIVE}", [status], limit)

    def moving(self, status: str, limit: int = -1) -> list[Imagine]:
        """The same without those that are held: they take no part in the queue, and no place in it."""
        return self.where(f"status = ? AND {IS_ACTIVE} AND due_at < ?", [status, NEVER], limit)

    def queue_position(self, imagine: Imagine) -> int:
        """1 for the next pending row, counting up; 0 once it has left the queue."""
        if imagine.status != "pending":
            return 0
        sql = "SELECT count(*) FROM imagines WHERE status = 'pending' AND id <= ?"
        return int(self.execute(sql, [imagine.id])[0][0])

    def change(self, imagine_id: int, only_from: Sequence[str], **changes: Any) -> Imagine | None:
        """Change columns of a row whose status is one of `only_from`; None when it is not, or is gone."""
        marks = ", ".join("?" * len(only_from))
        assignments = ", ".join(f"{column} = ?" for column in changes)
        sql = f"UPDATE imagines SET {assignments} WHERE id = ? AND status IN ({marks})"  # noqa: S608 (our own names)
        with self.transaction():
            changed = self._db.execute(sql, [*changes.values(), imagine_id, *only_from]).rowcount
            return self.get(imagine_id) if changed else None

    def delete(self, imagine_id: int) -> bool:
        with self.transaction():
            self.execute("DELETE FROM deliveries WHERE imagine_id = ?", [imagine_id])
            return self._db.execute("DELETE FROM imagines WHERE id = ?", [imagine_id]).rowcount > 0

    def clear(self) -> None:
        with self.transaction():
            self._db.execute("DELETE FROM deliveries")
            self._db.execute("DELETE FROM imagines")

    def where(
        self, condition: str, values: Sequence[Any], limit: int, *, order: str = "id", offset: int = 0
    ) -> list[Imagine]:
        """Rows under a condition written by this package; outside text only ever arrives in `values`."""
        sql = f"SELECT * FROM imagines WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608 (as above)
        return [_imagine(row) for row in self.execute(sql, [*values, limit, offset])]

    def count(self, condition: str, values: Sequence[Any]) -> int:
        """How many rows are under such a condition."""
        sql = f"SELECT count(*) FROM imagines WHERE {condition}"  # noqa: S608 (as above)
        return int(self.execute(sql, values)[0][0])

    def _one(self, condition: str, value: Any) -> Imagine | None:
        found = self.where(condition, [value], 1)
        return found[0] if found else None


def _numbered(imagine: Imagine, imagine_id: int) -> Imagine:
    title = imagine.title or f"Imagination #{imagine_id}"
    return Imagine(**{**imagine.__dict__, "id": imagine_id, "title": title})


def _values(imagine: Imagine) -> list[Any]:
    return [
        json.dumps(getattr(imagine, column)) if column in _JSON_COLUMNS else getattr(imagine, column)
        for column in COLUMNS
    ]


def _imagine(row: sqlite3.Row) -> Imagine:
    values = {name: json.loads(row[name]) if name in _JSON_COLUMNS else row[name] for name in COLUMNS}
    return Imagine(id=row["id"], **values)
