"""The tests' settings on another database: the address in STUDIO_TEST_DATABASE, a path for SQLite."""

import os

from blockade_site import environ
from tests.settings import *  # noqa: F403 (they are these, but for the database)
from tests.settings import SQLITE  # type: ignore[attr-defined]  # it comes with the star

PLACE = os.environ["STUDIO_TEST_DATABASE"]
DATABASES = {
    "default": environ.database("STUDIO_TEST_DATABASE", SQLITE)
    if PLACE.startswith("postgres")
    else {**SQLITE, "NAME": PLACE}
}
