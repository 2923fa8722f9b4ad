"""Installs a Debian package where we may: as root, or where sudo asks no password. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def install(package: str) -> bool:
    """Install a package with apt-get. Returns whether it is there now; says one line before it begins."""
    become_root = as_root()
    if become_root is None or shutil.which("apt-get") is None:
        return False
    print(f"Installing Debian's package {package} ...", file=sys.stderr, flush=True)  # noqa: T201 (runs before Django)
    apt = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--yes"]
    # The lists may be missing or out of date on a fresh machine; a failed refresh shows in the install.
    _quietly([*apt, "update"])
    return _quietly([*apt, "--no-install-recommends", "install", package])


def as_root() -> list[str] | None:
    """What to put before a command so that root runs it; None where that needs a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _quietly(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def _quietly(command: list[str]) -> bool:
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return result.returncode == 0
