"""Emails to guests about what is charged to their card later. Nothing here reads the database."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.bookings.copy.bookings import title, when
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core.formats import usd
from app.email.body import ActionLink, BookingEntry, EmailBlock, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.later_charges import copy
from app.later_charges.actions import NEEDS_GUEST
from app.payments.copy import card
from app.payments.emails import receipt_link
from app.payments.models import Payment

WHY = lazy_gettext("You’re getting this email because you booked on CozyWish.")


def planned(order: Order, booking: Booking) -> Email:
    """Build the email that announces a fee before it is charged, and says how to object."""
    amount, venue = usd(order.total_cents), booking.venue
    call = (
        _("If something isn’t right, call %(venue)s at %(phone)s before then.", venue=venue.name, phone=venue.phone)
        if venue.phone
        else _("If something isn’t right, contact %(venue)s before then.", venue=venue.name)
    )
    blocks: list[EmailBlock] = [
        Text(
            _(
                "You agreed to this fee when you booked. We charge your card after %(time)s, unless %(venue)s waives"
                " it.",
                time=copy.charged_at(order, booking.venue.zone),
                venue=venue.name,
            )
        ),
        Text(call),
        *_about(order, booking),
        ActionLink(_("View booking"), link("bookings.show", booking_id=booking.public_id), main=True),
    ]
    return _email(
        "fee-planned", order, _("%(what)s of %(amount)s", what=copy.what(order, booking), amount=amount), blocks
    )


def declined(order: Order, booking: Booking, payment: Payment | None) -> Email:
    """Build the email that asks the guest to pay on a page, because their card couldn't be charged without them."""
    amount = usd(order.total_cents)
    why = _("We couldn’t charge your card.")
    if payment is not None:
        why = _("We couldn’t charge %(card)s.", card=card(payment))
        if payment.decline_code == NEEDS_GUEST:
            why = _("Your bank asks you to confirm the payment with %(card)s yourself.", card=card(payment))
    blocks: list[EmailBlock] = [
        Text(why),
        Text(_("Pay %(amount)s on our secure page, with this or another card.", amount=amount)),
        *_about(order, booking),
        ActionLink(_("Pay %(amount)s", amount=amount), link("checkout.details", order_id=order.public_id), main=True),
    ]
    return _email(
        "charge-declined", order, _("Pay %(amount)s to %(venue)s", amount=amount, venue=booking.venue.name), blocks
    )


def charged(order: Order, booking: Booking, payment: Payment | None) -> Email:
    """Build the receipt of what was charged later."""
    amount = usd(order.total_cents)
    blocks: list[EmailBlock] = [
        *_about(order, booking),
        Facts([(_("Paid with"), card(payment)), (_("Order number"), order.public_id)]),
        ActionLink(_("View receipt"), receipt_link(order), main=True),
    ]
    return _email(
        "charged", order, _("You paid %(amount)s to %(venue)s", amount=amount, venue=booking.venue.name), blocks
    )


def _about(order: Order, booking: Booking) -> list[EmailBlock]:
    line = _("%(what)s: %(amount)s", what=copy.what(order, booking), amount=usd(order.total_cents))
    return [BookingEntry(when(booking), title(booking), [booking.venue.name, line])]


def _email(key: str, order: Order, subject: str, blocks: list[EmailBlock]) -> Email:
    letter = EmailBody(subject=subject, preview=subject, title=f"{subject}.", blocks=blocks, why=str(WHY))
    return Email(f"{key}.{order.public_id}", [Recipient(order.name, order.email)], letter)
