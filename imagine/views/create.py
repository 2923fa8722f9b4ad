"""Create: choose a generator, describe an image, send it, and see one's own stream beside the form."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from imagine import catalogue, drafts, forms, limits, outbox, presets, upstream, worker
from imagine.models import Imagine
from imagine.permissions import (
    ADMIN,
    ARTIST,
    ROLES,
    allowed,
    is_member,
    may_create,
    member_of,
)
from imagine.views import chosen, opening, prompts, spent
from imagine.views.cards import dress
from imagine.views.parts import private, render_page, render_part, wants_part
from imagine.views.stream import choice, counts, described, stream, streams


@require_safe
@allowed(*ROLES)
def home(request: HttpRequest) -> HttpResponse:
    """Artists start at the form, members at the history."""
    return redirect("catalogue" if may_create(request) else "history")


@require_safe
@allowed(ARTIST, ADMIN)
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Lead to the generator used last, or the first one that can be used."""
    usable = [entry.key for entry in known_entries() if not entry.problem]
    last = drafts.last_generator(member_of(request))
    if usable:
        return redirect("create", last if last in usable else usable[0])
    problem = "The image service has not told this studio what it can make yet."
    return render_page(request, "imagine/catalogue.html", {"problem": problem})


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, generator: str) -> HttpResponseBase:
    """The form of one generator; a POST puts what it says into the outbox."""
    if request.method == "POST" and not is_member(request.user):
        drafts.hold(request.session, generator, request.POST, request.FILES)
    return _create(request, generator)


@allowed(ARTIST, ADMIN)
def _create(request: HttpRequest, generator: str) -> HttpResponse:
    entry = entry_or_404(generator)
    if request.method == "POST" and not entry.problem:
        return _submit(request, entry)
    if held := drafts.release(request.session, member_of(request)):
        for name in held.files:
            messages.warning(request, f"“{name}” was not kept, for you were signed out. Choose it again.")
        return redirect(address(request, held.generator))
    return page(request, entry, **opening.open_form(request, entry))


def address(request: HttpRequest, generator: str) -> str:
    """Where the form of a generator is, with the part of the stream that the request shows beside it."""
    shown = request.GET.get("stream", "")
    here = reverse("create", args=[generator])
    return f"{here}?{urlencode({'stream': shown})}" if shown in streams() else here


def entry_or_404(generator: str) -> catalogue.Entry:
    """The generator an address names."""
    entry = next((entry for entry in known_entries() if entry.key == generator), None)
    if entry is None:
        raise Http404("The image service offers no such generator.")
    return entry


def known_entries() -> list[catalogue.Entry]:
    """The generators as last heard of; on a cold start this is the one read a page may cause."""
    catalogue.ensure_loaded()
    return catalogue.entries()


def page(request: HttpRequest, entry: catalogue.Entry, **form_context: Any) -> HttpResponse:
    """The whole page around a form, or the desk alone when htmx asks."""
    member = member_of(request)
    context = {
        "generators": choice(entry),
        "generator": described(entry, chosen=True),
        "send_to": address(request, entry.key),
        "as_of": catalogue.as_of() if upstream.service().failing_since else None,
        "not_carried": [],
        "presets": presets.visible(member, entry.key),
        "earlier": prompts.earlier(member)[: prompts.IN_POPOVER],
        "last_seed": _last_seed(request, entry),
        **form_context,
    }
    if not wants_part(request):
        context |= stream(request, member, reverse("create", args=[entry.key]))
    return render_part(request, "imagine/create.html", context, part="desk")


def sent_form(request: HttpRequest, entry: catalogue.Entry) -> tuple[forms.GeneratorForm, dict[str, Any]]:
    """The form as it was sent, and the context in which it is shown again; both are kept before all else."""
    kept = remember(request, entry)
    named = chosen.named_in(entry, request.POST)
    form = forms.form_for(entry.generator, request.POST, chosen.files_of(request, entry))
    origin = request.POST.get("origin", "")
    context = opening.form_context(entry, form, named | kept, member_of(request))
    for key in named:
        if key not in form.images and not form[key].data:
            form.errors[key] = form.error_class([chosen.GONE], renderer=form.renderer)
    return form, context | {
        "intent": _intent(request) or uuid.uuid4(),
        "after": request.POST.get("after", ""),
        "origin": origin,
        "parent": opening.source_of(origin),
    }


def _submit(request: HttpRequest, entry: catalogue.Entry) -> HttpResponse:
    form, context = sent_form(request, entry)
    intent = _intent(request)
    _complain(request, form, context["spread"], intent)
    if intent is None or not form.is_valid():
        return page(request, entry, **context)
    if not context["spread"].is_told:
        return page(request, entry, **context, confirm=context["spread"].total)
    requests = _requests(form, entry)
    twin = _already_made(request, entry, form, requests, intent)
    if twin is not None:
        return page(request, entry, **context, made=dress([twin], request)[0])
    try:
        rows, is_new = outbox.ask_several(
            member_of(request),
            entry.key,
            [outbox.Take(params, drawn) for params, drawn in requests],
            intent=intent,
            files=form.files_for_blockade(),
            parent=context["parent"],
        )
    except outbox.IntentReused as reused:
        words = f"This form was sent before and made #{reused.imagine.pk}. Send again for a new one."
        form.add_error(None, words)
        return page(request, entry, **context | {"intent": uuid.uuid4()})
    except limits.Full as full:
        form.add_error(None, full.for_people)
        return page(request, entry, **context)
    worker.wake()
    spent.remember(request, entry, intent, outbox.digests(form.files_for_blockade()))
    return _sent(request, entry, rows, is_new=is_new)


def _complain(
    request: HttpRequest, form: forms.GeneratorForm, spread: forms.Spread, intent: uuid.UUID | None
) -> None:
    """Say in the form what is wrong with it as a whole."""
    if intent is None:
        form.add_error(None, "This form was incomplete. Please send it again.")
    elif request.POST.get("preset_name", "").strip():
        # Without scripts, Enter in the preset's name presses the form's own button.
        form.add_error(None, "Save the preset with its own button, or empty its name. Nothing was sent.")
    elif form.is_valid() and spread.problem:
        form.add_error(None, spread.problem)


def _requests(
    form: forms.GeneratorForm, entry: catalogue.Entry
) -> list[tuple[dict[str, object], frozenset[str]]]:
    files = form.files_for_blockade()
    contents = outbox.digests(files)
    spread = forms.Spread(form, form.data)
    return spread.requests(lambda params: outbox.is_made(entry.key, params, contents))


def _already_made(
    request: HttpRequest,
    entry: catalogue.Entry,
    form: forms.GeneratorForm,
    requests: list[tuple[dict[str, object], frozenset[str]]],
    intent: uuid.UUID,
) -> Imagine | None:
    """An imagine that is the very same request, unless the member knows and wants another all the same."""
    if request.POST.get("anyway") or outbox.was_asked(intent):
        return None
    contents = outbox.digests(form.files_for_blockade())
    before = spent.unchanged(request, entry, contents)
    if before is not None and (again := outbox.made_under(before)) is not None:
        return again
    given = (params for params, drawn in requests if not drawn)
    found = (outbox.same_as(entry.key, params, contents) for params in given)
    return next((twin for twin in found if twin is not None), None)


def _sent(request: HttpRequest, entry: catalogue.Entry, rows: list[Imagine], *, is_new: bool) -> HttpResponse:
    if not wants_part(request):
        if is_new:
            messages.success(request, "Sent. You can go on, it is made without you.")
        return redirect("create", entry.key)
    context = {
        "imagines": dress(reversed(rows), request),
        "intent": uuid.uuid4(),
        "is_new": is_new,
        "stream_counts": counts(member_of(request)),
        "last_seed": _seed_in(rows[0].params, entry),
    }
    response = private(render(request, "imagine/create.html#sent", context))
    response["HX-Reswap"] = "none"
    return response


def remember(request: HttpRequest, entry: catalogue.Entry) -> dict[str, str]:
    """Keep what was typed and chosen before anything else is done with it; what the files are called now."""
    files = chosen.keep_chosen(request, entry)
    values = forms.typed_in(entry.generator, request.POST)
    values |= {key: {"image": text} for key, text in files.items()}
    try:
        drafts.keep(member_of(request), entry, values, request.POST.get("origin", ""))
    except drafts.TooMuch:
        messages.info(request, "This is too much text to keep as a draft.")
    return files


def _last_seed(request: HttpRequest, entry: catalogue.Entry) -> object:
    rows = Imagine.objects.visible().filter(member=member_of(request), generator=entry.key)
    params = rows.order_by("-created_at", "-id").values_list("params", flat=True).first()
    return _seed_in(params or {}, entry)


def _seed_in(params: dict[str, Any], entry: catalogue.Entry) -> object:
    fields = forms.sheet_for(entry.generator).fields
    return next((params[key] for key, field in fields.items() if field.is_seed and params.get(key)), "")


def _intent(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("intent", ""))
    except ValueError:
        return None
