"""`manage.py benchmark`: how long pages take with a thousand, a hundred thousand and a million imagines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

SIZES = "1000,100000,1000000"
# Set for the process that fills a database, so that none is filled by mistake.
OWN = "IMAGINE_BENCHMARK"
# A ratio beyond this is marked.
AT_MOST_TIMES, AT_MOST_QUERIES = 2.0, 8


class Command(BaseCommand):
    """For each size a process with a new database: a file, or one on the server of DATABASE_URL."""

    help = "Time the pages at several sizes, each in a new database that is thrown away after it."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--rows` is a list of sizes; the first is what the others are compared with."""
        parser.add_argument("--rows", default=SIZES, help=f"how many imagines, default {SIZES}")

    def handle(self, *args: Any, rows: str, **options: Any) -> None:
        """Measure every size, then print one table."""
        if os.environ.get(OWN):
            self._measure(int(rows))
            return
        if not all(size.isdecimal() and int(size) >= 100 for size in rows.split(",")):
            raise CommandError("--rows takes whole numbers from 100 with commas between them.")
        results = [self._result(int(size)) for size in rows.split(",")]
        clock = "of the processor" if connection.vendor == "sqlite" else "of the clock"
        self.stdout.write(f"\nOn {connection.vendor}, milliseconds {clock} (queries, times the first):\n")
        self.stdout.write(_table(results))

    def _measure(self, rows: int) -> None:
        from imagine import scale

        call_command("migrate", verbosity=0)
        filled = scale.fill(rows)
        self.stdout.write(json.dumps({"rows": rows, "filled": filled, "pages": scale.measure()}))

    def _result(self, rows: int) -> dict[str, Any]:
        with _database(rows) as own:
            done = subprocess.run(
                [sys.executable, "-m", "django", "benchmark", "--rows", str(rows)],
                env={**os.environ, **own, OWN: "1", "DJANGO_SETTINGS_MODULE": "blockade_site.settings"},
                cwd=settings.BASE_DIR,
                capture_output=True,
                text=True,
            )
        if done.returncode:
            raise CommandError(done.stderr[-2000:])
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        self.stdout.write(f"{rows:,} imagines filled in {found['filled']:.0f} s")
        return found


@contextmanager
def _database(rows: int) -> Iterator[dict[str, str]]:
    """The environment of a process with a data directory and a database of its own, gone after it."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        if connection.vendor == "sqlite":
            yield {"IMAGINE_DATA": folder, "DATABASE_URL": ""}
            return
        name = f"imagine_benchmark_{rows}"
        address = urlsplit(os.environ["DATABASE_URL"])
        with psycopg.connect(address.geturl(), autocommit=True) as line:
            line.execute(f'DROP DATABASE IF EXISTS "{name}"')
            line.execute(f'CREATE DATABASE "{name}"')
            yield {"IMAGINE_DATA": folder, "DATABASE_URL": address._replace(path=f"/{name}").geturl()}
            line.execute(f'DROP DATABASE "{name}"')


def _table(results: list[dict[str, Any]]) -> str:
    first = {name: seconds for name, seconds, _ in results[0]["pages"]}
    lines = [" " * 34 + "".join(f"{result['rows']:>22,}" for result in results)]
    for number, name in enumerate(first):
        pages = [result["pages"][number] for result in results]
        cells = [_cell(seconds, queries, first[name]) for _, seconds, queries in pages]
        lines.append(f"{name:<34}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join(lines)


def _cell(seconds: float, queries: int, first: float) -> str:
    times = seconds / first
    mark = "!" if times > AT_MOST_TIMES or queries > AT_MOST_QUERIES else ""
    return f"{1000 * seconds:.1f} ({queries}, ×{times:.2f}){mark}"
