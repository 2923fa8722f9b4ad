"""Every table of the studio.

people.py    who is here
imagines.py  one row from asking to archive: the rows are the queue
work.py      commands, the audit, and what several processes count together
service.py   what Blockade has told of itself
kept.py      drafts, presets, files that were chosen
gallery.py   favourites, boards, share links
finding.py   what lists and searches read: written by triggers
team.py      holds, limits, predictions, invitations, identities, notices
"""

from .finding import SearchCount, SearchRow
from .gallery import Board, BoardEntry, Favourite, ShareLink
from .imagines import (
    AT_BLOCKADE,
    COMMAND_WORDS,
    ENDED,
    OPEN,
    Attachment,
    Imagine,
    ImagineQuerySet,
    Status,
    Verdict,
)
from .kept import Draft, KeptFile, Preset
from .people import Member
from .service import GeneratorSnapshot, Service
from .team import ChatMessage, Hold, Identity, Invitation, Notice, Prediction, QueueControl
from .work import Command, Counter, Event, SharedFacts, Slot, Tally, Unchangeable

__all__ = [
    "AT_BLOCKADE",
    "COMMAND_WORDS",
    "ENDED",
    "OPEN",
    "Attachment",
    "Board",
    "BoardEntry",
    "ChatMessage",
    "Command",
    "Counter",
    "Draft",
    "Event",
    "Favourite",
    "GeneratorSnapshot",
    "Hold",
    "Identity",
    "Imagine",
    "ImagineQuerySet",
    "Invitation",
    "KeptFile",
    "Member",
    "Notice",
    "Prediction",
    "Preset",
    "QueueControl",
    "SearchCount",
    "SearchRow",
    "Service",
    "ShareLink",
    "SharedFacts",
    "Slot",
    "Status",
    "Tally",
    "Unchangeable",
    "Verdict",
]
