"""A studio with one thing of each kind, so that every address of it leads somewhere."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from imagine import archive, boards, cancels, holds, invitations, kept_files, shares
from imagine.models import Imagine, KeptFile, Member, Notice, Preset, Status, Verdict
from imagine.permissions import ADMIN, ARTIST, VIEWER
from tests.making import row
from tests.test_archive import picture

# What no page says to somebody who may not see it.
SECRET = "Quillon harbour under violet rain"
NEVER_DUE = timedelta(days=1)


def _states() -> dict[str, dict[str, Any]]:
    now = timezone.now()
    ended = {"status": Status.COMPLETE, "ended_at": now}
    return {
        "complete": ended,
        "failed": {"status": Status.ERROR, "ended_at": now},
        "pending": {"status": Status.PENDING},
        "held": {"status": Status.HELD, "due_at": now + NEVER_DUE, "blockade_id": None},
        "several": {"status": Status.UNCONFIRMED, "verdict": Verdict.SEVERAL, "blockade_id": None},
        "trashed": {**ended, "trashed_at": now},
        "unfetched": {
            **ended,
            "archive_problem": "It could not be fetched.",
            "file_url": "https://images.blockadelabs.com/it.jpg",
        },
    }


@dataclass
class World:
    """Members by role, imagines by owner and state, and one of everything else."""

    key: str
    members: dict[str, Member]
    imagines: dict[tuple[str, str], Imagine] = field(default_factory=dict)
    preset: int = 0
    kept_file: int = 0
    board: int = 0
    hold: int = 0
    invitation: int = 0
    token: str = ""
    share: str = ""
    # The links that artist and other have made, by who.
    share_ids: dict[str, int] = field(default_factory=dict)
    # Whose imagine the request at hand is about.
    owner: str = "artist"
    notice: int = 0
    batch: uuid.UUID = field(default_factory=uuid.uuid4)

    def imagine(self, state: str, owner: str = "artist") -> int:
        """The number of somebody's imagine in a state."""
        return self.imagines[owner, state].pk


def make(make_member: Any, key: str) -> World:
    """Fill the database; `key` is a generator of the sandbox."""
    roles = {"viewer": VIEWER, "artist": ARTIST, "other": ARTIST, "admin": ADMIN, "gone": ARTIST}
    world = World(key, {name: make_member(name, role) for name, role in roles.items()})
    for number, (owner, state) in enumerate((o, s) for o in ("artist", "other") for s in _states()):
        fields = {"blockade_id": 5000 + number, **_states()[state]}
        params = {"prompt": SECRET, "seed": number + 1}
        made = row(world.members[owner], generator=key, prompt=SECRET, params=params, **fields)
        world.imagines[owner, state] = made
        if state in ("complete", "trashed"):
            archive.keep(made, picture())
    artist, admin = world.members["artist"], world.members["admin"]
    raw = {"id": 9001, "status": "complete", "generator": key, "prompt": SECRET}
    elsewhere = row(None, generator=key, prompt=SECRET, blockade_id=9001, status=Status.COMPLETE, raw=raw)
    Imagine.objects.filter(verdict=Verdict.SEVERAL).update(candidates=[elsewhere.blockade_id])
    values = {"prompt": SECRET}
    world.preset = Preset.objects.create(member=artist, generator=key, name="Rain", values=values).pk
    upload = SimpleUploadedFile("it.png", picture(kind="PNG"), "image/png")
    world.kept_file = kept_files.keep(artist, upload).pk
    board = boards.create(artist, "Harbours")
    boards.add(board, [world.imagine("complete")], artist)
    world.board = board.pk
    world.hold = holds.hold("generator", "another", reason="Because", by=admin).pk
    invited, world.token = invitations.invite(admin, ARTIST)
    world.invitation = invited.pk
    for owner in ("other", "artist"):
        shared = world.imagines[owner, "complete"]
        link = shares.share(shared, world.members[owner], life="day", shows_prompt=False)
        world.share, world.share_ids[owner] = link.token, link.pk
    world.batch = cancels.cancel(
        [world.imagine("pending"), world.imagine("pending", "other")], admin, "Because"
    )
    world.imagines["artist", "waiting"] = row(artist, generator=key, prompt=SECRET, blockade_id=6001)
    world.imagines["other", "waiting"] = row(
        world.members["other"], generator=key, prompt=SECRET, blockade_id=6002
    )
    about = {"member": artist, "imagine": world.imagines["artist", "complete"], "kind": "done"}
    world.notice = Notice.objects.get_or_create(**about)[0].pk
    Member.objects.filter(pk=world.members["gone"].pk).update(is_active=False)
    assert KeptFile.objects.count() == 1
    return world
