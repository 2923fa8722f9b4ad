"""How a form opens: from a draft, an imagine, a preset, another generator's draft, or an address."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from imagine import catalogue, drafts, drift, forms
from imagine.forms.uploads import FORMATS, Upload
from imagine.models import Attachment, Draft, Imagine, Member, Preset
from imagine.permissions import member_of
from imagine.presets import visible
from imagine.views import spent

Lost = list[tuple[str, str]]


@dataclass
class Opening:
    """What a form is filled with. `origin` names where from, "" for the member's own draft.

    `not_carried` and `adjusted` are (label, why) of what could not come along, from elsewhere and from a
    draft for an older version of the generator. `aside` tells that the draft is kept beside it.
    """

    values: dict[str, object] = field(default_factory=dict)
    origin: str = ""
    parent: Imagine | None = None
    preset: Preset | None = None
    not_carried: Lost = field(default_factory=list)
    adjusted: Lost = field(default_factory=list)
    aside: bool = False


def open_form(request: HttpRequest, entry: catalogue.Entry) -> dict[str, Any]:
    """Template context of a form that nobody has sent yet."""
    if entry.problem:
        return {"form": None, "intent": None, "parent": None}
    opening = _opening(request, entry)
    initial, images = forms.refill(opening.values)
    initial |= forms.initial_from_query(entry.generator, request.GET)
    images |= _images_in(entry, request.GET)
    form = forms.form_for(entry.generator, initial=initial)
    return {**form_context(entry, form, images), "opening": opening, "parent": opening.parent} | {
        "origin": opening.origin,
        "not_carried": opening.not_carried,
        "intent": uuid.uuid4(),
        "after": spent.last(request, entry),
    }


def reopened(request: HttpRequest, entry: catalogue.Entry, values: dict[str, object]) -> dict[str, Any]:
    """Template context of a form as it stood when it was not sent but used for something else."""
    initial, images = forms.refill(values)
    origin = request.POST.get("origin", "")
    form = forms.form_for(entry.generator, initial=initial)
    return {**form_context(entry, form, images), "parent": source_of(origin)} | {
        "spread": forms.Spread(form, request.POST),
        "origin": origin,
        "intent": request.POST.get("intent") or uuid.uuid4(),
    }


def form_context(entry: catalogue.Entry, form: forms.GeneratorForm, images: dict[str, str]) -> dict[str, Any]:
    """What every form shows beside its fields: pictures of ours in it, and what has changed of late."""
    news = drift.news(entry)
    form.drift = {key: change for key, change in news.items() if change.kind != drift.RETIRED}
    found = {key: _picture(text) for key, text in images.items()}
    form.images = {key: picture for key, picture in found.items() if picture is not None}
    retired = [change for change in news.values() if change.kind == drift.RETIRED]
    return {"form": form, "spread": forms.Spread(form, form.data), "retired": retired}


def files_of(request: HttpRequest, entry: catalogue.Entry) -> MultiValueDict[str, UploadedFile[Any]]:
    """What was uploaded, and pictures of ours where nothing was; the request closes them with the others."""
    sheet = forms.sheet_for(entry.generator)
    files = request.FILES
    for key, text in _images_in(entry, request.POST).items():
        name = sheet.handles[key].name
        picture = None if files.get(name) else _picture(text)
        if picture is not None:
            files[name] = picture.upload()
    return files


def images_of(request: HttpRequest, entry: catalogue.Entry) -> dict[str, str]:
    """The pictures of ours that a sent form still refers to, by param."""
    return _images_in(entry, request.POST)


def source_of(origin: str) -> Imagine | None:
    """The imagine that a form was filled from, if there is one."""
    word, _, rest = origin.partition(" ")
    return _source(rest.partition(" ")[0]) if word == "from" else None


@dataclass(frozen=True)
class Picture:
    """A picture of ours in place of an upload: an imagine's, or a file that went out with an earlier one."""

    text: str
    name: str
    imagine: Imagine
    file: Any
    content_type: str

    @property
    def has_thumbnail(self) -> bool:
        """Whether it can be shown; files that went out have no thumbnail."""
        return self.text.isdecimal()

    def upload(self) -> UploadedFile[Any]:
        """Our copy, as if it had been chosen in the browser."""
        opened = self.file.open("rb")
        return UploadedFile(opened, self.name, self.content_type, self.file.size)


def _opening(request: HttpRequest, entry: catalogue.Entry) -> Opening:
    member = member_of(request)
    draft = drafts.of(member, entry.key)
    query = request.GET
    opening = _from_elsewhere(query, entry, member)
    if opening is None:
        return _continued(draft, entry) if draft else Opening()
    opening.origin = f"{opening.origin} {secrets.token_hex(4)}"
    opening.aside = draft is not None and _says_something(draft, entry, opening)
    return opening


def _continued(draft: Draft, entry: catalogue.Entry) -> Opening:
    values, lost = drafts.fitted(draft, entry)
    parent = source_of(draft.origin)
    aside = drafts.has_aside(draft)
    return Opening(dict(values), draft.origin, parent, adjusted=lost, aside=aside)


def _from_elsewhere(query: QueryDict, entry: catalogue.Entry, member: Member) -> Opening | None:
    """What the address says the form opens with; None for the member's own draft."""
    parent = _source(query.get("from", ""))
    if parent is not None:
        keep_seed = query.get("seed") == "same"
        values, lost = forms.initial_from_imagine(entry.generator, parent.params, keep_seed=keep_seed)
        return Opening(values | _files_again(parent, entry), f"from {parent.pk}", parent, not_carried=lost)
    preset = visible(member, entry.key).filter(pk=_number(query.get("preset", ""))).first()
    if preset is not None:
        values, lost = forms.adjusted(entry.generator, preset.values)
        return Opening(values, f"preset {preset.pk}", preset=preset, not_carried=lost)
    if query.get("carry"):
        return _carried(query.get("carry", ""), entry, member)
    if query.get("start"):
        return Opening(origin="empty")
    is_link = forms.initial_from_query(entry.generator, query) or _images_in(entry, query)
    return Opening(origin="link") if is_link and query.get("onto") != "draft" else None


def _carried(key: str, entry: catalogue.Entry, member: Member) -> Opening | None:
    """Another generator's draft, as far as this one has the same fields, over the draft there is here."""
    source, there = catalogue.get(key), drafts.of(member, key)
    if source is None or there is None or source.key == entry.key:
        return None
    values, lost = forms.shared(there.values, source.generator, entry.generator)
    here = drafts.of(member, entry.key)
    base = drafts.fitted(here, entry)[0] if here else {}
    if not lost and all(base.get(name) == value for name, value in values.items()):
        return None
    return Opening({**base, **values}, "carry", not_carried=lost)


def _files_again(parent: Imagine, entry: catalogue.Entry) -> dict[str, object]:
    fields = forms.sheet_for(entry.generator).fields
    kept = {one.key: one for one in parent.attachments.all()}
    return {
        key: {"image": f"file-{one.pk}"} for key, one in kept.items() if isinstance(fields.get(key), Upload)
    }


def _says_something(draft: Draft, entry: catalogue.Entry, opening: Opening) -> bool:
    blank = forms.untouched(entry.generator)
    typed = {key: value for key, value in draft.values.items() if value != blank.get(key)}
    return bool(typed) and any(opening.values.get(key) != value for key, value in typed.items())


def _images_in(entry: catalogue.Entry, query: QueryDict) -> dict[str, str]:
    """Pictures of ours that an address or a form names for uploads, by param; `image-<param>=<imagine>`."""
    sheet = forms.sheet_for(entry.generator)
    uploads = [key for key, asked in sheet.fields.items() if isinstance(asked, Upload)]
    named = {key: query.get(sheet.handles[key].image, "") for key in uploads}
    return {key: text for key, text in named.items() if text}


def _picture(text: str) -> Picture | None:
    if text.startswith("file-"):
        one = (
            Attachment.objects.filter(pk=_number(text.removeprefix("file-")))
            .select_related("imagine")
            .first()
        )
        return Picture(text, one.name, one.imagine, one.file, one.content_type) if one else None
    imagine = _source(text)
    if imagine is None or not imagine.picture:
        return None
    suffix = str(imagine.picture.name).rpartition(".")[2].lower()
    kind = {"jpg": "image/jpeg"}.get(suffix, f"image/{suffix}")
    kind = kind if kind in FORMATS.values() else "application/octet-stream"
    return Picture(text, f"imagine-{imagine.pk}.{suffix}", imagine, imagine.picture, kind)


def _source(text: str) -> Imagine | None:
    """The imagine a form starts from, if there is one; anything else in the address is ignored."""
    number = _number(text)
    return Imagine.objects.visible().filter(pk=number).first() if number else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
