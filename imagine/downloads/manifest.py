"""What lies in a zip and what was left out, for programs (JSON) and for spreadsheets (CSV)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from imagine.models import Imagine

from .told import told, words_told

# What a spreadsheet would take for a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    "file",
    "left_out",
    "id",
    "blockade_id",
    "made_by",
    "generator",
    "prompt",
    "params",
    "width",
    "height",
    "asked_at",
    "ended_at",
    "sha256",
)

Row = dict[str, Any]


def row_of(imagine: Imagine, *, file: str = "", left_out: str = "") -> Row:
    """One line: where the picture lies in the zip, or why it does not, and how it was made."""
    return {
        "file": file,
        "left_out": left_out,
        "id": imagine.pk,
        "blockade_id": imagine.blockade_id,
        "made_by": imagine.member.display_name if imagine.member else "",
        "generator": imagine.generator,
        "prompt": words_told(imagine.prompt, imagine),
        "params": told(imagine.params, imagine),
        "width": imagine.picture_width,
        "height": imagine.picture_height,
        "asked_at": imagine.created_at.isoformat(),
        "ended_at": imagine.ended_at.isoformat() if imagine.ended_at else None,
        # Of the picture as it came, before the settings were put into the file.
        "sha256": imagine.picture_digest,
    }


def row_without(number: int, why: str) -> Row:
    """The line of an imagine that is not there any more."""
    return dict.fromkeys(COLUMNS) | {"file": "", "left_out": why, "id": number}


def as_json(rows: Sequence[Row]) -> bytes:
    """The rows as a list of objects."""
    # A lone surrogate, which no encoding holds, is written as an escape.
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace")


def as_csv(rows: Sequence[Row]) -> bytes:
    """The rows as a table that a spreadsheet opens as text; with a mark, so that it reads UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    # A quote in front makes a spreadsheet show it instead of working it out.
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
