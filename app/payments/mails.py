"""Mails about money that does not move by itself."""

from collections.abc import Sequence

from app.accounts.models import User
from app.bookings.mails import refund_key
from app.bookings.models import Refund
from app.bookings.visits import Visit
from app.bookings.words import begins, title
from app.filters import usd
from app.mail.letter import Entry, Facts, Letter, Text
from app.mail.message import Mail, Recipient
from app.payments.models import Payment
from app.payments.words import card


def refund_failed(visit: Visit, refund: Refund, payment: Payment | None, admins: Sequence[User]) -> Mail:
    """The gateway will not move this money: a person must, and tell the guest."""
    order, amount = visit.order, usd(refund.amount_cents)
    facts = (
        ("Why", refund.failure),
        ("Owed for", refund.reason),
        ("Guest", f"{order.name}, {order.email}" + (f", {order.phone}" if order.phone else "")),
        ("Order", order.public_id),
        ("Paid with", card(payment)),
        ("Payment", payment.payment_intent_id or "" if payment else "none is known"),
        ("Refund", refund.stripe_id or "was not made"),
    )
    letter = Letter(
        subject=f"Refund failed: {amount}, order {order.public_id}",
        preview=f"{order.name} waits for {amount}.",
        title=f"{amount} could not be sent back.",
        blocks=[
            Text(
                "It is not tried again by itself. Look the payment up at Stripe, then try again on the order’s page "
                "under Admin, or send the money another way and tell the guest (a reply to this mail reaches them)."
            ),
            Entry(begins(visit), title(visit.item), [visit.venue.name]),
            Facts([(name, value) for name, value in facts if value]),
        ],
        why="You get this mail because you run CozyWish.",
    )
    to = [Recipient(person.name, person.email) for person in admins]
    return Mail(refund_key("refund-failed", visit, refund), to, letter, reply_to=Recipient(order.name, order.email))
