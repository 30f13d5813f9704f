"""Photos to upload, as cameras and programs write them, and as attackers do."""

import zlib
from io import BytesIO
from struct import pack
from typing import Any

from PIL import Image

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
RED, BLUE = (200, 30, 30), (30, 30, 200)


def encoded(image: Image.Image, file_format: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def decoded(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def halves(width: int = 600, height: int = 400, mode: str = "RGB") -> Image.Image:
    """Return an image that is red on the left and blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image.quantize(8) if mode == "P" else image.convert(mode)


def photo_file(file_format: str = "PNG", *, width: int = 1000, height: int = 600) -> bytes:
    """Return a file that is large enough to be accepted."""
    return encoded(halves(width, height), file_format)


def from_a_phone(orientation: int = 1, *, width: int = 600, height: int = 400) -> bytes:
    """Return a JPEG that says how and where it was taken, and with what."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "Secret Phone"
    exif.get_ifd(GPS).update({1: "N", 2: (45.0, 31.0, 12.0), 3: "W", 4: (122.0, 40.0, 30.0)})
    return encoded(halves(width, height), "JPEG", quality=95, exif=exif, comment=b"Secret note")


def png_that_claims(width: int, height: int) -> bytes:
    """Return a few bytes that claim an image of any size."""
    parts = [
        (b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(1000))),
        (b"IEND", b""),
    ]
    chunks = (pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body)) for kind, body in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
