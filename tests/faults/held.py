"""`python -m tests.faults.held N` puts N requests into the outbox; `count` prints the rows by status."""

from __future__ import annotations

import json
import os
import sys
import uuid

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.other_settings"

import django

django.setup()

from django.db.models import Count  # noqa: E402 (settings come first)

from imagine import outbox  # noqa: E402
from imagine.models import Imagine, Member  # noqa: E402

if sys.argv[1] == "count":
    json.dump(dict(Imagine.objects.values_list("status").annotate(Count("pk"))), sys.stdout)
else:
    member, _ = Member.objects.get_or_create(username="mara")
    for seed in range(1, int(sys.argv[1]) + 1):
        outbox.ask(member, "stable-skybox", {"prompt": "Many", "seed": seed}, intent=uuid.uuid4())
