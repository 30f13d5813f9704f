"""Conversion of uploads to clean files for browsers. Pure: bytes in, bytes out.

Only pixels are preserved; every file is re-encoded, without EXIF (including its GPS position), profiles, and
comments.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from app.photos.enums import Format
from app.photos.sizes import WIDTHS, rendition_widths
from app.photos.validation import DAMAGED, IS_DAMAGED, PhotoRejected, open_photo, upright_size

# Change this with anything that changes the bytes made from equal pixels: files are served as immutable under their
# key.
ENCODING = b"avif 55 8, webp 76 2, jpeg 80"
# One thread, because the bytes would otherwise depend on the machine's number of processors.
AVIF = {"quality": 55, "speed": 8, "max_threads": 1}
WEBP = {"quality": 76, "method": 2}
JPEG = {"quality": 80, "progressive": True, "optimize": True}


@dataclass(frozen=True)
class Processed:
    """A photo ready to be stored: its key, its upright size, and its files by width and format."""

    key: str
    width: int
    height: int
    renditions: Mapping[tuple[int, Format], bytes]


def process(data: bytes, *, widths: tuple[int, ...] = WIDTHS) -> Processed:
    """Check a photo, turn it upright, convert it to sRGB, shrink it, and encode it. Raises PhotoRejected.

    Equal pixels give equal bytes and an equal key. Only the first frame of an animation is used; transparent pixels
    become white.
    """
    image = open_photo(data)
    try:
        width, height = upright_size(image)
        pixels = _pixels(image, max(widths))
    except DAMAGED as damage:
        raise PhotoRejected(str(IS_DAMAGED)) from damage
    *smaller, largest = rendition_widths(width, widths)
    pixels = _shrink(pixels, largest)
    key, renditions = _key(pixels), _encoded(pixels)
    for size in reversed(smaller):
        # Scale each size from the previous one: much faster than from the original, with the same look.
        pixels = _shrink(pixels, size)
        renditions |= _encoded(pixels)
    return Processed(key=key, width=width, height=height, renditions=renditions)


def _pixels(image: Image.Image, largest: int) -> Image.Image:
    """Decode a photo: upright, RGB in the sRGB space, without metadata."""
    # A JPEG of 40 megapixels is decoded at half or a quarter of its size, which is faster and needs less memory.
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
        # A damaged profile is no reason to refuse a good photo: read it as sRGB, as browsers do.
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


def _encoded(image: Image.Image) -> dict[tuple[int, Format], bytes]:
    # A new image, because the encoders would otherwise copy the source's metadata.
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    return {
        (image.width, Format.AVIF): _file(bare, "AVIF", AVIF),
        (image.width, Format.WEBP): _file(bare, "WEBP", WEBP),
        (image.width, Format.JPEG): _file(bare, "JPEG", JPEG),
    }


def _file(image: Image.Image, encoder: str, options: Mapping[str, object]) -> bytes:
    file = BytesIO()
    image.save(file, encoder, **options)
    return file.getvalue()


def _key(pixels: Image.Image) -> str:
    """Hash the pixels, so that the same photo saved by two programs is stored once."""
    hashed = blake2b(ENCODING, digest_size=20)
    hashed.update(struct.pack(">II", *pixels.size))
    hashed.update(pixels.tobytes())
    return hashed.hexdigest()
