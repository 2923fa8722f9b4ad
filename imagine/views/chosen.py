"""What stands in a form's uploads: files just chosen, files kept from before, pictures of the studio's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from imagine import forms, kept_files
from imagine.catalogue import Entry
from imagine.forms.uploads import FORMATS, Upload
from imagine.models import Attachment, Imagine, KeptFile, Member
from imagine.permissions import member_of

# Up to so many bytes a kept picture is shown beside its name, as it is.
SHOWN = 8 * kept_files.MEGABYTE
GONE = "This file is no longer here. Choose it again, or another."


@dataclass(frozen=True)
class Picture:
    """What stands in for an upload: an imagine's picture, a file that went out with one, or one kept."""

    text: str
    name: str
    file: Any
    content_type: str
    imagine: Imagine | None = None
    kept: KeptFile | None = None

    @property
    def has_thumbnail(self) -> bool:
        """Whether it is an imagine's picture; files that went out have no thumbnail."""
        return self.text.isdecimal()

    @property
    def is_shown(self) -> bool:
        """Whether a kept file is a picture small enough to be shown as it is."""
        kept = self.kept
        return kept is not None and kept.size <= SHOWN and kept.content_type in FORMATS.values()

    @property
    def size(self) -> str:
        """How large a kept file is, in words."""
        size = self.kept.size if self.kept else 0
        if size < kept_files.MEGABYTE:
            return f"{max(1, round(size / 1024)):,} kB"
        return f"{size / kept_files.MEGABYTE:,.1f} MB"

    def upload(self) -> UploadedFile[Any]:
        """Our copy, as if it had been chosen in the browser."""
        opened = self.file.open("rb")
        return UploadedFile(opened, self.name, self.content_type, self.file.size)


def files_of(request: HttpRequest, entry: Entry) -> MultiValueDict[str, UploadedFile[Any]]:
    """What was uploaded, and what stands in where nothing was; the request closes them with the others."""
    sheet = forms.sheet_for(entry.generator)
    files = request.FILES
    for key, text in named_in(entry, request.POST).items():
        name = sheet.handles[key].name
        picture = None if files.get(name) else find(text, member_of(request))
        if picture is not None:
            files[name] = picture.upload()
    return files


def named_in(entry: Entry, query: QueryDict) -> dict[str, str]:
    """What an address or a form names in place of uploads, by param; `image-<param>=<imagine>`."""
    sheet = forms.sheet_for(entry.generator)
    uploads = [key for key, asked in sheet.fields.items() if isinstance(asked, Upload)]
    named = {key: query.get(sheet.handles[key].image, "") for key in uploads}
    return {key: text for key, text in named.items() if text}


def found(images: Mapping[str, str], member: Member) -> dict[str, Picture]:
    """Those of `images`, by param, that are there."""
    pictures = {key: find(text, member) for key, text in images.items()}
    return {key: picture for key, picture in pictures.items() if picture is not None}


def find(text: str, member: Member) -> Picture | None:
    """What a form calls `7` (an imagine), `file-7` (one that went out) or `kept-7` (one of the member's)."""
    if text.startswith(kept_files.PREFIX):
        kept = kept_files.find(member, text)
        return Picture(text, kept.name, kept.file, kept.content_type, kept=kept) if kept else None
    if text.startswith("file-"):
        rows = Attachment.objects.select_related("imagine")
        one = rows.filter(pk=number_in(text.removeprefix("file-"))).first()
        return Picture(text, one.name, one.file, one.content_type, one.imagine) if one else None
    imagine = imagine_in(text)
    if imagine is None or not imagine.picture:
        return None
    suffix = str(imagine.picture.name).rpartition(".")[2].lower()
    kind = {"jpg": "image/jpeg"}.get(suffix, f"image/{suffix}")
    kind = kind if kind in FORMATS.values() else "application/octet-stream"
    return Picture(text, f"imagine-{imagine.pk}.{suffix}", imagine.picture, kind, imagine)


def imagine_in(text: str) -> Imagine | None:
    """The imagine that an address names, if there is one; anything else in it is ignored."""
    number = number_in(text)
    return Imagine.objects.visible().filter(pk=number).first() if number else None


def number_in(text: str) -> int:
    """The number of a row, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def keep_chosen(request: HttpRequest, entry: Entry) -> dict[str, str]:
    """Keep every file of a request that its field takes; what drafts call them, by param."""
    sheet = forms.sheet_for(entry.generator)
    names: dict[str, str] = {}
    for key, asked in sheet.fields.items():
        upload = request.FILES.get(sheet.handles[key].name) if isinstance(asked, Upload) else None
        if upload is not None and _is_taken(asked, upload):
            names[key] = kept_files.handle(kept_files.keep(member_of(request), upload))
    return names


def _is_taken(asked: Any, upload: UploadedFile[Any]) -> bool:
    try:
        asked.clean(upload)
    except ValidationError:
        return False
    return True
