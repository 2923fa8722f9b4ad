"""Boards: imagines under a name, one member's alone or shared with the team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from imagine import audit
from imagine.models import Board, BoardEntry, Imagine, Member
from imagine.permissions import ADMIN, ARTIST

NAME_AT_MOST = 80


class NameProblem(ValueError):
    """A name that a board cannot have; `str()` says why, for the page."""


def open_to(member: Member) -> QuerySet[Board]:
    """The boards a member sees, own ones and shared ones, by name."""
    seen = Board.objects.filter(Q(member=member) | Q(is_shared=True))
    return seen.select_related("member").order_by("name", "pk")


@dataclass(frozen=True)
class Shelved:
    """A board as the shelf shows it: how much lies on it outside the trash, and its newest picture."""

    board: Board
    total: int
    cover: Imagine | None


def shelf(member: Member) -> list[Shelved]:
    """The boards a member sees, own ones first; three questions to the database however many there are."""
    newest = BoardEntry.objects.filter(board=OuterRef("pk"), imagine__trashed_at=None)
    newest = newest.exclude(imagine__picture="").order_by("-created_at", "-pk")
    lying = Count("entries", filter=Q(entries__imagine__trashed_at=None))
    rows = open_to(member).annotate(total=lying, cover=Subquery(newest.values("imagine_id")[:1]))
    about = {pk: (total, cover) for pk, total, cover in rows.values_list("pk", "total", "cover")}
    covers = Imagine.objects.in_bulk([cover for _, cover in about.values() if cover])
    boards = sorted(open_to(member), key=lambda board: board.member_id != member.pk)
    return [
        Shelved(board, total, covers.get(cover))
        for board in boards
        for total, cover in [about.get(board.pk, (0, None))]
    ]


def may_fill(board: Board, member: Member, role: str) -> bool:
    """Put imagines on and take them off: one's own board, and a shared one as artist or admin."""
    return board.member_id == member.pk or (board.is_shared and role in (ARTIST, ADMIN))


def may_manage(board: Board, member: Member, role: str) -> bool:
    """Rename, share and delete: its owner, and admins where it is shared."""
    return board.member_id == member.pk or (board.is_shared and role == ADMIN)


def create(member: Member, name: str, *, is_shared: bool = False) -> Board:
    """A new, empty board; raises NameProblem where the name will not do."""
    board = Board(member=member, is_shared=is_shared)
    _save_as(board, name)
    if is_shared:
        _tell("shared board made", board, member)
    return board


def change(board: Board, member: Member, *, name: str, is_shared: bool) -> None:
    """Rename a board, share it or take it back to its owner alone; raises NameProblem."""
    was_shared, old_name = board.is_shared, board.name
    board.is_shared = is_shared
    _save_as(board, name)
    if was_shared or is_shared:
        _tell("shared board changed", board, member, was=old_name, was_shared=was_shared)


def delete(board: Board, member: Member) -> None:
    """Take a board away. What lay on it stays in History."""
    with transaction.atomic():
        if board.is_shared:
            _tell("shared board deleted", board, member, rows=board.entries.count())
        board.delete()


def add(board: Board, numbers: Iterable[int], member: Member) -> int:
    """Put imagines on a board; returns how many were not on it before."""
    with transaction.atomic():
        wanted = set(numbers)
        there = BoardEntry.objects.filter(board=board, imagine__in=wanted)
        fresh = sorted(wanted - set(there.values_list("imagine_id", flat=True)))
        entries = (BoardEntry(board=board, imagine_id=number, member=member) for number in fresh)
        BoardEntry.objects.bulk_create(entries, ignore_conflicts=True)
        if board.is_shared and fresh:
            _tell("put on shared board", board, member, imagines=fresh)
    return len(fresh)


def remove(board: Board, numbers: Iterable[int], member: Member) -> int:
    """Take imagines off a board; returns how many were on it."""
    with transaction.atomic():
        entries = BoardEntry.objects.filter(board=board, imagine__in=set(numbers))
        taken = sorted(entries.values_list("imagine_id", flat=True))
        entries.delete()
        if board.is_shared and taken:
            _tell("taken off shared board", board, member, imagines=taken)
    return len(taken)


def holding(imagine: Imagine, member: Member) -> QuerySet[Board]:
    """The boards this member sees that an imagine lies on."""
    return open_to(member).filter(entries__imagine=imagine)


def _save_as(board: Board, name: str) -> None:
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise NameProblem("A board needs a name.")
    if len(name) > NAME_AT_MOST:
        raise NameProblem(f"A name has at most {NAME_AT_MOST} characters.")
    board.name = name
    try:
        with transaction.atomic():
            board.save()
    except IntegrityError as error:
        raise NameProblem(f"There is a board “{name}” already.") from error


def _tell(what: str, board: Board, member: Member, **details: Any) -> None:
    audit.record(what, member=member, board=board.pk, name=board.name, owner=board.member.username, **details)
