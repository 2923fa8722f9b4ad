"""A saved picture has its settings inside, around pixels that are byte for byte the same."""

from __future__ import annotations

import json
import struct
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from imagine import archive, downloads
from imagine.downloads.packet import SPACES, packet_of
from imagine.downloads.pieces import Pieces, Span
from imagine.downloads.weaving import JPEG_XMP, NotWoven, weave
from imagine.models import Imagine, Status
from tests.making import row
from tests.picture_host import photo

pytestmark = pytest.mark.django_db
WILD = 'A <b>"fjord"</b> & ]]> \'sea\' ‮ 🌊 \x00\x07\ud800 <?xpacket end="w"?>'


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def kept(content: bytes, **fields: object) -> Imagine:
    imagine = row(status=Status.COMPLETE, **fields)
    archive.keep(imagine, content)
    return imagine


def saved(imagine: Imagine) -> bytes:
    made = downloads.with_settings(imagine)
    content = b"".join(iter(lambda: made.pieces.read(1000), b""))
    assert len(content) == made.pieces.size
    made.pieces.close()
    return content


def xmp_of(content: bytes) -> dict[str, str]:
    """The packet as Pillow finds it in a file, by short names, read by a parser that is not ours."""
    with Image.open(BytesIO(content)) as picture:
        found = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp")
    root = ElementTree.fromstring(found)
    (about,) = root.iter(f"{{{SPACES['rdf']}}}Description")
    short = {space: prefix for prefix, space in SPACES.items()}
    told = {}
    for item in about:
        space, _, name = item.tag.removeprefix("{").partition("}")
        told[f"{short[space]}:{name}"] = "".join(item.itertext())
    return told


def pixels(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as picture:
        return picture.convert("RGBA").tobytes()


def with_exif(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "described"
    return photo(200, 100, kind, exif=exif.tobytes())


def transparent(kind: str, **options: object) -> bytes:
    out = BytesIO()
    Image.radial_gradient("L").resize((64, 32)).convert("LA").convert("RGBA").save(out, kind, **options)
    return out.getvalue()


def moving() -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (64, 32), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=50)
    return out.getvalue()


FILES = {
    "jpeg": photo(200, 100),
    "progressive jpeg": photo(200, 100, progressive=True),
    "jpeg with exif": with_exif("JPEG"),
    "jpeg with a profile": photo(200, 100, icc_profile=b"p" * 70_000),
    "jpeg with a comment": photo(200, 100, comment=b"by hand"),
    "jpeg with xmp": photo(200, 100, xmp=b"<x>old</x>"),
    "png": photo(200, 100, "PNG"),
    "png with alpha": transparent("PNG"),
    "png with exif": with_exif("PNG"),
    "webp": photo(200, 100, "WEBP"),
    "webp, lossless": photo(200, 100, "WEBP", lossless=True),
    "webp, odd": photo(201, 99, "WEBP", quality=13),
    "webp with alpha": transparent("WEBP"),
    "webp with alpha, lossless": transparent("WEBP", lossless=True),
    "webp with exif": with_exif("WEBP"),
    "webp with xmp": photo(200, 100, "WEBP", xmp=b"<x>old</x>"),
    "webp that moves": moving(),
}


@pytest.mark.parametrize("name", FILES)
def test_settings_are_inside_and_pixels_as_before(name):
    content = FILES[name]
    imagine = kept(content, generator="sky & sea")
    # The border lets no such letters in; the file has to stand them nevertheless.
    imagine.prompt, imagine.params = WILD, {"prompt": WILD, "seed": 2**40}
    made = saved(imagine)
    assert pixels(made) == pixels(content)
    told = xmp_of(made)
    clean = "".join(letter for letter in WILD if letter not in "\x00\x07\ud800")
    assert told["dc:description"] == clean
    assert told["imagine:generator"] == "sky & sea"
    assert told["imagine:id"] == str(imagine.pk)
    assert json.loads(told["imagine:params"])["seed"] == 2**40
    assert b"old</x>" not in made


@pytest.mark.parametrize("name", ["jpeg with exif", "png with exif", "webp with exif"])
def test_what_was_told_before_stays(name):
    with Image.open(BytesIO(saved(kept(FILES[name])))) as picture:
        assert picture.getexif()[0x010E] == "described"


def test_the_compressed_picture_is_not_touched():
    content = FILES["jpeg"]
    made = saved(kept(content))
    segment = made.index(JPEG_XMP) - 4
    length = struct.unpack(">H", made[segment + 2 : segment + 4])[0]
    assert made[:segment] + made[segment + 2 + length :] == content


def test_a_panorama_opens_as_a_sphere_by_google_s_words():
    told = xmp_of(saved(kept(photo(2400, 1200))))
    assert {name: value for name, value in told.items() if name.startswith("GPano:")} == {
        "GPano:ProjectionType": "equirectangular",
        "GPano:UsePanoramaViewer": "True",
        "GPano:FullPanoWidthPixels": "2400",
        "GPano:FullPanoHeightPixels": "1200",
        "GPano:CroppedAreaImageWidthPixels": "2400",
        "GPano:CroppedAreaImageHeightPixels": "1200",
        "GPano:CroppedAreaLeftPixels": "0",
        "GPano:CroppedAreaTopPixels": "0",
    }


def test_a_picture_that_is_not_two_to_one_is_no_sphere():
    assert not [name for name in xmp_of(saved(kept(photo(300, 200)))) if name.startswith("GPano:")]


def test_neither_key_nor_hook_leaves_the_house(settings):
    settings.BLOCKADE_API_KEY, settings.PUBLIC_URL = "a-key-of-many-letters", "https://studio.example.com"
    params = {
        "api_key": "whatever",
        "webhook_url": "https://studio.example.com/hooks/x/",
        "prompt": f"with {settings.BLOCKADE_API_KEY} in it",
        "nested": [{"WebHook_URL": "y", "deep": "https://studio.example.com/hooks/z/"}],
        "own": "see hook-of-this-row",
        "init_image": "data:image/png;base64,AAAA",
    }
    imagine = kept(photo(), params=params, hook="hook-of-this-row", prompt=params["prompt"])
    made = saved(imagine)
    for secret in (
        b"a-key-of-many-letters",
        b"/hooks/",
        b"hook-of-this-row",
        b"webhook",
        b"WebHook",
        b"whatever",
    ):
        assert secret not in made, secret
    assert json.loads(xmp_of(made)["imagine:params"])["init_image"] == "(a file)"


def test_settings_that_are_too_long_are_shortened():
    imagine = kept(photo(), prompt="p" * 70_000, params={"prompt": "p" * 9_000, "seed": 5})
    told = xmp_of(saved(imagine))
    assert set(told["dc:description"]) == {"p"}
    assert json.loads(told["imagine:params"])["seed"] == 5
    assert len(packet_of(imagine)) <= 60_000


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8", b"\xff\xd8\xff\xe0\xff", b"RIFF\x10\0\0\0WEBP", b"RIFF\x10\0\0\0WEBPVP8 ", b"GIF89a"],
)
def test_files_that_are_built_oddly_are_not_woven(content):
    with pytest.raises(NotWoven):
        weave(BytesIO(content), len(content), b"<x/>")


def some_pieces() -> Pieces:
    return Pieces(BytesIO(b"0123456789"), [Span(0, 3), b"abc", Span(5, 5), Span(7, 10)])


def test_pieces_read_as_one_file_from_any_place():
    pieces = some_pieces()
    assert pieces.read() == b"012abc789"
    assert (pieces.seek(2), pieces.read(3)) == (2, b"2")


@pytest.mark.parametrize(
    ("start", "end", "left"), [(0, 9, b"012abc789"), (2, 7, b"2abc7"), (4, 5, b"b"), (3, 3, b"")]
)
def test_pieces_can_be_narrowed(start, end, left):
    pieces = some_pieces()
    pieces.narrow(start, end)
    assert (pieces.size, pieces.read()) == (len(left), left)


def test_a_file_that_became_shorter_is_an_error_and_no_endless_wait():
    pieces = Pieces(BytesIO(b"0123"), [Span(0, 10)])
    with pytest.raises(EOFError):
        pieces.read()
