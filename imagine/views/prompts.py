"""The member's own earlier prompts, and suggestions for settings with very many choices."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from imagine import catalogue, forms
from imagine.forms.choices import folded
from imagine.forms.fields import OneOf
from imagine.models import Imagine, Member
from imagine.permissions import ADMIN, ARTIST, allowed, member_of
from imagine.views.parts import private, render_part

# Prompts in the popover and on the page of their own, and how many imagines are looked through for them.
IN_POPOVER, ON_PAGE, LOOKED_THROUGH = 12, 60, 1_000
MOST_SUGGESTIONS = 60


@require_safe
@allowed(ARTIST, ADMIN)
def prompts(request: HttpRequest) -> HttpResponse:
    """Earlier prompts, searched by words, each one a link that puts it into the form."""
    query = " ".join(request.GET.get("query", "").split())[:200]
    entry = catalogue.get(request.GET.get("for", ""))
    form_url = reverse("create", args=[entry.key]) if entry and not entry.problem else reverse("catalogue")
    context = {
        "earlier": earlier(member_of(request), query)[:ON_PAGE],
        "query": query,
        "generator": {"key": entry.key if entry else "", "url": form_url},
    }
    return render_part(request, "imagine/prompts.html", context, part="list")


def earlier(member: Member, query: str = "") -> list[tuple[str, str]]:
    """(prompt, the part of an address that brings it back), distinct, the newest first."""
    rows: QuerySet[Imagine] = Imagine.objects.visible().filter(member=member).exclude(prompt="")
    for word in query.split():
        rows = rows.filter(prompt__icontains=word)
    recent = rows.order_by("-created_at", "-id").values_list("prompt", flat=True)[:LOOKED_THROUGH]
    return [(text, urlencode({"prompt": text, "onto": "draft"})) for text in dict.fromkeys(recent)]


@require_safe
@allowed(ARTIST, ADMIN)
def suggest(request: HttpRequest, generator: str) -> HttpResponse:
    """Choices of one setting that hold what was typed, as the options of a datalist."""
    entry = catalogue.get(generator)
    field = forms.sheet_for(entry.generator).fields.get(request.GET.get("param", "")) if entry else None
    if not isinstance(field, OneOf):
        return private(HttpResponse(""))
    words = folded(request.GET.get("words", "")[:200])
    found = [choice for choice in field.choices.all if words in folded(choice.label)]
    found.sort(key=lambda choice: not folded(choice.label).startswith(words))
    options = ((choice.label,) for choice in found[:MOST_SUGGESTIONS])
    return private(HttpResponse(format_html_join("", "<option>{}</option>", options)))
