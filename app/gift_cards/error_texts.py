"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.formats import usd_short
from app.gift_cards.errors import GiftCardErrorCode

TEXTS: ErrorTexts = {
    GiftCardErrorCode.ALREADY_REDEEMED: lazy_gettext("This gift card was already redeemed."),
    GiftCardErrorCode.CHARGED_BACK: lazy_gettext(
        "This gift card has ended, because the buyer’s bank took back the payment for it. Ask the person who gave it to"
        " you."
    ),
    GiftCardErrorCode.DISPUTED: lazy_gettext(
        "This gift card can’t be used now: the buyer’s bank disputes the payment for it. If the bank decides for us, it"
        " works again."
    ),
    GiftCardErrorCode.NO_SUCH_CARD: lazy_gettext("We can’t find that gift card."),
    GiftCardErrorCode.NOT_IN_THIS_STATE: lazy_gettext("This gift card has changed. Reload the page to see its status."),
    GiftCardErrorCode.TOO_MANY: lazy_gettext("You can buy up to %(number)d gift cards a day. Try again tomorrow."),
    GiftCardErrorCode.TOO_MUCH: lambda most: _(
        "You can buy gift cards for up to %(most)s a day. Enter a smaller amount, or try again tomorrow.",
        most=usd_short(most),
    ),
    GiftCardErrorCode.TURNED_OVER: lazy_gettext(
        "This gift card wasn’t used for years, so it was turned over to a state as unclaimed property. Contact us, and"
        " we’ll tell you where to claim it."
    ),
    GiftCardErrorCode.WRONG_CODE: lazy_gettext(
        "We don’t know this code. Check the newest email: sending a gift card again replaces its code."
    ),
}
