"""One of several writers: `python -m tests.faults.writer SECONDS` prints how many changes it made."""

from __future__ import annotations

import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.other_settings"

import django

django.setup()

from imagine import changes  # noqa: E402 (settings come first)
from imagine.models import Imagine  # noqa: E402

made, end = 0, time.monotonic() + float(sys.argv[1])
mine = Imagine.objects.create(title=str(os.getpid()))
while time.monotonic() < end:
    changes.change_one(mine, title=f"{os.getpid()} {made}")
    made += 1
sys.stdout.write(str(made))
