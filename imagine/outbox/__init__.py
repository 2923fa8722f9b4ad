"""From asking to accepted, at most once.

held ── claim ──▶ sending ── answer with an id ─▶ linked (Blockade's own states from here)
  ▲                 │ ├───── a definite no ─────▶ refused
  └─ nothing sent ──┘ └───── anything else ─────▶ unconfirmed ── found once ─▶ linked
                                                      ├─ found several times ─▶ a person decides
                                                      └─ not found in ten minutes ─▶ "was not accepted"
"""

from .asking import (
    IntentReused,
    Take,
    ask,
    ask_again,
    ask_several,
    digests,
    is_made,
    made_under,
    same_as,
    was_asked,
)
from .reconciling import choose, decline, due_for_reconciling, reconcile
from .sending import claim, give_up_dead_claims, hook_url, send, taking_room

__all__ = [
    "IntentReused",
    "Take",
    "ask",
    "ask_again",
    "ask_several",
    "choose",
    "claim",
    "decline",
    "digests",
    "due_for_reconciling",
    "give_up_dead_claims",
    "hook_url",
    "is_made",
    "made_under",
    "reconcile",
    "same_as",
    "send",
    "taking_room",
    "was_asked",
]
