"""What supervisors and operators ask: is it alive, can it work, and how is everything."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

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

    A scraper asks the process itself. What came over a public address, through the proxy, is for admins.
    """
    came_from_outside = settings.IS_PUBLIC and "X-Forwarded-Proto" in request.headers
    if came_from_outside and not may_administer(request):
        raise PermissionDenied("Metrics are for admins, or for whoever reaches the process itself.")
    try:
        return HttpResponse(metrics.exposition(), content_type=EXPOSITION)
    except DatabaseError:
        return HttpResponse("the database does not answer\n", content_type=PLAIN, status=503)


@require_safe
@allowed(ADMIN)
def operators(request: HttpRequest) -> HttpResponse:
    """The same facts in words, for admins."""
    context = {"facts": metrics.facts(), "latencies": metrics.latencies()}
    return render_page(request, "imagine/operators.html", context)
