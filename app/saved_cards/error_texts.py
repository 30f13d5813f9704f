"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.saved_cards.errors import SavedCardErrorCode

TEXTS: ErrorTexts = {
    SavedCardErrorCode.IN_USE: lazy_gettext(
        "An upcoming booking depends on this card. Replace it with another card instead."
    ),
    SavedCardErrorCode.NO_SUCH_CARD: lazy_gettext("This card is no longer saved. Your cards are on Saved cards."),
}
