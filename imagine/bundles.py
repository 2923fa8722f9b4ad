"""One stylesheet and one script per page, joined from the small files under static/imagine/.

Each entry file lists its parts, one import a line, in the order they apply, and works unjoined as well:

    imagine/entry.css   @import "css/tokens.css";    becomes   imagine/studio.css
    imagine/entry.js    import "./js/poll.js";       becomes   imagine/studio.js
    imagine/entry-form.js     what only the form loads besides             imagine/form.js
    imagine/sphere/entry.js   what only pages with a sphere load besides   imagine/sphere.js

A part of the script stands alone: it imports nothing, exports nothing, and speaks to the others only
by events on the document. So joining can set each into a block of its own, and no bundler is needed.
Comments and blanks are for readers of the parts: the bundle goes without them.

`BundleFinder` stands in STATICFILES_FINDERS; to collectstatic and WhiteNoise a bundle is a static file
like any other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rjsmin
import tinycss2
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Bundle → entry, as static paths.
BUNDLES = {
    "imagine/studio.css": "imagine/entry.css",
    "imagine/studio.js": "imagine/entry.js",
    "imagine/form.js": "imagine/entry-form.js",
    "imagine/sphere.js": "imagine/sphere/entry.js",
}

_IMPORT = re.compile(r'^@?import "(?P<part>[^"]+)";$', re.MULTILINE)


class BundleFinder(BaseFinder):
    """Finds the joined files, and joins them again whenever their text has changed."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.sources = Path(settings.BASE_DIR) / "static"
        self.storage = FileSystemStorage(location=Path(settings.DATA_DIR) / "bundles")
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The place of the bundle on disk, or an empty list when `path` is none of ours."""
        if path not in BUNDLES:
            return []
        place = self._build(path)
        return [place] if find_all else place

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every bundle with the storage it can be read from."""
        for path in BUNDLES:
            self._build(path)
            yield path, self.storage

    def _build(self, path: str) -> str:
        text = compact(join(self.sources / BUNDLES[path]), path)
        place = Path(self.storage.path(path))
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            place.parent.mkdir(parents=True, exist_ok=True)
            # Another process may be reading: it sees the old text or the new, never a half.
            fresh = place.with_suffix(f"{place.suffix}.new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(place)
        return str(place)


@lru_cache(maxsize=8)
def compact(text: str, path: str) -> str:
    """The same style or script without comments and spare blanks: a third less to send."""
    if path.endswith(".js"):
        script: str = rjsmin.jsmin(text)
        return script
    tokens = tinycss2.parse_component_value_list(text)
    return str(tinycss2.serialize(list(_needed(tokens)))).strip()


def _needed(tokens: Iterable[Any]) -> Iterator[Any]:
    """The tokens without comments, each run of blanks as one: whether CSS needs it is a matter of context."""
    for token in tokens:
        if token.type == "whitespace":
            token.value = " "
        for inside in ("content", "arguments"):
            if isinstance(getattr(token, inside, None), list):
                setattr(token, inside, list(_needed(getattr(token, inside))))
        if token.type != "comment":
            yield token


def join(entry: Path) -> str:
    """The text of `entry` with each import line replaced by the part it names."""

    def part(found: re.Match[str]) -> str:
        text = (entry.parent / found["part"]).read_text(encoding="utf-8").strip()
        # A block keeps a module's names to itself, as its own file would.
        return f"{{\n{text}\n}}" if entry.suffix == ".js" else text

    return _IMPORT.sub(part, entry.read_text(encoding="utf-8"))
