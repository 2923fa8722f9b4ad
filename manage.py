#!/usr/bin/env python3
"""Django's command line, on a machine that may have nothing but Python.

Inside an active virtual environment this is Django's own manage.py. Outside of one it first makes `.venv`
beside this file, installs what the lock files name, and goes on in there.
"""

import os
import sys


def main() -> None:
    refuse_old_python(sys.version_info)
    from blockade_site import bootstrap

    if not bootstrap.is_in_virtual_environment():
        bootstrap.enter_virtual_environment(sys.argv[1:])
    bootstrap.put_data_directory_first(sys.argv[1:], os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blockade_site.settings")
    run_django()


def refuse_old_python(version: tuple) -> None:
    """Stop with one line when this Python is too old to even read the rest of the code."""
    if version < (3, 11):
        found = ".".join(str(part) for part in version[:3])
        sys.exit(f"Python 3.11 or newer is needed, this is {found}: run python3.11 {' '.join(sys.argv)}")


def run_django() -> None:
    """Hand over to Django. A setting that makes no sense is one line, not a traceback."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
