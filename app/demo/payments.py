"""Payments of the demo's guests, as if Stripe's payment page had answered."""

from app.bookings.models.orders import Order
from app.demo.randomness import rng
from app.payments.actions import prepare_payment, settle
from app.payments.gateway import CheckoutSession, SessionStatus

CARDS = (("visa", "4242"), ("mastercard", "4444"), ("amex", "8431"))


def pay(order: Order) -> None:
    """Settle an order as paid by one of the cards."""
    prepare_payment(order_id=order.id)
    brand, last4 = rng(order.email, "card").choice(CARDS)
    cents = order.due_now_cents
    # The sandbox makes a payment of this many cents of these names: see earlier_payments.py.
    name = f"demo_{cents}_{order.id}"
    settle(
        seen=CheckoutSession(
            id=f"cs_demo_{order.id}",
            reference=order.public_id,
            status=SessionStatus.COMPLETE,
            paid=True,
            amount_cents=cents,
            currency=order.currency,
            payment_intent_id=f"pi_{name}",
            card_brand=brand,
            card_last4=last4,
            charge_id=f"ch_{name}",
            fee_cents=fee_of(cents),
        )
    )


def fee_of(cents: int) -> int:
    """Return what Stripe keeps of a payment: 2.9% and 30 cents, half a cent rounded up."""
    return (cents * 29 + 500) // 1000 + 30
