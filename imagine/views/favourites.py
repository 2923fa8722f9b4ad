"""The star on a picture: one's own, set and taken off where it stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from imagine import favourites
from imagine.permissions import ROLES, allowed, member_of
from imagine.views.cards import dress
from imagine.views.parts import imagine_or_404, private, wants_part
from imagine.views.returning import back_url


@require_POST
@allowed(*ROLES)
def favourite(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Set the star with `starred=1`, take it off with `starred=0`; said twice it is the same."""
    row = imagine_or_404(imagine_id)
    if request.POST.get("starred") == "1":
        favourites.star(member_of(request), [row.pk])
    else:
        favourites.unstar(member_of(request), [row.pk])
    if wants_part(request):
        context = {"imagine": dress([row], request)[0]}
        return private(render(request, "imagine/parts/star.html", context))
    return redirect(back_url(request, row.get_absolute_url()))
