"""The printable gift card."""

from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from app.core.formats import usd_short
from app.core.pdf import breakable, make_pdf, qr_drawing
from app.core.settings import settings
from app.gift_cards.models import GiftCard
from app.web.assets import asset

TEMPLATE = Path(__file__).with_name("card.typ")
LONGEST_WORD = 40


def redeem_url(code: str) -> str:
    """Return the link that fills in a code. What follows # stays in the browser, so no log has it."""
    return f"{settings().base_url}/gift-cards/redeem#{code}"


def card_pdf(card: GiftCard, code: str) -> bytes:
    """Return the card as PDF. Raises PdfFailed if that takes too long."""
    site = settings().base_url.partition("://")[2]
    texts = {
        "title": _("CozyWish gift card"),
        "amount": usd_short(card.amount_cents),
        "to": _("For %(name)s", name=card.to_name),
        "from": _("From %(name)s", name=card.from_name),
        "message": card.message,
        "how": _("Scan the code, or go to %(url)s and enter:", url=f"{site}/gift-cards/redeem"),
        "terms": _("No expiration date. Use it for bookings on CozyWish, all at once or in parts."),
        "alternative": _("QR code that opens the page to redeem this gift card"),
    }
    given = {name: breakable(text, LONGEST_WORD) for name, text in texts.items()}
    more = {"code": code, "qr": qr_drawing(redeem_url(code)), "picture": list(_picture(card))}
    return make_pdf(TEMPLATE, {**given, **more})


def _picture(card: GiftCard) -> bytes:
    """Return the picture of a card's design, as the pages show it."""
    built = asset(f"gift-{card.design}.webp").removeprefix(f"{current_app.static_url_path}/")
    return (Path(current_app.static_folder or "static") / built).read_bytes()
