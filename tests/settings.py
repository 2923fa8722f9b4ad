"""The product's own settings, away from the developer's data and keys."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Nothing from outside may steer a test, least of all a real key.
for name in (
    "BLOCKADE_URL",
    "BLOCKADE_API_KEY",
    "IMAGINE_DEMO",
    "PUBLIC_URL",
    "IMAGINE_MIN_FREE_MB",
    "DATABASE_URL",
    "REDIS_URL",
    "METRICS_TOKEN",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "CHAT_WEBHOOK_URL",
    "CHAT_HOSTS",
    "CHAT_SECRET",
    "CHAT_EVENTS",
    "OIDC_ISSUER",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_NAME",
    "OIDC_ALLOWED_DOMAINS",
    "OIDC_ROLE_CLAIM",
):
    os.environ.pop(name, None)
os.environ["IMAGINE_DATA"] = tempfile.mkdtemp(prefix="studio-tests-")
atexit.register(shutil.rmtree, os.environ["IMAGINE_DATA"], ignore_errors=True)

from blockade_site.settings import *  # noqa: E402, F403 (only now is the environment clean)
from blockade_site.settings import STATIC_ROOT  # noqa: E402

# WhiteNoise warns of a folder that is not there, and warnings are errors here.
Path(STATIC_ROOT).mkdir(parents=True)
