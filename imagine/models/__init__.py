"""Every table of the studio.

people.py    who is here
imagines.py  one row from asking to archive: the rows are the queue
work.py      commands, the audit, and what several processes count together
service.py   what Blockade has told of itself
kept.py      drafts and presets
"""

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
from .kept import Draft, Preset
from .people import Member
from .service import GeneratorSnapshot, Service
from .work import Command, Counter, Event, SharedFacts, Slot, Tally

__all__ = [
    "AT_BLOCKADE",
    "COMMAND_WORDS",
    "ENDED",
    "OPEN",
    "Attachment",
    "Command",
    "Counter",
    "Draft",
    "Event",
    "GeneratorSnapshot",
    "Imagine",
    "ImagineQuerySet",
    "Member",
    "Preset",
    "Service",
    "SharedFacts",
    "Slot",
    "Status",
    "Tally",
    "Verdict",
]
