"""The poster with the QR code of a venue's booking page."""

from pathlib import Path

from flask_babel import gettext as _

from app.booking_links.enums import Paper
from app.booking_links.errors import BookingLinkErrorCode
from app.core.errors import Unavailable
from app.core.pdf import PdfFailed, breakable, make_pdf, qr_drawing
from app.venues.models import Venue

TEMPLATE = Path(__file__).with_name("poster.typ")
# A line has room for this many of the widest letters: in the smallest size of the name, and in other texts.
NAME_LETTERS, TEXT_LETTERS = 20, 60


def poster(venue: Venue, url: str, paper: Paper) -> bytes:
    """Return the poster as PDF. Raises Unavailable if that takes too long."""
    try:
        return make_pdf(TEMPLATE, {**texts_of(venue, url), "paper": paper.value, "code": qr_drawing(url)})
    except PdfFailed:
        raise Unavailable(BookingLinkErrorCode.POSTER_FAILED) from None


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
