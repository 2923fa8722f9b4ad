"""Who may do what, by the name of every address: the one table that the house is held to.

A line says for one method who is let in, what is answered then (`page` plainly, `part` to htmx; by role where
that differs), how many writes at Blockade and how many lines of the audit follow. Whoever is not let in moves
nothing: without a session the way leads to sign-in, in another role the answer is 403. What has no line
answers 405.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .world import World

ANYBODY = ("anonymous", "gone", "viewer", "artist", "admin")
MEMBERS = ("viewer", "artist", "admin")
MAKERS = ("artist", "admin")
ADMINS = ("admin",)

# Whoever has come in already is led on.
AT_THE_DOOR = {who: 302 if who in MEMBERS else 200 for who in ANYBODY}

BECAUSE = {"reason": "Because"}


@dataclass(frozen=True)
class Line:
    """One method of one address."""

    who: tuple[str, ...] = MEMBERS
    page: int | dict[str, int] = 200
    # None: as `page`.
    part: int | None = None
    args: Callable[[World], list[Any]] = lambda world: []
    query: Callable[[World], str] = lambda world: ""
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    writes: int = 0
    audit: int = 0
    # What the address's number is about: an imagine in this state; "" where it is no imagine.
    about: str = ""
    # Whether artists reach only their own.
    own_only: bool = False
    # What is answered about an imagine in the trash.
    trashed: int = 404


def _get(**line: Any) -> dict[str, Line]:
    return {"GET": Line(**line)}


def _post(**line: Any) -> dict[str, Line]:
    return {"POST": Line(**{"page": 302, **line})}


def _generator(world: World) -> list[Any]:
    return [world.key]


def _form(world: World) -> dict[str, Any]:
    return {"intent": str(uuid.uuid4()), "p-prompt": "A quay in the rain", "p-seed": "7"}


def _ids(state: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"ids": [world.imagine(state)], **BECAUSE}


def _other(world: World) -> list[Any]:
    return [world.members["other"].pk]


def _batch(world: World) -> list[Any]:
    return [world.batch]


def _share(world: World) -> list[Any]:
    return [world.share]


def _invitation(world: World) -> list[Any]:
    return [world.token]


TABLE: dict[str, dict[str, Line]] = {
    "home": _get(page=302),
    "catalogue": _get(who=MAKERS, page=302),
    "create": _get(who=MAKERS, args=_generator)
    | _post(who=MAKERS, args=_generator, data=_form, part=200, writes=1, audit=1),
    "draft": _post(who=MAKERS, args=_generator, data=_form, page=204),
    "draft_undo": _post(who=MAKERS, args=_generator),
    # Without a file it says what is missing.
    "keep_file": _post(who=MAKERS, args=_generator, page=422),
    "kept_file": _get(who=("artist",), args=lambda world: [world.kept_file]),
    "presets": _post(
        who=MAKERS, args=_generator, part=200, data=lambda world: {**_form(world), "preset_name": "Mist"}
    ),
    "suggest": _get(who=MAKERS, args=_generator),
    "preset_delete": _post(who=("artist",), args=lambda world: [world.preset], part=200),
    "prompts": _get(who=MAKERS),
    "generators": _get(who=ADMINS),
    "use": _get(who=MAKERS, about="complete"),
    "history": _get(),
    "zip": _post(data=_ids("complete"), page=200, audit=1),
    "changes": _get(),
    "imagine": _get(about="complete"),
    "cancel": _post(who=MAKERS, about="waiting", own_only=True, data=lambda w: BECAUSE, writes=1, audit=1),
    "delete": _post(who=MAKERS, about="complete", own_only=True, data=lambda w: BECAUSE, writes=1, audit=1),
    "restore": _post(who=MAKERS, about="trashed", own_only=True, audit=1, trashed=302),
    "retry": _post(who=MAKERS, about="failed", own_only=True, writes=1, audit=1),
    "more": _get(about="complete"),
    "favourite": _post(about="complete", data=lambda world: {"starred": "1"}, part=200),
    "picture": _get(about="complete"),
    "fetch_again": _post(who=MAKERS, about="unfetched", own_only=True, audit=1),
    "preview": _get(about="complete"),
    "thumbnail": _get(about="complete", args=lambda world: ["large"]),
    "selection_star": _post(data=_ids("complete"), part=200),
    "selection_board": _post(
        who=("artist",), data=lambda w: {"ids": [w.imagine("complete")], "board": w.board}, part=200
    ),
    "selection_off_board": _post(
        who=("artist",), data=_ids("complete"), query=lambda world: f"board={world.board}", part=200
    ),
    "selection_compare": _post(data=_ids("complete"), part=200),
    "selection_trash": _post(who=MAKERS, data=_ids("complete"), part=200, writes=1, audit=1),
    "boards": _get() | _post(data=lambda world: {"name": "Nights"}),
    "board": _get(who=("artist",), args=lambda world: [world.board], page=302)
    | _post(who=("artist",), args=lambda world: [world.board], data=lambda world: {"name": "Quays"}),
    "board_delete": _get(who=("artist",), args=lambda world: [world.board])
    | _post(who=("artist",), args=lambda world: [world.board]),
    "trash": _get(who=MAKERS),
    "trash_restore": _post(who=MAKERS, data=_ids("trashed"), part=200, audit=1),
    "trash_undo": _post(who=MAKERS, args=lambda world: [1], part=200),
    "trash_thumbnail": _get(who=MAKERS, about="trashed", own_only=True, trashed=200),
    "queue": _get(),
    "cancel_many": _get(who=MAKERS, query=lambda world: f"ids={world.imagine('waiting')}")
    | _post(
        who=MAKERS,
        data=lambda w: {"ids": [w.imagine("waiting")], "said": f"{w.imagine('waiting')}", **BECAUSE},
        part=200,
        writes=1,
        audit=1,
    ),
    "cancel_all": _get(who=ADMINS) | _post(who=ADMINS, page=200),
    "cancels": _get(args=_batch),
    # Two that wait for their ten seconds to pass are not sent after all.
    "cancels_undo": _post(who=ADMINS, args=_batch, part=200, audit=1, writes=-2),
    "outbox": _get(who=ADMINS),
    "hold": _post(who=ADMINS, data=lambda world: {"scope": "all", **BECAUSE}, audit=1),
    "hold_selected": _post(who=ADMINS, data=lambda w: {**_ids("held")(w), "sure": "1"}, part=200, audit=1),
    "resume": _post(who=ADMINS, args=lambda world: [world.hold], audit=1),
    "to_front": _post(who=ADMINS, data=_ids("held"), audit=1),
    "limits": _post(who=ADMINS, data=lambda world: {"in_flight": "3", "per_member": "20"}, audit=1),
    "share": _post(who=MAKERS, about="complete", own_only=True, data=lambda world: {"life": "day"}, audit=1),
    "unshare": _post(
        who=MAKERS,
        about="complete",
        own_only=True,
        args=lambda world: [world.share_ids[world.owner]],
        audit=1,
    ),
    "company_sign_in": _get(who=ANYBODY, page=404),
    "company_done": _get(who=ANYBODY, page=404),
    "notices": _get(),
    "notice": _get(who=("artist",), args=lambda world: [world.notice], page=302),
    "read_notices": _post(),
    "notice_wishes": _post(),
    "shared": _get(who=ANYBODY, args=_share),
    "shared_picture": _get(who=ANYBODY, args=_share),
    "shared_preview": _get(who=ANYBODY, args=_share),
    "compare": _get(),
    "sign_in": _get(who=ANYBODY, page=AT_THE_DOOR) | _post(who=ANYBODY, page=AT_THE_DOOR),
    "sign_out": _post(who=ANYBODY),
    "demo": _post(who=ANYBODY, args=lambda world: ["artist"], page=404),
    "door": _get(who=ANYBODY, page=404),
    "password": _get() | _post(page=200),
    "first_admin": _get(who=ANYBODY, page=404) | _post(who=ANYBODY, page=404),
    "invitation": _get(who=ANYBODY, args=_invitation) | _post(who=ANYBODY, args=_invitation, page=200),
    "people": _get(who=ADMINS),
    "invite": _post(who=ADMINS, data=lambda world: {"role": "artist"}, page=200, audit=1),
    "revoke_invitation": _post(who=ADMINS, args=lambda world: [world.invitation], audit=1),
    "person": _get(who=ADMINS, args=_other),
    "change_role": _post(who=ADMINS, args=_other, data=lambda world: {"role": "viewer"}, audit=1),
    "change_email": _post(who=ADMINS, args=_other, data=lambda world: {"email": "o@example.com"}, audit=1),
    "deactivate": _post(who=ADMINS, args=_other, data=lambda world: BECAUSE, audit=1),
    "reactivate": _post(who=ADMINS, args=lambda world: [world.members["gone"].pk], audit=1),
    "end_sessions": _post(who=ADMINS, args=_other, audit=1),
    "audit": _get(who=ADMINS),
    "audit_csv": _get(who=ADMINS),
    "theme": _post(who=ANYBODY, data=lambda world: {"theme": "dark"}),
    "decide": _post(
        who=MAKERS, about="several", own_only=True, data=lambda world: {"candidate": "9001"}, audit=1
    ),
    "hook": _post(who=ANYBODY, args=lambda world: ["x" * 43], page=204),
    "operators": _get(who=ADMINS),
    "metrics": _get(who=ANYBODY),
    "healthz": _get(who=ANYBODY),
    "readyz": _get(who=ANYBODY),
}
