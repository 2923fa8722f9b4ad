"""An imagine and what lies around it, in one query: a page has few of them to spend."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from imagine.models import Command, Imagine, ImagineQuerySet, SearchRow, ShareLink


def surrounded(number: int) -> Imagine | None:
    """The row of a permalink with its neighbours in History's order, None when it is not there.

    Beside the row's own: `newer_id` and `older_id`, None at the ends; `remix_count`, None for none; whether
    it `has_links` that nobody took back, and `has_commands` behind it, which are asked for only then; its
    `seed` as lists have it, None where it has none, and whether another one `shares_seed` with it.
    """
    visible = Imagine.objects.visible()
    remixes = visible.filter(parent=OuterRef("pk")).order_by()
    of_its_seed = SearchRow.objects.filter(seed=OuterRef("searchrow__seed")).exclude(pk=OuterRef("pk"))
    return (
        visible.select_related("member", "cancelled_by", "parent", "parent__member")
        .annotate(
            newer_id=_next(visible, "gt", "created_at", "pk"),
            older_id=_next(visible, "lt", "-created_at", "-pk"),
            remix_count=Subquery(remixes.values("parent").annotate(number=Count("pk")).values("number")),
            has_links=Exists(ShareLink.objects.filter(imagine=OuterRef("pk"), revoked_at=None)),
            seed=F("searchrow__seed"),
            shares_seed=Exists(of_its_seed),
            has_commands=Exists(Command.objects.filter(imagine=OuterRef("pk"))),
        )
        .filter(pk=number)
        .first()
    )


def _next(rows: ImagineQuerySet, way: str, *order: str) -> Subquery:
    """The nearest row one way: the bound comes first and alone, so that an index can find it."""
    at, pk = OuterRef("created_at"), OuterRef("pk")
    bound = Q(**{f"created_at__{way}e": at})
    beyond = Q(**{f"created_at__{way}": at}) | Q(created_at=at, **{f"pk__{way}": pk})
    return Subquery(rows.filter(bound & beyond).order_by(*order).values("pk")[:1])
