"""Pictures for taking home: with their settings inside, and many at once.

pictures.py   one picture as a file to save, and its name
zips.py       a selection as one zip, packed while it is sent
manifest.py   what lies in a zip, as a table
packet.py     settings and sphere as XMP
weaving.py    XMP into JPEG, PNG and WebP, around pixels that stay as they are
pieces.py     a file made of parts of another one, without copying it
"""

from .pictures import Download, Kind, as_it_came, with_settings
from .zips import TooLarge, ZipOf, pack, plan

__all__ = ["Download", "Kind", "TooLarge", "ZipOf", "as_it_came", "pack", "plan", "with_settings"]
