"""Pictures from our own archive, to members only, kept by their browser for ever: a picture never changes."""

from __future__ import annotations

from typing import IO, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from imagine import archive, downloads
from imagine.downloads import pieces
from imagine.downloads.pictures import KINDS, UNKNOWN, name_of
from imagine.models import Imagine
from imagine.permissions import ADMIN, ARTIST, ROLES, allowed, may_change, member_of
from imagine.views import ranges
from imagine.views.parts import imagine_or_404


@require_safe
@allowed(*ROLES)
def original(request: HttpRequest, imagine_id: int) -> HttpResponseBase:
    """The picture as it was made; `?download` saves it with settings inside, `?download=original` as is."""
    imagine = imagine_or_404(imagine_id)
    wanted = request.GET.get("download")
    if wanted is None:
        return serve(imagine.picture, name_of(imagine), request=request)
    if not imagine.picture:
        raise Http404("There is no picture yet.")
    make = downloads.as_it_came if wanted == "original" else downloads.with_settings
    try:
        made = make(imagine)
    except FileNotFoundError as error:
        raise Http404("The picture is not in the archive any more.") from error
    # The settings inside may be told differently by the next version of this studio.
    sent = ranges.Sent(made.name, made.kind.content_type, made.mark, save=True, for_ever=False)
    return ranges.answer(request, made.pieces, sent)


@require_safe
@allowed(*ROLES)
def preview(request: HttpRequest, imagine_id: int) -> HttpResponseBase:
    """The whole picture, 2048 wide; the picture itself where it is no larger, or none was made yet."""
    imagine = imagine_or_404(imagine_id)
    waits = not imagine.preview and (imagine.picture_width or 0) > archive.PREVIEW_WIDTH
    file = imagine.preview or imagine.picture
    return serve(file, f"imagine-{imagine.pk}-preview", request=request, for_ever=not waits)


@require_safe
@allowed(*ROLES)
def thumbnail(request: HttpRequest, imagine_id: int, size: str) -> HttpResponseBase:
    """A WebP for lists, `large` (1024 wide) or `small` (512)."""
    files = {"large": "thumb_large", "small": "thumb_small"}
    if size not in files:
        raise Http404("Thumbnails are large or small.")
    imagine: Imagine = imagine_or_404(imagine_id)
    return serve(getattr(imagine, files[size]), f"imagine-{imagine.pk}-{size}", request=request)


@require_POST
@allowed(ARTIST, ADMIN)
def fetch_again(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Ask once more for a picture that could not be fetched, or was lost here: its owner, or an admin."""
    imagine = imagine_or_404(imagine_id)
    if not may_change(request, imagine):
        raise PermissionDenied("Only its owner or an admin can ask for this picture again.")
    if archive.fetch_again(imagine, member_of(request)):
        messages.info(request, "The picture is fetched again. It shows up here by itself.")
    else:
        messages.info(request, "The picture is here already, or there is none yet.")
    return redirect(imagine)


def serve(
    file: FieldFile, name: str, *, request: HttpRequest | None = None, for_ever: bool = True
) -> HttpResponseBase:
    """A file of the archive as a private answer that browsers keep; 404 where there is none.

    `name` gets the file's own ending unless it has one. With `request` ranges are answered, too.
    """
    if not file:
        raise Http404("There is no picture yet.")
    try:
        opened = file.storage.open(file.name or "", "rb")
        whole = pieces.whole(cast(IO[bytes], opened), opened.size)
    except FileNotFoundError as error:
        raise Http404("The picture is not in the archive any more.") from error
    folder, _, stored = (file.name or "").rpartition("/")
    kind = KINDS.get(stored.rpartition(".")[2], UNKNOWN)
    name = name if name.endswith(f".{kind.suffix}") else f"{name}.{kind.suffix}"
    mark = f"{folder}-{stored.rpartition('.')[0]}"
    return ranges.answer(request, whole, ranges.Sent(name, kind.content_type, mark, for_ever=for_ever))
