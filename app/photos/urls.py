"""URLs of photo files, which stay valid forever."""

from app.photos.enums import Format
from app.photos.models import Photo
from app.photos.storage import rendition

BELOW = "/photos"


def photo_url(photo: Photo, width: int, format: Format | None = None) -> str:
    """Return the URL of the smallest file that is at least `width` pixels wide, or else of the largest.

    The default format is the one that every browser can read.
    """
    return address(photo, photo.fitting(width), format or photo.formats[-1])


def photo_srcset(photo: Photo, format: Format | None = None) -> str:
    """Return a srcset: every file of a format with its width."""
    chosen = format or photo.formats[-1]
    return ", ".join(f"{address(photo, width, chosen)} {width}w" for width in photo.widths)


def address(photo: Photo, width: int, format: Format) -> str:
    return f"{BELOW}/{rendition(photo.key, width, format)}"
