"""Back to the page that a plain form was sent from."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def back_url(request: HttpRequest, otherwise: str) -> str:
    """The page that the form names in `next`, if it is one of ours."""
    named = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()})
    return named if ours else otherwise
