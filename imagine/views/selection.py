"""What is done with several at once: star, put on a board, compare, throw away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from imagine import boards, favourites, selection, trash, worker
from imagine.models import Board
from imagine.permissions import ADMIN, ARTIST, ROLES, may_administer, member_of
from imagine.selection import Selection, Sorted
from imagine.views.acting import answer, ask, counted, on_selection, shown
from imagine.views.boards import board_or_404, choose
from imagine.views.trash import undo_url

# So many of those that are hit are named before a question is answered.
NAMED = 6


@on_selection("Star", *ROLES)
def star(request: HttpRequest, chosen: Selection) -> HttpResponse:
    """Star all of them; when all have one, take the stars off."""
    member, numbers = member_of(request), chosen.numbers
    fresh = favourites.star(member, numbers)
    if fresh:
        words = f"{counted(fresh)} starred."
        if fresh < len(numbers):
            words += f" {len(numbers) - fresh:,} had a star already."
    else:
        favourites.unstar(member, numbers)
        words = f"Stars taken off {counted(len(numbers))}."
    return answer(request, words, starred=shown(request, chosen.ids))


@on_selection("Put on a board", *ROLES)
def onto_board(request: HttpRequest, chosen: Selection) -> HttpResponse:
    """Put all of them on the board named by `board`, or on a new one called `name`; else ask which."""
    member = member_of(request)
    try:
        board = _named_board(request)
    except boards.NameProblem as problem:
        return choose(request, chosen, problem=str(problem))
    if board is None:
        return choose(request, chosen)
    added = boards.add(board, chosen.numbers, member)
    words = f"{counted(added)} put on “{board.name}”."
    if added < len(chosen.numbers):
        words += f" {len(chosen.numbers) - added:,} lay there already."
    return answer(request, words)


def _named_board(request: HttpRequest) -> Board | None:
    if number := request.POST.get("board", ""):
        return board_or_404(request, number, boards.may_fill)
    if "name" not in request.POST:
        return None
    is_shared = "is_shared" in request.POST
    return boards.create(member_of(request), request.POST["name"], is_shared=is_shared)


@on_selection("Take off the board", *ROLES)
def off_board(request: HttpRequest, chosen: Selection) -> HttpResponse:
    """Take all of them off the board that the address names."""
    board = board_or_404(request, request.GET.get("board", ""), boards.may_fill)
    taken = boards.remove(board, chosen.numbers, member_of(request))
    return answer(request, f"{counted(taken)} taken off “{board.name}”.", gone=chosen.ids)


@on_selection("Compare", *ROLES)
def compare(request: HttpRequest, chosen: Selection) -> HttpResponse:
    """Side by side, when there are two."""
    if len(chosen.ids) != 2 or chosen.search:
        return answer(request, "Select exactly two to compare them.", is_error=True)
    query = urlencode(dict(zip(("left", "right"), chosen.ids, strict=True)))
    return redirect(f"{reverse('compare')}?{query}")


@on_selection("Move to trash", ARTIST, ADMIN)
def throw_away(request: HttpRequest, chosen: Selection) -> HttpResponse:
    """Move to the trash what the member may delete, and say what was left out and why."""
    is_admin = may_administer(request)
    sorted_ = selection.sort(chosen, member_of(request), is_admin=is_admin)
    numbers = [*sorted_.own, *sorted_.others]
    if not numbers:
        return answer(request, f"Nothing was moved. {_left_out(sorted_)}", is_error=True)
    reason = request.POST.get("reason", "").strip()[:500]
    if sorted_.others and not reason:
        return ask_why(request, sorted_)
    if chosen.search and "sure" not in request.POST:
        return _ask_whether(request, sorted_)
    rows = chosen.rows.filter(pk__in=numbers)
    thrown = trash.throw(rows, member_of(request), reason if sorted_.others else "")
    worker.wake()
    words = f"{counted(len(thrown))} in the trash. {_left_out(sorted_)}".strip()
    return answer(request, words, undo=undo_url(thrown), gone=thrown)


def ask_why(request: HttpRequest, sorted_: Sorted) -> HttpResponse:
    """Have an admin say why before other people's imagines go to the trash."""
    number = len(sorted_.own) + len(sorted_.others)
    whose = "is somebody else’s" if number == 1 else f"{len(sorted_.others):,} of them are other people’s"
    return ask(
        request,
        title=f"Move {counted(number)} to the trash?",
        text=f"{'It' if number == 1 else ''} {whose}. Owners find your reason in the trash, and can restore "
        f"what is theirs. {_left_out(sorted_)}".strip(),
        button=f"Move {number:,} to trash",
        needs_reason=True,
        problem="Say why, so that its owner knows." if "reason" in request.POST else "",
        danger=True,
        sure="1",
        imagines=shown(request, sorted_.others[:NAMED]),
        rest=max(0, len(sorted_.others) - NAMED),
    )


def _ask_whether(request: HttpRequest, sorted_: Sorted) -> HttpResponse:
    number = len(sorted_.own)
    return ask(
        request,
        title=f"Move {counted(number)} to the trash?",
        text=f"All that match, on every page. They can be restored from the trash. {_left_out(sorted_)}",
        button=f"Move {number:,} to trash",
        danger=True,
        sure="1",
        imagines=shown(request, sorted_.own[:NAMED]),
        rest=max(0, number - NAMED),
    )


def _left_out(sorted_: Sorted) -> str:
    """What stays where it is, and why; "" when nothing does."""
    words = []
    if sorted_.not_yours:
        words.append(f"{sorted_.not_yours:,} {'is' if sorted_.not_yours == 1 else 'are'} not yours.")
    if sorted_.under_way:
        is_one = sorted_.under_way == 1
        words.append(f"{sorted_.under_way:,} {'is' if is_one else 'are'} still under way: cancel first.")
    return " ".join(words)
