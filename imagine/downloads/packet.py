"""Settings and sphere as XMP, the packet of metadata that every picture program reads.

`GPano` makes viewers open a panorama as a sphere; its properties are those of Google's Photo Sphere XMP
description. What kind of source a picture has is said in IPTC's words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from xml.etree import ElementTree

from django.conf import settings

from imagine.models import Imagine

from .told import told, words_told

SPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "GPano": "http://ns.google.com/photos/1.0/panorama/",
    "imagine": "urn:imagine-studio:settings:",
}
SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
TOOL = "Imagine Studio"
# Bytes that any of the three kinds of file has room for.
MOST = 60_000
# Letters that a long text keeps when everything together is too much.
SHORT = 2_000
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

for _prefix, _space in SPACES.items():
    ElementTree.register_namespace(_prefix, _space)


def packet_of(imagine: Imagine) -> bytes:
    """The XMP packet of an imagine, 60,000 bytes at most: then its long texts are shortened."""
    params = told(imagine.params, imagine)
    packet = _packet(imagine, params)
    if len(packet) > MOST:
        short = {key: value for key, value in params.items() if len(json.dumps(value)) <= SHORT}
        packet = _packet(imagine, dict(list(short.items())[:20]), longest=SHORT)
    return packet


def _packet(imagine: Imagine, params: Mapping[str, object], longest: int | None = None) -> bytes:
    root = ElementTree.Element(_name("x:xmpmeta"))
    about = ElementTree.SubElement(ElementTree.SubElement(root, _name("rdf:RDF")), _name("rdf:Description"))
    about.set(_name("rdf:about"), "")
    for name, words in (("dc:description", imagine.prompt), ("dc:title", imagine.title)):
        if words:
            _in_language(about, name, words_told(words, imagine)[:longest])
    for name, value in {**_facts(imagine), **_sphere(imagine)}.items():
        if value:
            _say(about, name, value)
    _say(about, "imagine:params", json.dumps(params, ensure_ascii=False, sort_keys=True))
    body: bytes = ElementTree.tostring(root, encoding="utf-8")
    start = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode()
    return start + body + b'<?xpacket end="r"?>'


def _facts(imagine: Imagine) -> dict[str, str]:
    kind = "algorithmicMedia" if settings.IMAGINE_SANDBOX else "trainedAlgorithmicMedia"
    return {
        "xmp:CreatorTool": TOOL,
        "xmp:CreateDate": (imagine.ended_at or imagine.created_at).isoformat(timespec="seconds"),
        "Iptc4xmpExt:DigitalSourceType": f"{SOURCE}{kind}",
        "imagine:id": str(imagine.pk),
        "imagine:blockadeId": str(imagine.blockade_id or ""),
        "imagine:generator": imagine.generator,
    }


def _sphere(imagine: Imagine) -> dict[str, str]:
    """What makes viewers open a 2:1 picture as a sphere, whole and not cropped; nothing for others."""
    if not imagine.is_panorama:
        return {}
    width, height = str(imagine.picture_width), str(imagine.picture_height)
    return {
        "GPano:ProjectionType": "equirectangular",
        "GPano:UsePanoramaViewer": "True",
        "GPano:FullPanoWidthPixels": width,
        "GPano:FullPanoHeightPixels": height,
        "GPano:CroppedAreaImageWidthPixels": width,
        "GPano:CroppedAreaImageHeightPixels": height,
        "GPano:CroppedAreaLeftPixels": "0",
        "GPano:CroppedAreaTopPixels": "0",
    }


def _in_language(about: ElementTree.Element, name: str, words: str) -> None:
    choice = ElementTree.SubElement(ElementTree.SubElement(about, _name(name)), _name("rdf:Alt"))
    item = ElementTree.SubElement(choice, _name("rdf:li"))
    item.set("{http://www.w3.org/XML/1998/namespace}lang", "x-default")
    item.text = _writable(words)


def _say(about: ElementTree.Element, name: str, value: str) -> None:
    ElementTree.SubElement(about, _name(name)).text = _writable(value)


def _name(short: str) -> str:
    prefix, _, name = short.partition(":")
    return f"{{{SPACES[prefix]}}}{name}"


def _writable(text: str) -> str:
    """XML cannot hold all letters, not even escaped."""
    return UNWRITABLE.sub("", text)
