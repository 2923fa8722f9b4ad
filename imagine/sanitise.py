"""Help texts are HTML from the network. What leaves this file is all of it that a page may print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from bleach import html5lib_shim
from bleach.sanitizer import Cleaner
from django.utils.safestring import SafeString, mark_safe

# Links in help texts are relative to the vendor's own site, wherever its API is asked.
VENDOR_SITE = "https://backend.blockadelabs.com"

TAGS = frozenset({"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "code", "a"})
SCHEMES = frozenset({"http", "https", "mailto"})
# These vanish with all that is in them; of every other unknown tag the words remain.
SILENT = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "noembed",
        "noframes",
        "iframe",
        "object",
        "embed",
        "xmp",
        "plaintext",
        "textarea",
        "title",
    ]
)

LONGEST_HELP = 8_000
LONGEST_ADDRESS = 2_000
# Crossed tags make the parser copy open ones again and again; a help text has no use for so many.
MOST_TAGS = 300


@lru_cache(maxsize=4_096)
def clean_help(html: str, base_url: str = VENDOR_SITE) -> SafeString:
    """`html` reduced to a few inert tags and links (http, https, mailto), made absolute against `base_url`.

    Absurd lengths are cut before cleaning. The same text is cleaned once; each cleaning has a Cleaner of its
    own, because a shared one is not safe among threads.
    """
    cleaner = Cleaner(
        tags=TAGS | SILENT,
        attributes={"a": ["href"]},
        protocols=SCHEMES,
        strip=True,
        filters=[lambda source: _Inert(source, base_url)],
    )
    # The Cleaner escapes every text and attribute; its tags are those above without the silent ones.
    return mark_safe(cleaner.clean(_shortened(html)).strip())  # noqa: S308 - cleaned in this very line


def _shortened(html: str) -> str:
    html = html[:LONGEST_HELP].replace("\0", "")
    pieces = html.split("<", MOST_TAGS + 1)
    return "<".join(pieces[: MOST_TAGS + 1])


class _Inert(html5lib_shim.Filter):  # type: ignore[name-defined,misc]  # bundled html5lib has no types
    """Drops silent elements with their content, and every `a` whose address is not one of ours to show."""

    def __init__(self, source: Any, base_url: str) -> None:
        super().__init__(source)
        self._base_url = base_url

    def __iter__(self) -> Iterator[dict[str, Any]]:
        silent = 0
        anchors: list[bool] = []
        for token in super().__iter__():
            kind, name = token["type"], token.get("name")
            if name in SILENT:
                silent += {"StartTag": 1, "EndTag": -1}.get(kind, 0)
            elif silent:
                continue
            elif name == "a" and kind == "EndTag":
                if anchors.pop():
                    yield token
            elif name == "a":
                href = self._address(token["data"].get((None, "href"), ""))
                anchors.append(bool(href))
                if href:
                    token["data"] = {(None, "href"): href, (None, "rel"): "noopener noreferrer"}
                    yield token
            else:
                yield token

    def _address(self, href: str) -> str:
        """The absolute address, or "" for one that nobody should follow."""
        try:
            absolute = urljoin(self._base_url, href.strip()) if href.strip() else ""
            parts = urlsplit(absolute)
        except ValueError:
            return ""
        if parts.scheme not in SCHEMES or not (parts.netloc or parts.scheme == "mailto"):
            return ""
        if len(absolute) > LONGEST_ADDRESS or "\\" in absolute:
            return ""
        return quote(absolute, safe="%/:?#[]@!$&'()*+,;=~")
