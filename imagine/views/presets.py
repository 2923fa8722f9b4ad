"""Presets: settings saved under a name, applied by a link, shared with the team, deleted by their owner."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from imagine import forms, presets
from imagine.catalogue import Entry
from imagine.models import Preset
from imagine.permissions import ADMIN, ARTIST, allowed, member_of
from imagine.views import opening
from imagine.views.create import entry_or_404, page, remember
from imagine.views.parts import wants_part


@require_POST
@allowed(ARTIST, ADMIN)
def save(request: HttpRequest, generator: str) -> HttpResponse:
    """Save what the form says, mistakes and all; nothing is sent."""
    entry = entry_or_404(generator)
    files = remember(request, entry)
    values = forms.typed_in(entry.generator, request.POST)
    values |= {key: {"image": text} for key, text in files.items()}
    try:
        preset = presets.save(
            member_of(request),
            entry.key,
            request.POST.get("preset_name", ""),
            presets.lasting(values),
            is_shared="preset_shared" in request.POST,
        )
    except ValueError as error:
        words = str(error)
    else:
        less = "" if presets.lasting(values) == values else ", without the chosen file"
        words = f"“{preset.name}” is saved{' for the team' if preset.is_shared else ''}{less}."
    if wants_part(request):
        return _desk(request, entry, values, words)
    messages.info(request, words)
    return redirect("create", entry.key)


@require_POST
@allowed(ARTIST, ADMIN)
def delete(request: HttpRequest, preset_id: int) -> HttpResponse:
    """Delete one's own preset."""
    preset = Preset.objects.filter(pk=preset_id).first()
    if preset is None:
        raise Http404("There is no such preset.")
    if preset.member_id != member_of(request).pk:
        raise PermissionDenied("Only its owner can delete this preset.")
    preset.delete()
    words = f"“{preset.name}” is deleted."
    if wants_part(request):
        entry = entry_or_404(preset.generator)
        values = forms.typed_in(entry.generator, request.POST)
        return _desk(request, entry, values, words)
    messages.info(request, words)
    return redirect("create", preset.generator)


def _desk(request: HttpRequest, entry: Entry, values: dict[str, object], words: str) -> HttpResponse:
    """The form as it was when its button was pressed, with a word about what was done."""
    return page(request, entry, **opening.reopened(request, entry, values), note=words)
