"""A private PostgreSQL for tests: a cluster of its own in a temporary folder, on a free port of loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from blockade_site import debian

MISSING = "Tests on PostgreSQL need its server: run  apt install postgresql  and then the same command again."
START_LIMIT = 30.0


def programs() -> Path | None:
    """The folder of initdb and postgres, the newest that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


def ensure() -> Path:
    """The programs, installed from Debian where we may; fails the test with one line where there are none."""
    folder = programs() or (programs() if debian.install("postgresql") else None)
    if folder is None:
        pytest.fail(MISSING, pytrace=False)
    return folder


class PostgresProcess:
    """`with PostgresProcess() as postgres: postgres.database("name")`; gone without a trace after it."""

    def __enter__(self) -> PostgresProcess:
        folder = ensure()
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        # PostgreSQL refuses to be root.
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            owner = pwd.getpwnam(self._user)
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        data = self._folder / "data"
        made = [folder / "initdb", "-D", data, "-U", "studio", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(made, check=True, capture_output=True, user=self._user, cwd=self._folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        options = [
            "-p",
            str(self.port),
            "-k",
            self._folder,
            "-h",
            "127.0.0.1",
            "-F",
            "-c",
            "max_connections=200",
        ]
        log = (self._folder / "log").open("wb")
        self._process = subprocess.Popen(
            [folder / "postgres", "-D", data, *options],
            stdout=log,
            stderr=log,
            user=self._user,
            cwd=self._folder,
        )
        log.close()
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        # Immediately: nothing in there is worth a checkpoint.
        self._process.send_signal(3)
        self._process.wait(START_LIMIT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def address(self, name: str) -> str:
        return f"postgres://studio@127.0.0.1:{self.port}/{name}"

    def database(self, name: str, like: str = "template1") -> str:
        """Make a database, empty or a copy of another; its address."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as line:
            line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            line.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return self.address(name)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while True:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise AssertionError((self._folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return
