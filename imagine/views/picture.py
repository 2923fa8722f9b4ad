"""Pictures from our own archive, to members only, kept by their browser for ever: a picture never changes."""

from __future__ import annotations

from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from imagine.models import Imagine
from imagine.permissions import ROLES, allowed
from imagine.views.parts import imagine_or_404

A_YEAR = 365 * 24 * 3600


@require_safe
@allowed(*ROLES)
def original(request: HttpRequest, imagine_id: int) -> HttpResponseBase:
    """The picture as it was made; `?download` names the file for saving."""
    imagine = imagine_or_404(imagine_id)
    suffix = (imagine.picture.name or "").rpartition(".")[2]
    return serve(imagine.picture, f"imagine-{imagine.pk}.{suffix}", save="download" in request.GET)


@require_safe
@allowed(*ROLES)
def preview(request: HttpRequest, imagine_id: int) -> HttpResponseBase:
    """The whole picture, 2048 wide; the picture itself where it is no larger, or none was made yet."""
    imagine = imagine_or_404(imagine_id)
    file = imagine.preview or imagine.picture
    suffix = (file.name or "").rpartition(".")[2]
    return serve(file, f"imagine-{imagine.pk}-preview.{suffix}")


@require_safe
@allowed(*ROLES)
def thumbnail(request: HttpRequest, imagine_id: int, size: str) -> HttpResponseBase:
    """A WebP for lists, `large` (1024 wide) or `small` (512)."""
    files = {"large": "thumb_large", "small": "thumb_small"}
    if size not in files:
        raise Http404("Thumbnails are large or small.")
    imagine: Imagine = imagine_or_404(imagine_id)
    return serve(getattr(imagine, files[size]), f"imagine-{imagine.pk}-{size}.webp")


def serve(file: FieldFile, name: str, *, save: bool = False) -> HttpResponseBase:
    """A file of the archive as a private answer that browsers keep; 404 where there is none."""
    if not file:
        raise Http404("There is no picture yet.")
    try:
        opened: File[bytes] = file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The picture is not in the archive any more.") from error
    response = FileResponse(opened, as_attachment=save, filename=name)
    patch_cache_control(response, private=True, max_age=A_YEAR, immutable=True)
    response["X-Content-Type-Options"] = "nosniff"
    return response
