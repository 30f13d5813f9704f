"""The comparison of a payment with what the order requires, as text that is stored for admins."""

from flask_babel import gettext as _

from app.bookings.models.orders import Order
from app.core.formats import usd
from app.payments.gateway import CheckoutSession
from app.payments.models import Payment


def mismatch(order: Order, payment: Payment, seen: CheckoutSession, *, livemode: bool) -> str:
    """Return how the payment differs from what the order requires; empty if it matches. `livemode` is what we use."""
    if seen.livemode != livemode:
        return _("The payment was made in live mode.") if seen.livemode else _("The payment was made in test mode.")
    if seen.customer_id != payment.customer_id and payment.customer_id is not None:
        return _("The card was saved for another account.")
    if seen.saved:
        return (
            ""
            if not payment.amount_cents
            else _("The card was saved, but %(due)s was due.", due=usd(payment.amount_cents))
        )
    differs = other_currency(seen.currency, order.currency)
    if differs:
        return differs
    if seen.amount_cents != payment.amount_cents or payment.amount_cents != order.card_cents:
        return _("%(paid)s was paid, but %(due)s was due.", paid=usd(seen.amount_cents or 0), due=usd(order.card_cents))
    return ""


def other_currency(paid_in: str, due_in: str) -> str:
    """Return that a payment was in another currency than what was due; empty if it wasn't."""
    if paid_in == due_in:
        return ""
    names = {"paid_in": paid_in.upper() or _("no currency"), "due_in": due_in.upper()}
    return _("The payment was in %(paid_in)s, not in %(due_in)s.", **names)
