"""A draft is saved while its member types, and brought back when something else took its place."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from imagine import drafts, forms
from imagine.permissions import ADMIN, ARTIST, allowed, member_of
from imagine.views import chosen
from imagine.views.create import entry_or_404


@require_POST
@allowed(ARTIST, ADMIN)
def save(request: HttpRequest, generator: str) -> HttpResponse:
    """Keep what the form says right now: 204, or 413 when it is more than a draft holds.

    `X-More` tells what is set under "More", percent-encoded.
    """
    entry = entry_or_404(generator)
    values = forms.typed_in(entry.generator, request.POST)
    try:
        drafts.keep(member_of(request), entry, values, request.POST.get("origin", ""))
    except drafts.TooMuch:
        return HttpResponse(status=413)
    initial, images = forms.refill(values)
    form = forms.form_for(entry.generator, initial=initial)
    form.images = chosen.found(images, member_of(request))
    return HttpResponse(status=204, headers={"X-More": quote(form.more_words)})


@require_POST
@allowed(ARTIST, ADMIN)
def undo(request: HttpRequest, generator: str) -> HttpResponse:
    """Bring back the draft that a remix, a preset or a link put aside."""
    entry = entry_or_404(generator)
    drafts.undo(member_of(request), entry.key, request.POST.get("origin", ""))
    messages.info(request, "Your earlier draft is back.")
    return redirect("create", entry.key)
