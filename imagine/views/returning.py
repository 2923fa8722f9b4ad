"""Back to the page that a form was sent from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from imagine.views.parts import wants_part


def back_url(request: HttpRequest, otherwise: str) -> str:
    """The page that the form names in `next`, if it is one of ours."""
    named = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()})
    return named if ours else otherwise


def sent_back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Lead to that page, which is loaded anew where the form was sent by htmx."""
    back = back_url(request, otherwise)
    return HttpResponseClientRedirect(back) if wants_part(request) else redirect(back)
