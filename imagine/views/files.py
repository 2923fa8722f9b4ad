"""Files of a form: kept as soon as they are chosen, shown to nobody but their member."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from imagine import forms, kept_files
from imagine.permissions import ADMIN, ARTIST, allowed, member_of
from imagine.views import chosen
from imagine.views.create import entry_or_404
from imagine.views.parts import private

A_DAY = 24 * 3600


@require_POST
@allowed(ARTIST, ADMIN)
def keep(request: HttpRequest, generator: str) -> HttpResponse:
    """Keep a file that was just chosen: what stands in for it from now on, or 422 and what is wrong."""
    entry = entry_or_404(generator)
    form = forms.form_for(entry.generator, request.POST, request.FILES)
    form.images = chosen.found(chosen.keep_chosen(request, entry), member_of(request))
    for key in form.images:
        return private(render(request, "imagine/parts/stands_in.html", {"field": form[key]}))
    given = (key for key, one in form.sheet.handles.items() if one.name in request.FILES)
    words = " ".join(str(error) for key in given for error in form.errors.get(key, ()))
    return private(HttpResponse(words, status=422, content_type="text/plain; charset=utf-8"))


@require_safe
@allowed(ARTIST, ADMIN)
def kept(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """A kept picture, for its own member."""
    picture = chosen.find(f"{kept_files.PREFIX}{file_id}", member_of(request))
    if picture is None or not picture.is_shown:
        raise Http404("There is no such picture.")
    response = FileResponse(picture.file.open("rb"), content_type=picture.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, max_age=A_DAY)
    return response
