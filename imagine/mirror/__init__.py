"""Our copy of Blockade's history: upstream records become rows, and rows never go backwards."""

from .reading import PAGE, backfill, claim_reread, next_pass, refresh, refresh_one
from .storing import CLOCK_SKEW, adopt, fits, follow, link, offer, store, store_all, unanswered_like

__all__ = [
    "CLOCK_SKEW",
    "PAGE",
    "adopt",
    "backfill",
    "claim_reread",
    "fits",
    "follow",
    "link",
    "next_pass",
    "offer",
    "refresh",
    "refresh_one",
    "store",
    "store_all",
    "unanswered_like",
]
