"""Our own copy of finished pictures: fetched safely by the worker, so that pages load from our origin only.

due.py        which picture is fetched next, and what comes of it
keeping.py    a picture into the storage, once, with its small versions; and out of it
pictures.py   what a file really is: its kind, size, small versions and colour
fetching.py   a picture over the network: allowed addresses, redirects, limits, going on where it was cut
addresses.py  which addresses may be asked, and which numbers behind their names
partial.py    what has come of a picture so far, on this machine's disk
disk.py       whether there is room for more
problems.py   what can go wrong, by what follows from it
"""

from .due import fetch_again, fetch_next
from .keeping import forget, keep
from .pictures import PREVIEW_WIDTH
from .problems import Expired, NoRoom, NotFetched, Unfit

__all__ = [
    "PREVIEW_WIDTH",
    "Expired",
    "NoRoom",
    "NotFetched",
    "Unfit",
    "fetch_again",
    "fetch_next",
    "forget",
    "keep",
]
