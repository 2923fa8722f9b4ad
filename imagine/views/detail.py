"""One imagine: its picture, settings and story, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST, require_safe

from imagine import cancels, catalogue, commands, outbox, worker
from imagine.changes import current_revision
from imagine.models import Imagine, Status
from imagine.permissions import ADMIN, ARTIST, ROLES, allowed, may_change, may_create, member_of
from imagine.search import NEWEST, OLDEST, Cursor, Search
from imagine.views.cards import Dressed, dress
from imagine.views.parts import imagine_or_404, render_page, render_part


@dataclass(frozen=True)
class Step:
    """One point of the timeline; `took` is the time spent in it before the next."""

    word: str
    status: str
    at: datetime
    took: float | None = None

    @property
    def slow(self) -> bool:
        """Whether this is the making itself, which the line shows in dawn."""
        return self.status == Status.PROCESSING and self.took is not None


@require_safe
@allowed(*ROLES)
def imagine(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """The permalink page."""
    row = imagine_or_404(imagine_id)
    context = _sheet(dress([row], request)[0], request) | _neighbours(row)
    return render_part(request, "imagine/imagine.html", context, part="detail")


def _sheet(row: Dressed, request: HttpRequest) -> dict[str, Any]:
    return {
        "imagine": row,
        "settings_rows": _settings_rows(row, usable=may_create(request)),
        "timeline": _timeline(row),
        "family": _family(row),
        "back_url": _back_url(request),
        "seen": current_revision(),
    }


@require_POST
@allowed(ARTIST, ADMIN)
def cancel(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Stop one imagine. An admin who stops somebody else's says why first."""
    row = _changeable(request, imagine_id)
    member = member_of(request)
    reason = request.POST.get("reason", "").strip()[:500]
    needs_reason = row.member_id != member.pk
    if needs_reason and not reason:
        asked = "reason" in request.POST
        context = {
            "imagine": dress([row], request)[0],
            "needs_reason": True,
            "problem": "Say why, so that its owner knows." if asked else "",
            "back_url": _back_url(request),
        }
        return render_page(request, "imagine/cancel.html", context)
    batch = cancels.cancel([row.pk], member, reason)
    worker.wake()
    if cancels.of_batch(batch)[0].done_at:
        messages.error(request, "Too late to cancel: it ended first, or is being sent this very moment.")
    else:
        words = "Cancelled. It had not been sent, so nothing is charged."
        if row.status != Status.HELD:
            words = "Cancelling. Nothing leaves for ten seconds."
        messages.info(request, words, extra_tags=f"undo {reverse('cancels_undo', args=[batch])}")
    return redirect(_back_url(request))


@require_POST
@allowed(ARTIST, ADMIN)
def delete(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Move one imagine to the trash."""
    row = _changeable(request, imagine_id)
    if commands.delete(row, member_of(request), request.POST.get("reason", "").strip()[:500]):
        worker.wake()
        undo = reverse("restore", args=[row.pk])
        messages.info(request, f"#{row.pk} is in the trash.", extra_tags=f"undo {undo}")
    else:
        messages.error(request, f"#{row.pk} is being sent right now. Delete it in a moment.")
        return redirect(row)
    return redirect(_back_url(request, fallback=reverse("history"), never=row.get_absolute_url()))


@require_POST
@allowed(ARTIST, ADMIN)
def restore(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Take one imagine back out of the trash."""
    row = _changeable(request, imagine_id, trashed=True)
    if commands.restore(row, member_of(request)):
        messages.success(request, f"#{row.pk} is back.")
    return redirect(row)


@require_POST
@allowed(ARTIST, ADMIN)
def retry(request: HttpRequest, imagine_id: int) -> HttpResponse:
    """Ask again for the same settings, deliberately; pressed twice it is one new imagine."""
    row = _changeable(request, imagine_id)
    if not dress([row], request)[0].may_retry:
        messages.error(request, "This one cannot be sent again in its present state.")
        return redirect(row)
    again = outbox.ask_again(row, member_of(request))
    worker.wake()
    messages.success(request, f"Sent again as #{again.pk}.")
    return redirect(again)


def _changeable(request: HttpRequest, imagine_id: int, *, trashed: bool = False) -> Imagine:
    row = imagine_or_404(imagine_id, trashed=trashed)
    if not may_change(request, row):
        raise PermissionDenied("Only its owner or an admin can change this image.")
    return row


def _back_url(request: HttpRequest, *, fallback: str = "", never: str = "") -> str:
    """The page to go back to: the one named, if it is ours."""
    named = request.POST.get("next") or request.GET.get("back") or ""
    ours = url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()})
    if ours and named.partition("?")[0] != never:
        return named
    if fallback:
        return fallback
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    is_page = request.method != "POST"
    return reverse("history") if is_page else reverse("imagine", args=[kwargs["imagine_id"]])


def _neighbours(row: Imagine) -> dict[str, str]:
    """The permalinks on either side of a row in History's own order."""
    newer = Search(order=OLDEST, after=Cursor.of(row), limit=1).page().imagines
    older = Search(order=NEWEST, after=Cursor.of(row), limit=1).page().imagines
    return {
        "newer_url": newer[0].get_absolute_url() if newer else "",
        "older_url": older[0].get_absolute_url() if older else "",
    }


def _settings_rows(row: Dressed, *, usable: bool) -> list[tuple[str, str, str, bool, str]]:
    """(label, key, value, is a number to read digit by digit, address of a form that uses it)."""
    entry = catalogue.get(row.generator)
    params = {param.key: param for param in entry.generator.params} if entry else {}
    form = reverse("create", args=[row.generator]) if usable and entry and not entry.problem else ""
    rows = [("Generator", "generator", row.generator_label, False, form)]
    for key, value in row.params.items():
        if key == "prompt" or value in ("", None):
            continue
        param = params.get(key)
        label = (param.label or param.name) if param else key
        words = (
            next((option.label for option in param.options if option.value == value), None) if param else None
        )
        use = (
            f"{form}?{urlencode({key: value})}"
            if form and param and not isinstance(value, list | dict)
            else ""
        )
        rows.append((label or key, key, words or _words(value), key == "seed", use))
    if row.picture_width:
        rows.append(("Size", "size", f"{row.picture_width} × {row.picture_height}", False, ""))
    if row.blockade_id:
        rows.append(("Blockade’s id", "blockade_id", str(row.blockade_id), True, ""))
    return rows


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def _timeline(row: Dressed) -> list[Step]:
    """What happened when, as far as it is known, each step with the time until the next."""
    happened: list[tuple[str, str, datetime | None]] = [
        ("Asked for", Status.HELD, row.created_at),
        ("Waiting", Status.PENDING, row.accepted_at if row.member_id else None),
        ("Starting", Status.DISPATCHED, row.dispatched_at),
        ("Being made", Status.PROCESSING, row.processing_at),
        (_ending(row), row.status, row.ended_at),
    ]
    known = [(word, status, at) for word, status, at in happened if at is not None]
    ends = [at for _, _, at in known[1:]]
    steps = [
        Step(word, status, at, max(0.0, (end - at).total_seconds()))
        for (word, status, at), end in zip(known, ends, strict=False)
    ]
    return [*steps, *(Step(word, status, at) for word, status, at in known[-1:])]


def _ending(row: Dressed) -> str:
    if row.status == Status.COMPLETE:
        return "Complete, kept here" if row.archived_at else "Complete"
    status = row.imagine.status
    return dict(Status.choices).get(status, status)


def _family(row: Dressed) -> list[tuple[str, Imagine]]:
    """Where it came from and what was made from it, the newest few."""
    parent = [("Made from", row.parent)] if row.parent and row.parent.trashed_at is None else []
    remixes = Imagine.objects.visible().filter(parent=row.pk).select_related("member").order_by("-pk")[:5]
    return [*parent, *(("Remix", remix) for remix in remixes)]
