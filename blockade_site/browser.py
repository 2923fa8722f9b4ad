"""The Chromium that browser tests drive: the one that is there, or Debian's. Standard library only."""

from __future__ import annotations

import shutil
import sys

from blockade_site import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "Browser tests need Chromium: run  apt install chromium  and then the same command again."


def find() -> str | None:
    """The path of a Chromium or Chrome, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def ensure() -> str:
    """The path of a browser, installed from Debian where we may; exits with one line where there is none."""
    return find() or (debian.install("chromium") and find()) or sys.exit(MISSING)
