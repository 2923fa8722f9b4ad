"""The WSGI entry point for any server. A studio with a public address refuses to run unsafely here too."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blockade_site.settings")
django_application = get_wsgi_application()

# Only now are the apps there to be asked.
from imagine import checks  # noqa: E402 (the apps come first)
from imagine.views.webhook import HintsFirst  # noqa: E402 (the same)

application = HintsFirst(django_application)

if settings.IS_PUBLIC and (found := checks.dangers()):
    raise ImproperlyConfigured(checks.in_one_line(found))
