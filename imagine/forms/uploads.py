"""Files for Blockade: checked by what is in them, not by what they are called."""

from __future__ import annotations

import mimetypes
from typing import IO, TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from .fields import Asked, Link
from .widgets import FileOrAddress

if TYPE_CHECKING:
    from imagine.blockade.metadata import Param

MEGABYTE = 1024 * 1024
MOST_BYTES = 50 * MEGABYTE
MOST_PIXELS = 64_000_000
# The picture formats that image services read, by Pillow's names for them.
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


class Upload(Asked):
    """A file of at most `most_bytes`, or the web address of one; cleaned, an UploadedFile or text."""

    kind = "file"
    nothing = None
    only_pictures = False
    most_bytes = MOST_BYTES

    @property
    def limits(self) -> str:
        """What it takes, in words."""
        kinds = "PNG, JPEG or WebP, " if self.only_pictures else ""
        return f"{kinds}{_megabytes(self.most_bytes)} at most"

    def to_python(self, value: Any) -> UploadedFile[Any] | str | None:
        if not isinstance(value, UploadedFile):
            return cast(str, Link(required=False).clean(value)) or None
        size = value.size or 0
        if size == 0:
            raise self.refuse("This file is empty. Choose another.")
        if size > self.most_bytes:
            raise self.refuse(f"This file has {_megabytes(size)}. At most {_megabytes(self.most_bytes)}.")
        if self.only_pictures or _claims_to_be_picture(value):
            value.content_type = self._picture_type(value)
        return value

    def _picture_type(self, upload: UploadedFile[Any]) -> str:
        """The MIME type by content; a header that promises too many pixels is refused before decoding."""
        try:
            with Image.open(cast("IO[bytes]", upload.file), formats=tuple(FORMATS)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise self.refuse(f"This picture has more than {MOST_PIXELS // 10**6} megapixels.")
                found = FORMATS[picture.format or ""]
                picture.verify()
        except ValidationError:
            raise
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise self.refuse(f"This picture has more than {MOST_PIXELS // 10**6} megapixels.") from None
        except Exception as error:
            # Pillow's readers raise nearly anything on a broken file.
            raise self.refuse("This is no picture we can read. PNG, JPEG or WebP.") from error
        finally:
            upload.seek(0)
        return found


def upload_for(param: Param, **common: Any) -> Upload:
    """The field for a file or image param."""
    only_pictures = "image" in (param.type, param.element)
    accept = ",".join(FORMATS.values()) if only_pictures else None
    field = Upload(widget=FileOrAddress(attrs={"accept": accept}), **common)
    field.only_pictures = only_pictures
    field.most_bytes = _most_bytes(param)
    return field


def _most_bytes(param: Param) -> int:
    """`max_value` of a file, which nobody documents: small numbers can only be megabytes."""
    most = param.max_value
    if most is None or most <= 0:
        return MOST_BYTES
    return int(most * MEGABYTE) if most <= 1_000 else int(min(most, 1_000 * MEGABYTE))


def _claims_to_be_picture(upload: UploadedFile[Any]) -> bool:
    guessed = mimetypes.guess_type(upload.name or "")[0] or ""
    return guessed.startswith("image/") or (upload.content_type or "").startswith("image/")


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.1f} MB".replace(".0 MB", " MB")
