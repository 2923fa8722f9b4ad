"""The door's second handle: to the company's OpenID provider and back."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from imagine import company
from imagine.views.accounts import BACKEND

NEXT = "company-next"


@require_safe
@never_cache
def company_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the provider, which leads back to `done`; a link, since the policy lets no form leave."""
    _need_provider()
    target = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    request.session[NEXT] = target if ours else ""
    try:
        response: HttpResponse = _openid().begin(request, _address_of_done(request))
    except company.NotLetIn as error:
        return _back_to_the_door(request, error)
    return response


@require_safe
@never_cache
def company_done(request: HttpRequest) -> HttpResponse:
    """Back from the provider: in, or to the door with the reason."""
    _need_provider()
    try:
        member = company.let_in(_openid().claims_in(request))
    except company.NotLetIn as error:
        return _back_to_the_door(request, error)
    target = request.session.pop(NEXT, "")
    login(request, member, backend=BACKEND)
    return redirect(target or "home")


def _openid() -> ModuleType:
    """Half a second of imports, for those who come this way alone."""
    return import_module("imagine.openid")


def _need_provider() -> None:
    if not company.is_set_up():
        raise Http404("This studio has no company sign-in.")


def _address_of_done(request: HttpRequest) -> str:
    path = reverse("company_done")
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _back_to_the_door(request: HttpRequest, error: company.NotLetIn) -> HttpResponse:
    messages.error(request, str(error))
    return redirect("sign_in")
