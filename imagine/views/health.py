"""What supervisors and operators ask: is it alive, can it work, and how is everything."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from blockade_site.environ import is_loopback
from imagine import metrics
from imagine.permissions import ADMIN, allowed, may_administer
from imagine.views.parts import render_page

PLAIN = "text/plain"
# Versions of the text format, as Prometheus asks for it.
EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has our tables, else 503. Blockade being down is no reason to be unready."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        plan = MigrationExecutor(connection)
        waiting = plan.migration_plan(plan.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("the database does not answer\n", content_type=PLAIN, status=503)
    if waiting:
        return HttpResponse("the database waits for migrate\n", content_type=PLAIN, status=503)
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
@never_cache
def metrics_text(request: HttpRequest) -> HttpResponse:
    """Everything that is counted, for Prometheus.

    On a studio for this machine alone anybody may ask. A public one tells admins, who knows METRICS_TOKEN,
    and programs on the same machine that come past the proxy.
    """
    if settings.IS_PUBLIC and not (_is_beside_us(request) or _has_token(request) or may_administer(request)):
        raise PermissionDenied("Metrics are for admins, or for whoever has METRICS_TOKEN.")
    try:
        return HttpResponse(metrics.exposition(), content_type=EXPOSITION)
    except DatabaseError:
        return HttpResponse("the database does not answer\n", content_type=PLAIN, status=503)


def _is_beside_us(request: HttpRequest) -> bool:
    # A proxy beside us says for whom it asks.
    is_passed_on = any(header in request.headers for header in ("X-Forwarded-Proto", "X-Forwarded-For"))
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and not is_passed_on


def _has_token(request: HttpRequest) -> bool:
    token: str = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(token) and constant_time_compare(given, f"Bearer {token}")


@require_safe
@allowed(ADMIN)
def operators(request: HttpRequest) -> HttpResponse:
    """The same facts in words, for admins."""
    context = {"facts": metrics.facts(), "latencies": metrics.latencies()}
    return render_page(request, "imagine/operators.html", context)
