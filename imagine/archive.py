"""Our own copy of finished pictures: fetched safely by the worker, so that pages load from our origin only.

The address comes from the API and is data: only listed hosts are asked, over https, without redirects, and
what comes back is believed by its content alone.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from PIL import Image

from imagine import changes
from imagine.models import Imagine

log = logging.getLogger(__name__)

MAX_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 16384 * 8192
DEADLINE = 60.0
CHUNK = 256 * 1024
LEASE = timedelta(seconds=120)
RETRY_AFTER = timedelta(seconds=15)
RETRY_AT_MOST = timedelta(hours=6)
ATTEMPTS = 12
WIDTHS = {"large": 1024, "small": 512}
PREVIEW_WIDTH = 2048
# Where the vendor keeps pictures (api-facts), beside whatever host the API itself is on.
PICTURE_HOSTS = ("blockade-platform-production.s3.amazonaws.com", "images.blockadelabs.com")


class Unfit(Exception):
    """What was offered as a picture is not one we keep; the text is for people."""


class NotFetched(Exception):
    """The picture could not be fetched now; trying later may help. The text is for people."""


def fetch_next() -> bool:
    """Fetch and keep the next due picture; False when none is due."""
    imagine = _claim()
    if imagine is None:
        return False
    try:
        keep(imagine, download(imagine.file_url))
    except Unfit as problem:
        log.warning("Picture of imagine %s: %s", imagine.pk, problem)
        changes.change_one(imagine, archive_due_at=None, archive_problem=str(problem))
    except (NotFetched, OSError) as problem:
        _later(imagine, problem)
    return True


def _claim() -> Imagine | None:
    now = timezone.now()
    due = Imagine.objects.filter(archive_due_at__lte=now, trashed_at=None)
    imagine = due.order_by("-archive_due_at").first()
    if imagine is None:
        return None
    mine = due.filter(pk=imagine.pk, archive_attempts=imagine.archive_attempts)
    taken = mine.update(archive_due_at=now + LEASE, archive_attempts=F("archive_attempts") + 1)
    return Imagine.objects.get(pk=imagine.pk) if taken else None


def _later(imagine: Imagine, problem: Exception) -> None:
    if imagine.archive_attempts >= ATTEMPTS:
        words = "The picture could not be fetched from the image service."
        changes.change_one(imagine, archive_due_at=None, archive_problem=words)
        return
    wait = min(RETRY_AFTER * 2 ** min(imagine.archive_attempts - 1, 12), RETRY_AT_MOST)
    log.info("Picture of imagine %s waits: %s", imagine.pk, problem)
    Imagine.objects.filter(pk=imagine.pk).update(archive_due_at=timezone.now() + wait)


def download(url: str) -> bytes:
    """The bytes behind a picture's address; raises Unfit for a refused address or size, else NotFetched."""
    check_address(url)
    # The API key belongs to the API alone: a plain request, no shared session, no environment.
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.get(url, stream=True, allow_redirects=False, timeout=(5, 15)) as answer:
                if answer.status_code != requests.codes.ok:
                    raise NotFetched(f"The address answered {answer.status_code}.")
                return b"".join(_capped(answer))
        except requests.RequestException as error:
            raise NotFetched(f"The address did not answer ({type(error).__name__}).") from error


def _capped(answer: requests.Response) -> Iterator[bytes]:
    deadline = time.monotonic() + DEADLINE
    read = 0
    for chunk in answer.iter_content(CHUNK):
        read += len(chunk)
        if read > MAX_BYTES:
            raise Unfit("The picture is larger than 64 MB.")
        if time.monotonic() > deadline:
            raise NotFetched("The picture took longer than a minute.")
        yield chunk


def check_address(url: str) -> None:
    """Raise Unfit unless the address is one we fetch pictures from.

    The API's own origin is trusted as configured (the sandbox is plain http on loopback); any other host must
    be listed, spoken to over https, and must not lead into a private network.
    """
    parts = urlsplit(url)
    api = urlsplit(settings.BLOCKADE_URL)
    if (parts.scheme, parts.hostname) == (api.scheme, api.hostname):
        return
    if parts.scheme != "https" or parts.hostname not in PICTURE_HOSTS:
        raise Unfit("The picture lies at an address this studio does not fetch from.")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotFetched("The picture's host was not found.") from error
    if not all(ipaddress.ip_address(entry[4][0]).is_global for entry in found):
        raise Unfit("The picture's host leads into a private network.")


def keep(imagine: Imagine, content: bytes) -> None:
    """Store a picture with its thumbnails and measures; raises Unfit when it is not a picture."""
    picture = _opened(content)
    digest = hashlib.sha256(content).hexdigest()
    suffix = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}[picture.format or ""]
    width, height = picture.size
    small = {name: _thumbnail(picture, size) for name, size in WIDTHS.items()}
    imagine.picture.save(f"{digest}.{suffix}", ContentFile(content), save=False)
    preview = _preview(picture)
    if preview:
        imagine.preview.save(f"{digest}.webp", ContentFile(preview), save=False)
    imagine.thumb_large.save(f"{digest}-large.webp", ContentFile(small["large"]), save=False)
    imagine.thumb_small.save(f"{digest}-small.webp", ContentFile(small["small"]), save=False)
    with transaction.atomic():
        changes.change_one(
            imagine,
            picture=imagine.picture.name,
            preview=imagine.preview.name or "",
            thumb_large=imagine.thumb_large.name,
            thumb_small=imagine.thumb_small.name,
            picture_width=width,
            picture_height=height,
            picture_digest=digest,
            placeholder=_average_colour(picture),
            archived_at=timezone.now(),
            archive_due_at=None,
            archive_problem="",
        )


def _opened(content: bytes) -> Image.Image:
    try:
        picture = Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
        if picture.width * picture.height > MAX_PIXELS:
            raise Unfit("The picture has more pixels than this studio opens.")
        picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unfit("What came is not a picture that can be opened.") from error
    return picture


def _thumbnail(picture: Image.Image, width: int) -> bytes:
    """A WebP for lists. A panorama is cut to its middle 80 %, framed a little above the horizon."""
    image = picture.convert("RGB")
    if image.width == 2 * image.height:
        margin_x, height = image.width // 10, image.height * 4 // 5
        top = image.height * 8 // 100
        image = image.crop((margin_x, top, image.width - margin_x, top + height))
    image.thumbnail((width, width), Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def _preview(picture: Image.Image) -> bytes:
    """The whole picture as a WebP that a sphere starts with; b"" where it is no larger itself."""
    if picture.width <= PREVIEW_WIDTH:
        return b""
    image = picture.convert("RGB")
    image.thumbnail((PREVIEW_WIDTH, PREVIEW_WIDTH), Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "WEBP", quality=85, method=4)
    return out.getvalue()


def _average_colour(picture: Image.Image) -> str:
    red, green, blue = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]  # three bands after convert
    return f"#{red:02x}{green:02x}{blue:02x}"
