"""From whatever a person uploads to clean WebP files. Pure: bytes in, bytes out.

Nothing that the sender claims is believed: neither the file's name nor its declared type. What Pillow can decode as
one of four formats is a picture, and only its pixels go on; EXIF with its GPS position, profiles and comments stay
behind because every rendition is encoded anew.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from app.errors import DomainError
from app.pictures.sizes import WIDTHS, rendition_widths

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
# Longer ones are no use on a page, and WebP itself ends at 16,383 pixels.
MAX_RATIO = 8

# Change it with anything that changes the bytes made from equal pixels: files are served as immutable under their key.
ENCODING = b"webp 76 2"
QUALITY, METHOD = 76, 2

# What Pillow raises on damaged data, as reading its decoders and fuzzing them found.
DAMAGED = (
    *(OSError, SyntaxError, ValueError, EOFError, RuntimeError, TypeError, LookupError, OverflowError),
    *(struct.error, zlib.error),
)


class PictureRefused(DomainError):
    """The upload cannot become a picture. The message says what to do."""


@dataclass(frozen=True)
class Processed:
    """A picture ready to be stored: its key, the size it had upright, and a WebP file for each width."""

    key: str
    width: int
    height: int
    renditions: Mapping[int, bytes]


def process(data: bytes, *, widths: tuple[int, ...] = WIDTHS) -> Processed:
    """Check, turn upright, convert to sRGB, shrink and encode. Raises PictureRefused.

    Equal pixels give equal bytes and an equal key. Of an animation the first frame remains; what is transparent
    becomes white.
    """
    if len(data) > MAX_BYTES:
        raise PictureRefused("This file is larger than 15 MB. Save the picture smaller and choose it again.")
    image = _open(data)
    try:
        width, height = _upright_size(image)
        pixels = _pixels(image, max(widths))
    except DAMAGED as damage:
        raise PictureRefused(
            "This picture is damaged or incomplete. Open it on your device, save it again, and choose the new file."
        ) from damage
    *smaller, largest = rendition_widths(width, widths)
    pixels = _shrink(pixels, largest)
    key, renditions = _key(pixels), {largest: _webp(pixels)}
    for size in reversed(smaller):
        # Each from the one above it: much faster than from the original, and looks the same.
        pixels = _shrink(pixels, size)
        renditions[size] = _webp(pixels)
    return Processed(key=key, width=width, height=height, renditions=renditions)


def _open(data: bytes) -> Image.Image:
    """Reads the header only; nothing is decoded before size and shape are known to be harmless."""
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        raise _too_large() from bomb
    except (UnidentifiedImageError, *DAMAGED) as unknown:
        raise PictureRefused("This is not a picture we can read. Choose a JPEG, PNG, WebP or AVIF file.") from unknown
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    if max(image.size) > MAX_RATIO * min(image.size):
        raise PictureRefused(f"This picture is too narrow. Crop it: the long side up to {MAX_RATIO} times the short.")
    return image


def _too_large() -> PictureRefused:
    return PictureRefused("This picture has more than 40 megapixels. Make it smaller; 4,000 pixels wide is plenty.")


def _upright_size(image: Image.Image) -> tuple[int, int]:
    lies_on_its_side = image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    return (image.height, image.width) if lies_on_its_side else image.size


def _pixels(image: Image.Image, largest: int) -> Image.Image:
    """The decoded picture: upright, RGB in the sRGB space, no metadata."""
    # A JPEG of 40 megapixels is decoded at a half or a quarter of its size, which is faster and needs less memory.
    image.draft(None, (largest, largest))
    image.load()
    upright = ImageOps.exif_transpose(image)
    return _on_white(_in_srgb(upright))


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        # 16-bit gray: Pillow would clip it at 255 instead of scaling it.
        return image.convert("I").point(lambda value: value / 257).convert("L")
    if image.mode in {"P", "PA", "LA", "La", "RGBa"}:
        image = image.convert("RGBA")
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    except (ImageCms.PyCMSError, *DAMAGED):
        # A damaged profile is no reason to refuse a good picture: read it as sRGB, as browsers do.
        return image


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    ground = Image.new("RGB", layered.size, "white")
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground


def _shrink(image: Image.Image, width: int) -> Image.Image:
    if image.width == width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _webp(image: Image.Image) -> bytes:
    file = BytesIO()
    # Explicitly empty: the encoder would otherwise copy what the source carried.
    image.save(file, "WEBP", quality=QUALITY, method=METHOD, exif=b"", xmp=b"", icc_profile=b"")
    return file.getvalue()


def _key(pixels: Image.Image) -> str:
    """Of what the picture shows, so that the same picture saved by two programs is stored once."""
    hashed = blake2b(ENCODING, digest_size=20)
    hashed.update(struct.pack(">II", *pixels.size))
    hashed.update(pixels.tobytes())
    return hashed.hexdigest()
