"""The product's worker with leases of seconds: `python -m tests.soak_worker BASE_URL KEY PORT PUBLIC_URL`.

With a PORT other than 0 it serves pages there as well, as `start` does. A number after that is the pause
between two pages of the first reading of the history.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.other_settings"

import django

django.setup()

from django.conf import settings  # noqa: E402 (settings come first)
from django.core.wsgi import get_wsgi_application  # noqa: E402

from blockade_site import serving  # noqa: E402
from imagine import agreement, commands, upstream, worker  # noqa: E402
from imagine.mirror import reading  # noqa: E402
from imagine.outbox import reconciling, sending  # noqa: E402
from tests.soak_reader import SECRET_KEY  # noqa: E402

settings.BLOCKADE_URL, settings.BLOCKADE_API_KEY, port, settings.PUBLIC_URL = sys.argv[1:5]
settings.SECRET_KEY = SECRET_KEY
settings.IMAGINE_SANDBOX = True
settings.IMAGINE_IN_FLIGHT = 20
upstream.READ_SECONDS = upstream.WRITE_SECONDS = 1.5
sending.LEASE = timedelta(seconds=5)
sending.BENEFIT_OF_DOUBT = timedelta(seconds=2)
commands.LEASE = reading.REREAD_LEASE = worker.READING_LEASE = timedelta(seconds=4)
agreement.SLOT_LEASE = timedelta(seconds=3)
reconciling.LOOK_EVERY = timedelta(seconds=0.5)
reconciling.LOOK_FOR = timedelta(seconds=8)
worker.CALM, worker.PASS_EVERY = timedelta(seconds=1), 0.5
if sys.argv[5:]:
    worker.BACKFILL_PAUSE = float(sys.argv[5])
stopping = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopping.set())
running = worker.start_embedded()
if port != "0":
    listener = serving.listen("127.0.0.1", int(port))
    pages = threading.Thread(
        target=serving.serve,
        args=[get_wsgi_application(), listener],
        kwargs={"host_header": "127.0.0.1", "is_proxied": False, "when_ready": lambda: None},
        daemon=True,
    )
    pages.start()
stopping.wait()
running.stop(3)
