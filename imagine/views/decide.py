"""When several images at the service could be one submission of ours, a person says which."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from imagine import outbox
from imagine.permissions import ADMIN, ARTIST, allowed, may_change, member_of
from imagine.views.parts import imagine_or_404

NONE = "none"


@require_POST
@allowed(ARTIST, ADMIN)
def decide(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Take one of the candidates, `candidate=<Blockade's id>`, or `candidate=none` of them."""
    row = imagine_or_404(imagine_id)
    if not may_change(request, row):
        raise PermissionDenied("Only its owner or an admin can say which image this is.")
    answer = request.POST.get("candidate", "")
    if answer == NONE:
        done = outbox.decline(row, member_of(request))
        words = "None of them, then. You can send it again."
    else:
        chosen = int(answer) if answer.isascii() and answer.isdecimal() and len(answer) < 19 else 0
        done = outbox.choose(row, chosen, member_of(request))
        words = f"#{row.pk} is that image now."
    if done:
        messages.success(request, words)
    else:
        messages.error(request, "That is not on offer any more. Look again.")
    return redirect(row)
