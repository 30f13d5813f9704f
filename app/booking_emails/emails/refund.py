"""Emails about refunds that were sent, and about payments that arrived too late."""

from flask_babel import gettext as _

from app.booking_emails.emails.parts import TO_GUEST, guest, page_of
from app.bookings.copy import bookings as booking_copy
from app.bookings.copy.bookings import when
from app.bookings.copy.cancellation import BANK_TIME
from app.bookings.enums import RefundSource
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core.formats import usd
from app.email.body import ActionLink, BookingEntry, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email
from app.payments.emails import refund_key


def too_late(order: Order, *, card: str) -> Email:
    """Build the email for a payment that arrived after a time or its price was gone.

    Nothing is booked, and the whole payment is refunded.
    """
    total = usd(order.total_cents)
    letter = EmailBody(
        subject=_("Not booked: you get a full refund of %(amount)s", amount=total),
        preview=_("We’re refunding %(amount)s to %(card)s.", amount=total, card=card),
        title=_("Your payment arrived too late."),
        blocks=[
            Text(
                _(
                    "You get a full refund of %(amount)s to %(card)s. Banks take %(days)s to show it.",
                    amount=total,
                    card=card,
                    days=BANK_TIME,
                )
            ),
            Text(
                _(
                    "One of your times was no longer available at that price when your payment arrived, so nothing"
                    " was booked."
                )
            ),
            *(_lost(booking) for booking in order.bookings),
            Text(_("Your services are still in your cart, with the closest openings.")),
            ActionLink(_("Choose another time"), link("cart.index"), main=True),
            Facts([(_("Order number"), order.public_id)]),
        ],
        why=TO_GUEST,
    )
    return Email(f"too-late.{order.public_id}", [guest(order)], letter)


def refunded(booking: Booking, refund: Refund, order: Order, *, card: str) -> Email:
    """Build the email for a refund of an order that we have sent; `booking` must have all its refunds loaded."""
    amount = usd(refund.amount_cents)
    if refund.source is RefundSource.VENUE_CREDIT:
        sent = takes = _("We added it back to your credit at %(venue)s.", venue=booking.venue.name)
    elif refund.source is RefundSource.CREDIT:
        sent = takes = _("We added it back to your store credit.")
    else:
        sent = _("We sent the refund to %(card)s.", card=card)
        takes = _("We sent the refund to %(card)s. Banks take %(days)s to show it.", card=card, days=BANK_TIME)
    letter = EmailBody(
        subject=_("We refunded %(amount)s for %(service)s", amount=amount, service=booking.title),
        preview=sent,
        title=_("We refunded %(amount)s.", amount=amount),
        blocks=[
            Text(takes),
            BookingEntry(when(booking), booking_copy.title(booking), [booking.venue.name]),
            Facts([(_("You paid"), usd(booking.paid_cents)), (_("Refunded"), amount), *_codes(booking)]),
            ActionLink(_("Get receipt"), link("bookings.receipt", order_id=order.public_id)),
            *([ActionLink(_("View booking"), page_of(booking))] if booking.is_canceled else []),
        ],
        why=TO_GUEST,
    )
    return Email(refund_key("refunded", booking, refund), [guest(booking.order)], letter)


def _codes(booking: Booking) -> list[tuple[str, str]]:
    return [(_("Booking number"), booking.public_id), (_("Order number"), booking.order.public_id)]


def _lost(booking: Booking) -> BookingEntry:
    return BookingEntry(when(booking), booking_copy.title(booking), [booking.venue.name, _("Not booked")])
