"""A venue's QR code, and the poster that shows it."""

import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import segno
from flask_babel import gettext as _

from app.booking_links.enums import Paper
from app.booking_links.errors import BookingLinkErrorCode
from app.core.errors import Unavailable
from app.venues.models import Venue

PROGRAM = Path(__file__).with_name("poster_program.py")
# Wall-clock seconds. It takes a fifth of a second, more on a busy machine.
PATIENCE = 8
INK = "#1f2a24"
# A line has room for this many of the widest letters: in the smallest size of the name, and in other texts.
NAME_LETTERS, TEXT_LETTERS = 20, 60
BREAK_HERE = "\N{ZERO WIDTH SPACE}"


def qr_code(url: str) -> segno.QRCode:
    """Return the QR code of a link. A quarter of it may be scratched or covered."""
    return segno.make_qr(url, error="q")


def poster(venue: Venue, url: str, paper: Paper) -> bytes:
    """Return the poster as PDF. Raises Unavailable if that takes too long."""
    try:
        child = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-I", str(PROGRAM)],
            input=json.dumps({**texts_of(venue, url), "paper": paper.value, "code": _drawn(url)}).encode(),
            capture_output=True,
            timeout=PATIENCE,
            env={},
            check=True,
        )
    except subprocess.SubprocessError:
        raise Unavailable(BookingLinkErrorCode.POSTER_FAILED) from None
    return child.stdout


def texts_of(venue: Venue, url: str) -> dict[str, str]:
    """Return the texts of the poster by their names in its template."""
    texts = {
        "title": _("Book at %(venue)s", venue=venue.name),
        "name": venue.name,
        "headline": _("Book online anytime"),
        "hint": _("Scan the code to see our available times and prices."),
        "url": url.partition("://")[2],
        "alternative": _("QR code with the link %(url)s", url=url),
        "address": venue.address,
        "phone": venue.phone,
        "footer": _("Online booking by CozyWish"),
    }
    return {key: breakable(text, NAME_LETTERS if key == "name" else TEXT_LETTERS) for key, text in texts.items()}


def breakable(text: str, most: int) -> str:
    """Return the text with places to break its words that are longer than `most` letters."""
    return re.sub(rf"\S{{{most}}}(?=\S)", lambda part: part[0] + BREAK_HERE, text)


def _drawn(url: str) -> str:
    drawing = BytesIO()
    qr_code(url).save(drawing, kind="svg", border=0, dark=INK, xmldecl=False)
    return drawing.getvalue().decode()
