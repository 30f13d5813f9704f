"""Emails about refunds that need an admin, and what emails about payments have in common."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.accounts.models import User
from app.bookings.copy.bookings import begins, title
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core.formats import usd
from app.email.body import BookingEntry, EmailBody, Facts, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.payments.copy import card
from app.payments.models import Payment


def refund_failed(
    order: Order, booking: Booking | None, refund: Refund, payment: Payment | None, admins: Sequence[User]
) -> Email:
    """Build the email to admins about a refund that the gateway will not make: they must, and tell the guest.

    Without a booking, the refund is of a gift card.
    """
    amount = usd(refund.amount_cents)
    facts = (
        (_("Reason"), refund.failure),
        (_("Refund for"), refund.reason),
        (_("Guest"), f"{order.name}, {order.email}" + (f", {order.phone}" if order.phone else "")),
        (_("Order number"), order.public_id),
        (_("Paid with"), card(payment)),
        (_("Payment"), payment.payment_intent_id or "" if payment else _("No payment found")),
        (_("Refund"), refund.stripe_id or _("Not sent")),
    )
    letter = EmailBody(
        subject=_("Refund failed: %(amount)s, order %(number)s", amount=amount, number=order.public_id),
        preview=_("%(guest)s is owed %(amount)s.", guest=order.name, amount=amount),
        title=_("We couldn’t refund %(amount)s", amount=amount),
        blocks=[
            Text(
                _(
                    "We won’t try this refund again automatically. Look up the payment in Stripe. Then retry on the"
                    " order’s page in Admin, or refund the guest another way. Reply to this email to reach the guest."
                )
            ),
            *([BookingEntry(begins(booking), title(booking), [booking.venue.name])] if booking else []),
            Facts([(name, value) for name, value in facts if value]),
        ],
        why=_("You’re getting this email because you’re a CozyWish admin."),
    )
    to = [Recipient(person.name, person.email) for person in admins]
    key = refund_key("refund-failed", booking, refund) if booking else f"refund-failed.{refund.public_id}"
    return Email(key, to, letter, reply_to=Recipient(order.name, order.email))


def receipt_link(order: Order) -> str:
    """Return the address where a guest reads about a payment. Without an account, it's the link at which they paid."""
    if order.user_id is None and order.pay_key:
        return link("pay_links.show", pay_key=order.pay_key)
    return link("bookings.receipt", order_id=order.public_id)


def refund_key(kind: str, booking: Booking, refund: Refund) -> str:
    """Return a unique email key: a booking may be refunded in parts, and each part has its own email."""
    part = sorted(each.id for each in booking.refunds).index(refund.id) + 1
    return f"{kind}.{booking.public_id}.{part}"
