"""What an uploaded file is, found out at once and cheaply: its header is read, nothing is decoded.

Nothing that the sender claims is believed: neither the file's name nor its declared type. What Pillow opens as one of
four formats is a picture. A file that is something else besides (a JPEG with a script in its comment, a PNG with an
archive behind it) does no harm: nobody is ever served it, only pictures that were encoded anew from its pixels.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from app.errors import DomainError

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MEGABYTE = 1024 * 1024
MAX_BYTES = 15 * MEGABYTE
# A telephone's largest have 50; what claims more wants memory, not to be looked at.
MAX_PIXELS = 64_000_000
# The gallery shows a photo about 600 pixels wide, on a phone with two pixels for each: smaller ones look blurred.
LEAST_LONG_SIDE = 1000
# Longer ones are no use on a page.
MAX_RATIO = 8
# Passes in which a JPEG builds itself up: programs write 10 or so, and each costs the time of the whole picture.
MAX_SCANS = 100
START_OF_SCAN = b"\xff\xda"
ORIENTATION = 0x0112

# What Pillow raises on damaged data, as reading its decoders and fuzzing them found.
DAMAGED = (
    *(OSError, SyntaxError, ValueError, EOFError, RuntimeError, TypeError, LookupError, OverflowError),
    *(struct.error, zlib.error),
)

CHOOSE = "Choose a JPEG, PNG, WebP or AVIF file."
IS_DAMAGED = "This picture is damaged or incomplete. Open it on your device, save it again, and choose the new file."
TOO_HEAVY = (
    "This file is larger than 15 MB. Save the picture smaller, 4,000 pixels wide is plenty, and choose it again."
)


class PictureRefused(DomainError):
    """The upload cannot become a picture. The message says what to do."""


@dataclass(frozen=True)
class Examined:
    """The size that a picture has upright, in pixels."""

    width: int
    height: int


def examine(data: bytes) -> Examined:
    """Look at a file as it comes in. Raises PictureRefused."""
    image = open_picture(data)
    try:
        width, height = upright_size(image)
    except DAMAGED as damage:
        raise PictureRefused(IS_DAMAGED) from damage
    return Examined(width, height)


def refuse_small(photo: Examined) -> None:
    """Refuse a photo that would look blurred. Raises PictureRefused, with the size that it has."""
    if max(photo.width, photo.height) < LEAST_LONG_SIDE:
        raise PictureRefused(
            f"This photo is {photo.width:,} × {photo.height:,} pixels and would look blurred."
            f" Choose one that is at least {LEAST_LONG_SIDE:,} pixels on its long side."
        )


def open_picture(data: bytes) -> Image.Image:
    """Nothing is decoded before size and shape are known to be harmless. Raises PictureRefused."""
    if not data:
        raise PictureRefused(f"This file is empty. {CHOOSE}")
    if len(data) > MAX_BYTES:
        raise PictureRefused(TOO_HEAVY)
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        raise _too_large() from bomb
    except (UnidentifiedImageError, *DAMAGED) as unknown:
        raise PictureRefused(_what_else(data)) from unknown
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    if max(image.size) > MAX_RATIO * min(image.size):
        raise PictureRefused(f"This picture is too narrow. Crop it: the long side up to {MAX_RATIO} times the short.")
    if image.format == "JPEG" and data.count(START_OF_SCAN) > MAX_SCANS:
        raise PictureRefused(IS_DAMAGED)
    return image


def upright_size(image: Image.Image) -> tuple[int, int]:
    lies_on_its_side = image.getexif().get(ORIENTATION, 1) in {5, 6, 7, 8}
    return (image.height, image.width) if lies_on_its_side else image.size


def _too_large() -> PictureRefused:
    return PictureRefused("This picture has more than 64 megapixels. Make it smaller; 4,000 pixels wide is plenty.")


def _what_else(data: bytes) -> str:
    """What people do choose, with the way from there."""
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1"}:
        return "This is a HEIC picture, which most browsers cannot show. Export it as JPEG, and choose that file."
    if b"<svg" in data[:4096].lower():
        return "This is an SVG drawing, which can hold programs. Export it as PNG, and choose that file."
    if data.startswith(b"%PDF"):
        return "This is a PDF. Save the picture in it as JPEG or PNG, and choose that file."
    return f"This is not a picture we can read. {CHOOSE}"
