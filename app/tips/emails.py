"""The email about a tip. Nothing here reads the database."""

from flask_babel import gettext as _

from app.bookings.copy.bookings import title, when
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core.formats import usd
from app.email.body import ActionLink, BookingEntry, EmailBody, Facts, Text
from app.email.message import Email, Recipient
from app.payments.emails import receipt_link


def received(order: Order, booking: Booking, *, card: str) -> Email:
    """Build the email that confirms a tip to its guest."""
    amount, venue = usd(order.total_cents), booking.venue.name
    letter = EmailBody(
        subject=_("Your tip of %(amount)s for %(venue)s", amount=amount, venue=venue),
        preview=_("All of it goes to %(venue)s.", venue=venue),
        title=_("Thank you for your tip."),
        blocks=[
            Text(
                _(
                    "You tipped %(amount)s with %(card)s. All of it goes to %(venue)s.",
                    amount=amount,
                    card=card,
                    venue=venue,
                )
            ),
            BookingEntry(when(booking), title(booking), [venue]),
            Facts([(_("Booking number"), booking.public_id), (_("Order number"), order.public_id)]),
            ActionLink(_("Get receipt"), receipt_link(order)),
        ],
        why=_("You’re getting this email because you tipped on CozyWish."),
    )
    return Email(f"tip.{order.public_id}", [Recipient(order.name, order.email)], letter)
