"""The generators as admins see them, version by version; and which of them take a picture of ours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from imagine import catalogue, drift, forms
from imagine.forms.uploads import Upload
from imagine.permissions import ADMIN, ARTIST, allowed
from imagine.views.parts import imagine_or_404, render_page


@require_safe
@allowed(ADMIN)
def generators(request: HttpRequest) -> HttpResponse:
    """Every generator with its versions, the newest first, and what each one changed."""
    entries = [(entry, drift.versions(entry.key)) for entry in catalogue.entries()]
    return render_page(request, "imagine/generators.html", {"entries": entries, "as_of": catalogue.as_of()})


@require_safe
@allowed(ARTIST, ADMIN)
def use(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Put a finished picture into a form: straight away where only one setting takes pictures."""
    imagine = imagine_or_404(imagine_id)
    places = _places(imagine_id) if imagine.picture else []
    if len(places) == 1:
        return redirect(places[0][2])
    return render_page(request, "imagine/use_image.html", {"imagine": imagine, "places": places})


def _places(imagine_id: int) -> list[tuple[str, str, str]]:
    """(generator, setting, address of the form with the picture in it) of every setting that takes one."""
    found: list[tuple[str, str, str]] = []
    for entry in catalogue.entries():
        sheet = forms.sheet_for(entry.generator)
        uploads = [key for key, field in sheet.fields.items() if isinstance(field, Upload)]
        for key in uploads if not entry.problem else ():
            query = urlencode({sheet.handles[key].image: str(imagine_id), "onto": "draft"})
            label = str(sheet.fields[key].label or key)
            found.append((entry.label, label, f"{reverse('create', args=[entry.key])}?{query}"))
    return found
