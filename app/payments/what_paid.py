"""What paid for an order, in words."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.bookings.models.orders import Order
from app.core.sentences import listed
from app.orders.queries import venues_with_credit
from app.payments.copy import card
from app.payments.models import Payment


def paid_by(order: Order, payment: Payment | None) -> str:
    """Return what paid for an order. Reads at which venues the credit was, if it used credit."""
    at_venues = venues_with_credit(order)
    store_credit = order.credit_cents - sum(at_venues.values())
    names = list(at_venues)
    return paid_with(payment, by_card=order.card_cents > 0, by_credit=store_credit > 0, at_venues=names)


def paid_with(payment: Payment | None, *, by_card: bool, by_credit: bool, at_venues: Sequence[str]) -> str:
    """Return what paid: "Visa 4242", "store credit", "credit at Hazel Bodywork", or several of them.

    A refund goes to the first of them first.
    """
    by = [card(payment)] if by_card else []
    by += [_("store credit")] if by_credit else []
    by += [_("credit at %(venue)s", venue=name) for name in at_venues]
    return listed(by) if by else card(payment)
