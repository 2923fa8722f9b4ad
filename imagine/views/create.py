"""Create: choose a generator, describe an image, send it, and see one's own stream beside the form."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from imagine import catalogue, forms, outbox, upstream, worker
from imagine.changes import current_revision
from imagine.models import Imagine, Member
from imagine.permissions import ADMIN, ARTIST, ROLES, allowed, may_create, member_of
from imagine.search import Search
from imagine.views.cards import dress
from imagine.views.parts import private, render_page, render_part, wants_part

# What the stream shows under its three names; the words are History's own filters.
STREAM_TABS = (("All", ""), ("Being made", "open"), ("Needs you", "failed"))


@require_safe
@allowed(*ROLES)
def home(request: HttpRequest) -> HttpResponse:
    """Artists start at the form, members at the history."""
    return redirect("catalogue" if may_create(request) else "history")


@require_safe
@allowed(ARTIST, ADMIN)
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Lead to the generator used last, or the first one that can be used."""
    usable = [entry.key for entry in _entries() if not entry.problem]
    last = request.session.get("generator")
    if usable:
        return redirect("create", last if last in usable else usable[0])
    problem = "The image service has not told this studio what it can make yet."
    return render_page(request, "imagine/catalogue.html", {"problem": problem})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(ARTIST, ADMIN)
def create(request: HttpRequest, generator: str) -> HttpResponse:
    """The form of one generator; a POST puts what it says into the outbox."""
    entry = next((entry for entry in _entries() if entry.key == generator), None)
    if entry is None:
        raise Http404("The image service offers no such generator.")
    if request.method == "POST" and not entry.problem:
        return _submit(request, entry)
    return _page(request, entry, **_prefilled(request, entry))


def _submit(request: HttpRequest, entry: catalogue.Entry) -> HttpResponse:
    form = forms.form_for(entry.generator, request.POST, request.FILES)
    intent = _intent(request)
    parent = _source(request.POST.get("parent", ""))
    if not form.is_valid() or intent is None:
        if intent is None:
            form.add_error(None, "This form was incomplete. Please send it again.")
        return _page(request, entry, form=form, intent=intent or uuid.uuid4(), parent=parent)
    try:
        imagine, is_new = outbox.ask(
            member_of(request),
            entry.key,
            form.cleaned_params(),
            intent=intent,
            drawn=frozenset(form.drawn),
            files=form.files_for_blockade(),
            parent=parent,
        )
    except outbox.IntentReused as reused:
        form.add_error(
            None, f"This form was sent before and made #{reused.imagine.pk}. Send again for a new one."
        )
        return _page(request, entry, form=form, intent=uuid.uuid4(), parent=parent)
    worker.wake()
    _remember(request, entry, form)
    return _sent(request, entry, imagine, is_new=is_new)


def _sent(request: HttpRequest, entry: catalogue.Entry, imagine: Imagine, *, is_new: bool) -> HttpResponse:
    if not wants_part(request):
        if is_new:
            messages.success(request, "Sent. You can go on, it is made without you.")
        return redirect("create", entry.key)
    context = {"imagines": dress([imagine], request), "intent": uuid.uuid4(), "is_new": is_new}
    response = private(render(request, "imagine/create.html#sent", context))
    response["HX-Reswap"] = "none"
    return response


def _page(request: HttpRequest, entry: catalogue.Entry, **form_context: Any) -> HttpResponse:
    context = _stream(request, member_of(request)) | {
        "generators": _choice(entry),
        "generator": _described(entry, chosen=True),
        "as_of": catalogue.as_of() if upstream.service().failing_since else None,
        "not_carried": [],
        **form_context,
    }
    return render_part(request, "imagine/create.html", context, part="desk")


def _prefilled(request: HttpRequest, entry: catalogue.Entry) -> dict[str, Any]:
    """The form as a link, a remix or the member's own last words fill it; never sent by itself."""
    if entry.problem:
        return {"form": None, "intent": None, "parent": None}
    parent = _source(request.GET.get("from", ""))
    initial: dict[str, object] = {}
    not_carried: list[tuple[str, str]] = []
    if parent is not None:
        keep_seed = request.GET.get("seed") == "same"
        initial, not_carried = forms.initial_from_imagine(entry.generator, parent.params, keep_seed=keep_seed)
    elif not request.GET:
        initial = request.session.get("typed", {}).get(entry.key, {})
    initial |= forms.initial_from_query(entry.generator, request.GET)
    return {
        "form": forms.form_for(entry.generator, initial=initial),
        "intent": uuid.uuid4(),
        "parent": parent,
        "not_carried": not_carried,
    }


def _remember(request: HttpRequest, entry: catalogue.Entry, form: forms.GeneratorForm) -> None:
    """Keep what was typed, so that the form stays filled in after sending; a drawn seed was not typed."""
    typed = {key: value for key, value in form.cleaned_params().items() if key not in form.drawn}
    request.session["typed"] = request.session.get("typed", {}) | {entry.key: typed}
    request.session["generator"] = entry.key


def _stream(request: HttpRequest, member: Member) -> dict[str, Any]:
    chosen = request.GET.get("stream", "")
    search = Search.from_query(request.GET).with_(
        status=chosen, member=member.username, query="", generator=""
    )
    search = search.with_(imagine_id=None, after=Search.from_query(request.GET).after)
    page = search.page()
    here = (
        reverse("create", args=[request.resolver_match.kwargs["generator"]]) if request.resolver_match else ""
    )
    tabs = [
        (
            label,
            f"{here}?stream={word}" if word else here,
            search.with_(status=word).rows().count(),
            word == chosen,
        )
        for label, word in STREAM_TABS
    ]
    older = f"{here}?{'stream=' + chosen + '&' if chosen else ''}after={page.older}" if page.older else ""
    return {
        "imagines": dress(page.imagines, request),
        "stream_tabs": tabs,
        "older_url": older,
        "seen": current_revision(),
    }


def _entries() -> list[catalogue.Entry]:
    """The generators as last heard of; on a cold start this is the one read a page may cause."""
    catalogue.ensure_loaded(upstream.connect())
    return catalogue.entries()


def _choice(chosen: catalogue.Entry) -> list[dict[str, Any]]:
    return [_described(entry, chosen=entry.key == chosen.key) for entry in catalogue.entries()]


def _described(entry: catalogue.Entry, *, chosen: bool) -> dict[str, Any]:
    latest = (
        Imagine.objects.visible()
        .filter(generator=entry.key)
        .exclude(picture="")
        .order_by("-created_at")
        .first()
    )
    thumbnail = reverse("thumbnail", args=[latest.pk, "small"]) if latest else ""
    return {
        "key": entry.key,
        "label": entry.label,
        "problem": entry.problem,
        "chosen": chosen,
        "url": reverse("create", args=[entry.key]),
        "thumbnail": f"{thumbnail}?v={latest.picture_digest[:8]}" if latest else "",
    }


def _intent(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("intent", ""))
    except ValueError:
        return None


def _source(text: str) -> Imagine | None:
    """The imagine a form starts from, if there is one; anything else in the address is ignored."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    return Imagine.objects.visible().filter(pk=int(text)).first()
