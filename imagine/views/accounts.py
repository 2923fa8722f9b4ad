"""Signing in and out, the demo's three doors, and the theme."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from imagine.models import Imagine, Member
from imagine.permissions import ADMIN, ARTIST, ROLES, VIEWER
from imagine.views.chrome import THEMES
from imagine.views.picture import serve

A_YEAR = 365 * 24 * 3600
DEMO_WORDS = {ARTIST: "make and remix", VIEWER: "browse and download", ADMIN: "keep the queue in order"}
DEMO_LABELS = {ARTIST: "Artist", VIEWER: "Member", ADMIN: "Admin"}


class SignIn(LoginView):
    """The door. In the demo it has three more handles; elsewhere they are not there at all."""

    template_name = "imagine/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo's roles, and in the demo a picture the studio has made."""
        context = super().get_context_data(**kwargs)
        demo = settings.IMAGINE_DEMO
        context["demo_roles"] = [(r, DEMO_LABELS[r], DEMO_WORDS[r]) for r in DEMO_LABELS] if demo else []
        context["picture"] = _newest_picture()
        return context


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and lead to the door."""
    logout(request)
    return redirect("sign_in")


@require_POST
def demo(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the demo's member of a role; 404 wherever this is no demo."""
    if not settings.IMAGINE_DEMO or role not in ROLES:
        raise Http404("This studio is no demo.")
    member = Member.objects.get(username=f"demo-{role}")
    login(request, member)
    return HttpResponseRedirect(_safe_next(request))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember dark or light in this browser, and go back to the page."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect(_safe_next(request))
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def _safe_next(request: HttpRequest) -> str:
    """Where to go on: the page that asked, if it is one of ours."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if ours else "/"


@require_safe
def door(request: HttpRequest) -> HttpResponseBase:
    """The picture beside the demo's sign-in; 404 elsewhere, since pictures are for members."""
    picture = _newest_picture()
    if picture is None:
        raise Http404("There is no picture at this door.")
    return serve(picture.picture, "door")


def _newest_picture() -> Imagine | None:
    if not settings.IMAGINE_DEMO:
        return None
    return Imagine.objects.visible().exclude(picture="").order_by("-created_at", "-pk").first()
