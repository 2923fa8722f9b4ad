"""Boards: which there are, which one something goes on, and their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from imagine import boards
from imagine.models import Board, Member
from imagine.permissions import ROLES, allowed, member_of, role_in
from imagine.selection import Selection
from imagine.views.acting import counted
from imagine.views.parts import render_page, render_part, wants_part
from imagine.views.returning import back_url

May = Callable[[Board, Member, str], bool]


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*ROLES)
def boards_page(request: HttpRequest) -> HttpResponse:
    """Every board the member sees, with its cover; a POST with `name` makes a new one."""
    problem = ""
    if request.method == "POST":
        try:
            made = _make(request)
        except boards.NameProblem as error:
            problem = str(error)
        else:
            messages.success(request, f"“{made.name}” is there. Put something on it from History.")
            return redirect("boards")
    return render_page(request, "imagine/boards.html", _listed(request) | {"problem": problem})


def _make(request: HttpRequest) -> Board:
    name = request.POST.get("name", "")
    return boards.create(member_of(request), name, is_shared="is_shared" in request.POST)


def _listed(request: HttpRequest) -> dict[str, Any]:
    member, role = member_of(request), role_in(request)
    entries = [
        {
            "board": shelved.board,
            "cover": shelved.cover,
            "total": shelved.total,
            "is_mine": shelved.board.member_id == member.pk,
            "may_manage": boards.may_manage(shelved.board, member, role),
        }
        for shelved in boards.shelf(member)
    ]
    return {"boards": entries, "typed": request.POST.get("name", "")}


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*ROLES)
def board(request: HttpRequest, board_id: int) -> HttpResponse:
    """A board is a filter of History; a POST renames it, shares it or takes it back."""
    if request.method != "POST":
        found = board_or_404(request, str(board_id))
        return redirect(f"{reverse('history')}?board={found.pk}")
    found = board_or_404(request, str(board_id), boards.may_manage)
    name, is_shared = request.POST.get("name", found.name), "is_shared" in request.POST
    try:
        boards.change(found, member_of(request), name=name, is_shared=is_shared)
    except boards.NameProblem as problem:
        messages.error(request, str(problem))
    else:
        whose = "for the whole team" if is_shared else f"for {_owner(request, found)} alone"
        messages.success(request, f"“{found.name}” is {whose}.")
    return redirect("boards")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(*ROLES)
def delete(request: HttpRequest, board_id: int) -> HttpResponse:
    """Delete a board after a page that says how much lies on it."""
    found = board_or_404(request, str(board_id), boards.may_manage)
    if request.method == "POST":
        boards.delete(found, member_of(request))
        messages.success(request, f"“{found.name}” is deleted. Its images are still in History.")
        return redirect("boards")
    number = found.imagines.filter(trashed_at=None).count()
    context = {"board": found, "what": counted(number), "total": number}
    return render_page(request, "imagine/board_delete.html", context)


def choose(request: HttpRequest, chosen: Selection, problem: str = "") -> HttpResponse:
    """Ask which board a selection goes on, or what a new one is called."""
    member, role = member_of(request), role_in(request)
    found = [found for found in boards.open_to(member) if boards.may_fill(found, member, role)]
    kept = [("ids", str(number)) for number in chosen.ids]
    if chosen.search:
        kept = [("all", "1"), ("count", str(len(chosen.numbers))), *kept]
    context = {
        "boards": found,
        "what": counted(len(chosen.numbers)),
        "fields": [*kept, ("next", request.POST.get("next", ""))],
        "action": request.get_full_path(),
        "problem": problem,
        "typed": request.POST.get("name", ""),
        "back_url": back_url(request, reverse("history")),
        "in_place": wants_part(request),
    }
    return render_part(request, "imagine/choose_board.html", context, part="question")


def board_or_404(request: HttpRequest, number: str, may: May | None = None) -> Board:
    """A board that the member sees; PermissionDenied where `may` says no."""
    member = member_of(request)
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    found = boards.open_to(member).filter(pk=number).first() if is_number else None
    if found is None:
        raise Http404("There is no such board here.")
    if may is not None and not may(found, member, role_in(request)):
        raise PermissionDenied("This board is its owner’s to change.")
    return found


def _owner(request: HttpRequest, found: Board) -> str:
    return "you" if found.member_id == request.user.pk else found.member.display_name
