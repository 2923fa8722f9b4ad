"""How a form opens: from a draft, an imagine, a preset, another generator's draft, or an address."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict

from imagine import catalogue, drafts, drift, forms
from imagine.forms.uploads import Upload
from imagine.models import Draft, Imagine, Member, Preset
from imagine.permissions import member_of
from imagine.presets import visible
from imagine.views import chosen, spent

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
    images |= chosen.named_in(entry, request.GET)
    form = forms.form_for(entry.generator, initial=initial)
    context = form_context(entry, form, images, member_of(request))
    gone = [(form.sheet.fields[key].noun(), chosen.GONE) for key in images if key not in form.images]
    return {**context, "opening": opening, "parent": opening.parent} | {
        "origin": opening.origin,
        "not_carried": opening.not_carried + gone,
        "intent": uuid.uuid4(),
        "after": spent.last(request, entry),
    }


def reopened(request: HttpRequest, entry: catalogue.Entry, values: dict[str, object]) -> dict[str, Any]:
    """Template context of a form as it stood when it was not sent but used for something else."""
    initial, images = forms.refill(values)
    origin = request.POST.get("origin", "")
    form = forms.form_for(entry.generator, initial=initial)
    context = form_context(entry, form, images, member_of(request))
    return {**context, "parent": source_of(origin)} | {
        "spread": forms.Spread(form, request.POST),
        "origin": origin,
        "intent": request.POST.get("intent") or uuid.uuid4(),
    }


def form_context(
    entry: catalogue.Entry, form: forms.GeneratorForm, images: dict[str, str], member: Member
) -> dict[str, Any]:
    """What every form shows beside its fields: pictures of ours in it, and what has changed of late."""
    news = drift.news(entry)
    form.drift = {key: change for key, change in news.items() if change.kind != drift.RETIRED}
    form.images = chosen.found(images, member)
    retired = [change for change in news.values() if change.kind == drift.RETIRED]
    return {"form": form, "spread": forms.Spread(form, form.data), "retired": retired}


def source_of(origin: str) -> Imagine | None:
    """The imagine that a form was filled from, if there is one."""
    word, _, rest = origin.partition(" ")
    return chosen.imagine_in(rest.partition(" ")[0]) if word == "from" else None


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
    parent = chosen.imagine_in(query.get("from", ""))
    if parent is not None:
        keep_seed = query.get("seed") == "same"
        values, lost = forms.initial_from_imagine(entry.generator, parent.params, keep_seed=keep_seed)
        return Opening(values | _files_again(parent, entry), f"from {parent.pk}", parent, not_carried=lost)
    preset = visible(member, entry.key).filter(pk=chosen.number_in(query.get("preset", ""))).first()
    if preset is not None:
        values, lost = forms.adjusted(entry.generator, preset.values)
        return Opening(values, f"preset {preset.pk}", preset=preset, not_carried=lost)
    if query.get("carry"):
        return _carried(query.get("carry", ""), entry, member)
    if query.get("start"):
        return Opening(origin="empty")
    is_link = forms.initial_from_query(entry.generator, query) or chosen.named_in(entry, query)
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
