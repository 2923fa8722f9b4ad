"""Share links: making and taking back, for members; and the page behind one, for anybody."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import IO, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from imagine import shares
from imagine.downloads.bare import bare
from imagine.downloads.pictures import KINDS, UNKNOWN
from imagine.downloads.pieces import Pieces, is_seekable
from imagine.downloads.weaving import NotWoven
from imagine.models import Imagine, ShareLink
from imagine.permissions import ADMIN, ARTIST, allowed, may_change, member_of
from imagine.views import ranges
from imagine.views.parts import imagine_or_404


@require_POST
@allowed(ARTIST, ADMIN)
def share(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Make a link to one's own picture, as an admin to anybody's."""
    row = _shareable(request, imagine_id)
    life = request.POST.get("life", "")
    if life not in shares.LIVES:
        messages.error(request, "Say how long the link is open.")
    elif not row.picture:
        messages.error(request, "There is no picture to share yet.")
    else:
        shares.share(row, member_of(request), life=life, shows_prompt="shows_prompt" in request.POST)
        messages.success(request, "The link is made. Anybody who has it sees the picture.")
    return redirect(f"{row.get_absolute_url()}#share")


@require_POST
@allowed(ARTIST, ADMIN)
def revoke(request: HttpRequest, imagine_id: int, link_id: int) -> HttpResponse:
    """Take a link back: from now on it leads nowhere."""
    row = _shareable(request, imagine_id)
    link = get_object_or_404(ShareLink.objects.select_related("imagine"), pk=link_id, imagine=row)
    if shares.revoke(link, member_of(request)):
        messages.success(request, "The link has ended.")
    else:
        messages.info(request, "That link had ended already.")
    return redirect(f"{row.get_absolute_url()}#share")


def _shareable(request: HttpRequest, imagine_id: int) -> Imagine:
    row = imagine_or_404(imagine_id)
    if not may_change(request, row):
        raise PermissionDenied("Only its owner or an admin can share this image.")
    return row


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponseBase:
    """The picture, the prompt where its owner shows it, and nothing else."""
    link = shares.shown(token)
    if link is None:
        return _ended(request)
    words = link.imagine.prompt or link.imagine.title if link.shows_prompt else ""
    context = {"imagine": link.imagine, "token": token, "words": words}
    return _secret(render(request, "imagine/share.html", context))


@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponseBase:
    """The picture in full size, without what may be written into its file."""
    link = shares.shown(token)
    return _picture(request, link, link.imagine.picture) if link else _ended(request)


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponseBase:
    """The picture, 2048 wide."""
    link = shares.shown(token)
    return _picture(request, link, link.imagine.preview or link.imagine.picture) if link else _ended(request)


def _picture(request: HttpRequest, link: ShareLink, file: FieldFile) -> HttpResponseBase:
    try:
        pieces = _bare(file)
    except (FileNotFoundError, NotWoven):
        return _ended(request)
    kind = KINDS.get((file.name or "").rpartition(".")[2], UNKNOWN)
    mark = hashlib.sha256(f"{link.token} {file.name}".encode()).hexdigest()[:32]
    sent = ranges.Sent(f"picture.{kind.suffix}", kind.content_type, mark, for_ever=False)
    return _secret(ranges.answer(request, pieces, sent))


def _bare(file: FieldFile) -> Pieces:
    opened = cast(IO[bytes], file.storage.open(file.name or "", "rb"))
    size = file.storage.size(file.name or "")
    if not is_seekable(opened):
        # 64 MB at most; what is written inside can lie anywhere in it.
        opened = BytesIO(opened.read())
    try:
        return Pieces(opened, bare(opened, size))
    except NotWoven:
        opened.close()
        raise


def _ended(request: HttpRequest) -> HttpResponseBase:
    """One answer for every link that leads nowhere, so that it tells nothing of what there was."""
    return _secret(render(request, "imagine/share_ended.html", status=404))


def _secret(response: HttpResponseBase) -> HttpResponseBase:
    """The address is the key: it goes into no cache, no search engine and no other site's log."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
