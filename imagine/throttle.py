"""Guessing passwords is slow: per name and address by django-axes, and per address alone, much wider.

Behind a proxy the address is what the proxy says it saw, the last in X-Forwarded-For. Without that header
nobody's address is known there: then only the names are counted, so that one guesser cannot shut the door on
a whole team behind the same proxy.
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

# Wrong passwords from one address, for whatever names, within AXES_COOLOFF_TIME. An office shares an address.
PER_ADDRESS = 100
# One household or server has as many IPv6 addresses as it likes within this prefix.
IPV6_PREFIX = 64


class Throttle(AxesDatabaseHandler):  # type: ignore[misc]  # axes is published without types
    """Axes' own counting in the database, so for all processes together, and the limit per address."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether this name waits at this address, or everybody does there."""
        return bool(super().is_locked(request, credentials)) or _is_address_locked(address_of(request))


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from, an IPv6 address shortened to its network; None where nobody can know."""
    text = request.META.get("REMOTE_ADDR", "")
    if settings.IS_HTTPS:
        text = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        found = ip_address(_without_port(text))
    except ValueError:
        return None
    if found.version == 6 and found.ipv4_mapped is None:
        return str(ip_network((found, IPV6_PREFIX), strict=False).network_address)
    return str(found.ipv4_mapped or found) if found.version == 6 else str(found)


def free_at(request: HttpRequest, name: str) -> datetime:
    """When this name may try again at this address; the other names there, too."""
    here = _recent(address_of(request))
    last = here.filter(username=name).aggregate(at=Max("attempt_time"))["at"]
    last = last or here.aggregate(at=Max("attempt_time"))["at"] or timezone.now()
    return last + settings.AXES_COOLOFF_TIME


def _is_address_locked(address: str | None) -> bool:
    if address is None:
        return False
    failures = _recent(address).aggregate(count=Sum("failures_since_start"))["count"]
    return (failures or 0) >= PER_ADDRESS


def _recent(address: str | None) -> QuerySet[Any]:
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    found: QuerySet[Any] = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=since)
    return found


def _without_port(text: str) -> str:
    """Some proxies add the port: 192.0.2.7:4711, [2001:db8::7]:4711."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
