"""Fast checks of an uploaded file: its header is read, nothing is decoded.

Nothing that the sender claims is trusted, neither the file's name nor its declared type. A file that Pillow opens as
one of four formats is a photo. A file that is also something else (a JPEG with a script in its comment, a PNG followed
by an archive) does no harm: it is never served, only files re-encoded from its pixels.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from PIL import Image, UnidentifiedImageError

from app.core.errors import DomainError
from app.core.sentences import join_sentences

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MEGABYTE = 1024 * 1024
MAX_BYTES = 15 * MEGABYTE
# The largest phone photos have 50 million pixels. A file that claims more is meant to use up memory.
MAX_PIXELS = 64_000_000
# The gallery shows a photo about 600 pixels wide, on a phone with two pixels for each: smaller ones would look blurry.
LEAST_LONG_SIDE = 1000
# Photos that are longer than this are useless on a page.
MAX_RATIO = 8
# Scans of a progressive JPEG: programs write about 10, and each takes as long as decoding the whole photo.
MAX_SCANS = 100
START_OF_SCAN = b"\xff\xda"
ORIENTATION = 0x0112

# Pillow's errors on damaged data, found by reading its decoders and by fuzzing them.
DAMAGED = (
    *(OSError, SyntaxError, ValueError, EOFError, RuntimeError, TypeError, LookupError, OverflowError),
    *(struct.error, zlib.error),
)

CHOOSE = _l("Choose a JPEG, PNG, WebP, or AVIF file.")
GAVE_UP = _l("We couldn’t process this photo. Choose the file again.")
IS_DAMAGED = _l("This photo is damaged or incomplete. Open it on your device, save it again, then choose the new file.")
TOO_HEAVY = _l("This file is larger than 15 MB. Save a smaller copy, such as 4,000 pixels wide, and choose that.")


class PhotoRejected(DomainError):
    """An upload that cannot become a photo. The message says what to do."""


@dataclass(frozen=True)
class Examined:
    """The upright size of a photo, in pixels."""

    width: int
    height: int


def examine(data: bytes) -> Examined:
    """Check a file on upload. Raises PhotoRejected."""
    image = open_photo(data)
    try:
        width, height = upright_size(image)
    except DAMAGED as damage:
        raise PhotoRejected(str(IS_DAMAGED)) from damage
    return Examined(width, height)


def refuse_small(photo: Examined) -> None:
    """Refuse a photo that would look blurry. Raises PhotoRejected, which names its size."""
    if max(photo.width, photo.height) < LEAST_LONG_SIDE:
        raise PhotoRejected(
            _(
                "This photo is %(width)s × %(height)s pixels and would look blurry."
                " Choose one that’s at least %(least)s pixels on its long side.",
                width=f"{photo.width:,}",
                height=f"{photo.height:,}",
                least=f"{LEAST_LONG_SIDE:,}",
            )
        )


def open_photo(data: bytes) -> Image.Image:
    """Open a photo. Nothing is decoded before its size and shape are known to be harmless. Raises PhotoRejected."""
    if not data:
        raise PhotoRejected(join_sentences(_("This file is empty."), CHOOSE))
    if len(data) > MAX_BYTES:
        raise PhotoRejected(str(TOO_HEAVY))
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        raise _too_large() from bomb
    except (UnidentifiedImageError, *DAMAGED) as unknown:
        raise PhotoRejected(_what_else(data)) from unknown
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    if max(image.size) > MAX_RATIO * min(image.size):
        raise PhotoRejected(
            _(
                "This photo is too narrow. Crop it so the long side is up to %(ratio)s times the short side.",
                ratio=MAX_RATIO,
            )
        )
    if image.format == "JPEG" and data.count(START_OF_SCAN) > MAX_SCANS:
        raise PhotoRejected(str(IS_DAMAGED))
    return image


def upright_size(image: Image.Image) -> tuple[int, int]:
    lies_on_its_side = image.getexif().get(ORIENTATION, 1) in {5, 6, 7, 8}
    return (image.height, image.width) if lies_on_its_side else image.size


def _too_large() -> PhotoRejected:
    return PhotoRejected(
        _("This photo has more than 64 megapixels. Save a smaller copy, such as 4,000 pixels wide, and choose that.")
    )


def _what_else(data: bytes) -> str:
    """Return what to do about a file of another type that people often choose."""
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1"}:
        return _("This is a HEIC photo, which most browsers can’t show. Export it as a JPEG, then choose that file.")
    if b"<svg" in data[:4096].lower():
        return _("This is an SVG drawing, which isn’t safe to show. Export it as a PNG, then choose that file.")
    if data.startswith(b"%PDF"):
        return _("This is a PDF. Save its photo as a JPEG or PNG, then choose that file.")
    return join_sentences(_("We can’t read this file as a photo."), CHOOSE)
