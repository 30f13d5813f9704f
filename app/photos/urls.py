"""URLs of photo files, which stay valid forever."""

from app.photos.enums import Format
from app.photos.models import Picture
from app.photos.storage import rendition

BELOW = "/photos"


def picture_url(picture: Picture, width: int, format: Format | None = None) -> str:
    """Return the URL of the smallest file that is at least `width` pixels wide, or else of the largest.

    The default format is the one that every browser can read.
    """
    return address(picture, picture.fitting(width), format or picture.formats[-1])


def picture_srcset(picture: Picture, format: Format | None = None) -> str:
    """Return a srcset: every file of a format with its width."""
    chosen = format or picture.formats[-1]
    return ", ".join(f"{address(picture, width, chosen)} {width}w" for width in picture.widths)


def address(picture: Picture, width: int, format: Format) -> str:
    return f"{BELOW}/{rendition(picture.key, width, format)}"
