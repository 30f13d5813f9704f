"""What people read when one of this feature's rules is violated."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.bookings.conflicts import Overlap
from app.bookings.errors import BookingErrorCode
from app.bookings.states import WORDS as STATES
from app.core.errors import ErrorTexts
from app.core.formats import day, moment, usd


def _with_conflicts(text: str, conflicts: Sequence[Overlap], zone: ZoneInfo) -> str:
    """Add a sentence for each room or device that is in use."""
    return " ".join([text, *(overlap.words(zone) for overlap in conflicts[:3])])


TEXTS: ErrorTexts = {
    BookingErrorCode.ALREADY_RETRIED: lazy_gettext("We’re already retrying this refund."),
    BookingErrorCode.ARRIVES_ON_ITS_DAY: lambda starts_at, zone: _(
        "This booking is on %(day)s. Mark the guest as arrived that day.", day=day(starts_at, zone)
    ),
    BookingErrorCode.EXACT_REFUND: lambda amount, before: (
        _(
            "The cancellation policy requires a refund of %(amount)s (%(before)s was already refunded).",
            amount=usd(amount),
            before=usd(before),
        )
        if before > 0
        else _("The cancellation policy requires a refund of %(amount)s.", amount=usd(amount))
    ),
    BookingErrorCode.FULLY_REFUNDED: lazy_gettext("This booking is already fully refunded."),
    BookingErrorCode.HAS_STARTED: lazy_gettext(
        "This booking has started, so you can’t cancel it online. Call the venue."
    ),
    BookingErrorCode.LESS_LEFT_TO_REFUND: lambda amount: _(
        "Only %(amount)s is left to refund. The rest is already refunded.", amount=usd(amount)
    ),
    BookingErrorCode.NOT_PAID_ONLINE: lazy_gettext("This booking wasn’t paid online, so there’s nothing to refund."),
    BookingErrorCode.NOT_STARTED: lambda starts_at, zone: _(
        "This booking starts %(time)s. Mark a no-show after that.", time=moment(starts_at, zone)
    ),
    BookingErrorCode.NO_ARRIVAL_IN_STATE: lambda state: _(
        "This booking’s status is %(state)s, so you can’t mark the guest as arrived.", state=STATES[state]
    ),
    BookingErrorCode.NO_EMAIL_ADDRESS: lazy_gettext("There’s no email address for %(guest)s. Call instead."),
    BookingErrorCode.NO_EQUIPMENT: lambda service, conflicts, zone: _with_conflicts(
        _("The equipment for %(service)s is in use then.", service=service), conflicts, zone
    ),
    BookingErrorCode.NO_LONGER_NO_SHOW: lazy_gettext(
        "This booking is no longer marked as a no-show. Reload the page to see its status."
    ),
    BookingErrorCode.NO_MESSAGE: lazy_gettext("Enter a message for the guest."),
    BookingErrorCode.NO_ROOM: lambda service, conflicts, zone: _with_conflicts(
        _("No room for %(service)s is available then.", service=service), conflicts, zone
    ),
    BookingErrorCode.NO_SUCH_BOOKING: lazy_gettext("We can’t find that booking in your account."),
    BookingErrorCode.NO_SUCH_BOOKING_AT_VENUE: lazy_gettext("We can’t find that booking at your venue."),
    BookingErrorCode.DESK_AMOUNT: lambda due: _("Enter an amount of up to %(due)s, which is still due.", due=usd(due)),
    BookingErrorCode.NO_SUCH_DESK_PAYMENT: lazy_gettext("We can’t find that payment. Reload the page."),
    BookingErrorCode.NO_SUCH_PAYMENT_LINK: lazy_gettext("This link doesn’t work. Ask your venue for a new one."),
    BookingErrorCode.NOTHING_DUE: lazy_gettext("Nothing is due for this booking. Reload the page to see its status."),
    BookingErrorCode.NO_SUCH_ORDER: lazy_gettext("We can’t find that order in your account."),
    BookingErrorCode.OTHER_REFUND_MADE: lambda left: _(
        "Another refund was made, and %(amount)s is left. Check the refunds on this booking first.", amount=usd(left)
    ),
    BookingErrorCode.PAID_ONLINE: lazy_gettext("This booking was paid online, so nothing is due at the venue."),
    BookingErrorCode.REFUND_AMOUNT: lambda most: _(
        "Enter an amount from %(least)s to %(most)s.", least=usd(1), most=usd(most)
    ),
    BookingErrorCode.REFUND_NOT_FAILED: lazy_gettext("This refund didn’t fail. Reload the page to see its status."),
    BookingErrorCode.REFUND_OUTSIDE_POLICY: lambda least, most: _(
        "Enter an amount from %(least)s to %(most)s, per the cancellation policy.", least=usd(least), most=usd(most)
    ),
    BookingErrorCode.REQUEST_EXPIRED: lazy_gettext("This request has expired. The guest gets a full refund."),
    BookingErrorCode.REST_IS_BOOKED: lazy_gettext(
        "The rest of this time is booked by another guest, so this booking stays a no-show."
    ),
    BookingErrorCode.STATE_CHANGED: lambda state: _(
        "This booking’s status is now %(state)s. Reload the page, then try again.", state=STATES[state]
    ),
}
