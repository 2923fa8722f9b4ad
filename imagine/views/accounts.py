"""Signing in and out, the demo's three doors, one's own password, and the theme."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from imagine import audit, permissions, throttle
from imagine.models import Imagine, Member
from imagine.permissions import ADMIN, ARTIST, DEMO_PREFIX, ROLES, VIEWER, allowed, member_of
from imagine.views.account_forms import NewPassword
from imagine.views.chrome import THEMES
from imagine.views.parts import private, render_page
from imagine.views.picture import serve

A_YEAR = 365 * 24 * 3600
TOO_MANY = 429
DEMO_WORDS = {ARTIST: "make and remix", VIEWER: "browse and download", ADMIN: "keep the queue in order"}
DEMO_LABELS = {ARTIST: "Artist", VIEWER: "Member", ADMIN: "Admin"}
# Whoever signs in otherwise than by password is one of ours all the same.
BACKEND = "imagine.backend.Members"


class NameAndPassword(AuthenticationForm):
    """The two fields of the door. One answer for unknown names, wrong passwords and closed accounts."""

    error_messages = {
        "invalid_login": "This name and password do not open the studio. Capitals matter in both.",
        "inactive": "This name and password do not open the studio. Capitals matter in both.",
    }


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class SignIn(LoginView):
    """The door. In the demo it has three more handles; elsewhere they are not there at all."""

    template_name = "imagine/sign_in.html"
    authentication_form = NameAndPassword
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The door, or the page for the first admin while there is nobody who could come in."""
        if not permissions.who_can_come_in().exists():
            return redirect("first_admin")
        return private(super().get(request, *args, **kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what stands around every door, and the demo's roles."""
        return (
            super().get_context_data(**kwargs)
            | at_the_door()
            | {
                "demo_roles": _demo_roles(),
                "company": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
            }
        )


def at_the_door() -> dict[str, Any]:
    """Template context of every page before sign-in: in the demo a picture the studio has made."""
    return {"picture": _newest_picture()}


def _demo_roles() -> list[tuple[str, str, str]]:
    if not settings.IMAGINE_DEMO:
        return []
    return [(role, DEMO_LABELS[role], DEMO_WORDS[role]) for role in DEMO_LABELS]


def locked_out(request: HttpRequest, *_: object) -> HttpResponse:
    """The door after too many wrong passwords: when to try again, whether there is such a member or not."""
    name = request.POST.get("username", "")
    context = at_the_door() | {"free_at": throttle.free_at(request, name), "name": name}
    response = render(request, "imagine/locked_out.html", context, status=TOO_MANY)
    response["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return private(response)


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
    member = Member.objects.get(username=f"{DEMO_PREFIX}{role}")
    if not member.is_active:
        messages.error(request, f"{member.display_name} was deactivated by an admin.")
        return redirect("sign_in")
    login(request, member, backend=BACKEND)
    return HttpResponseRedirect(_safe_next(request))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*ROLES)
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other browser has to sign in anew."""
    member = member_of(request)
    form = NewPassword(member, request.POST or None) if member.has_usable_password() else None
    if form and form.is_valid():
        form.save()
        audit.record("password changed", member=member, whom=member.username)
        update_session_auth_hash(request, member)
        messages.success(request, "Your password is changed. Your other browsers have to sign in again.")
        return redirect("password")
    return render_page(request, "imagine/password.html", {"form": form})


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
