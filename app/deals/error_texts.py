"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.core.errors import ErrorTexts
from app.deals import copy
from app.deals.errors import DealErrorCode

TEXTS: ErrorTexts = {
    DealErrorCode.ALREADY_LISTED: lazy_gettext("This deal is already on your list."),
    DealErrorCode.ALREADY_LIVE: lazy_gettext("This deal is already live."),
    DealErrorCode.ALREADY_REVIEWED: lazy_gettext(
        "We’ve already reviewed this deal. Reload the page to see its status."
    ),
    DealErrorCode.AMOUNT_TOO_HIGH: copy.too_much,
    DealErrorCode.BOOKING_LIMIT: lambda most: _(
        "Enter a limit of 1 to %(most)s bookings, or leave it blank for no limit.", most=f"{most:,}"
    ),
    DealErrorCode.COMBINES_WITHOUT_PROMO_CODE: lazy_gettext(
        "Only a promo code can combine with another deal. Enter a promo code."
    ),
    DealErrorCode.ENDS_BEFORE_START: lazy_gettext("The deal would end before it starts. Check the two dates."),
    DealErrorCode.END_DATE_PASSED: lazy_gettext(
        "The end date of this deal has passed. Choose a later date, then submit it."
    ),
    DealErrorCode.HAS_ENDED: lazy_gettext("You can’t reopen an ended deal. Duplicate it and submit the copy."),
    DealErrorCode.HOURS_OVERLAP: copy.overlap,
    DealErrorCode.HOURS_START: lazy_gettext("Off-peak hours start on a weekday, before midnight."),
    DealErrorCode.HOURS_TOO_LONG: lazy_gettext("Off-peak hours can last up to 24 hours. Check the two times."),
    DealErrorCode.LAST_MINUTE_HOURS: lazy_gettext(
        "For a last-minute deal, enter 1 to 168 hours (7 days) before the start."
    ),
    DealErrorCode.LIMIT_REACHED: lambda num, deal, number: ngettext(
        "“%(deal)s” just reached its limit of %(number)s booking. Check the price without it.",
        "“%(deal)s” just reached its limit of %(number)s bookings. Check the price without it.",
        num,
        deal=deal,
        number=f"{number:,}",
    ),
    DealErrorCode.NAME_TOO_LONG: lazy_gettext("Use %(most)d characters or fewer for the name."),
    DealErrorCode.NOT_A_DRAFT: lazy_gettext(
        "This deal is already submitted or removed. Reload the page to see its status."
    ),
    DealErrorCode.NOT_EDITABLE: lazy_gettext("You can no longer edit this deal. Reload the page to see its status."),
    DealErrorCode.NOT_IN_REVIEW: lazy_gettext("“%(deal)s” isn’t in review. Reload the list to see the deals that are."),
    DealErrorCode.NOT_LIVE: lazy_gettext("This deal is no longer live, so you can’t change it. Duplicate it instead."),
    DealErrorCode.NOT_REMOVABLE: lazy_gettext("You can remove only drafts. Withdraw this deal first, or end it."),
    DealErrorCode.NO_AMOUNT: lazy_gettext("Enter a discount of at least one cent."),
    DealErrorCode.NO_NAME: lazy_gettext("Enter a name for guests to see, like “Off-peak”."),
    DealErrorCode.NO_NOTE: lazy_gettext("Tell the owner what to change. They see your note exactly as you write it."),
    DealErrorCode.NO_SUCH_DEAL: lazy_gettext("We can’t find this deal. It may have been removed."),
    DealErrorCode.NO_SUCH_DEAL_AT_VENUE: lazy_gettext(
        "We can’t find this deal at your venue. It may have been removed."
    ),
    DealErrorCode.NO_SUCH_SITEWIDE_DEAL: lazy_gettext("We can’t find this sitewide deal."),
    DealErrorCode.PERCENT: lazy_gettext("Enter a discount from 1%% to %(most)d%%."),
    DealErrorCode.PROMO_CODE_LENGTH: lazy_gettext("Enter a promo code of up to %(most)d letters and digits."),
    DealErrorCode.PROMO_CODE_TAKEN: lazy_gettext("Another deal uses the promo code %(code)s. Choose a different one."),
    DealErrorCode.SERVICE_NOT_OFFERED: lazy_gettext("%(venue)s doesn’t offer this service."),
    DealErrorCode.SITEWIDE_ENDED: lazy_gettext("This deal has ended. Add a new sitewide deal instead."),
    DealErrorCode.SITEWIDE_SERVICE: lazy_gettext("A sitewide deal applies to all services, not to one."),
}
