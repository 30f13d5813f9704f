"""Charges of saved cards without the guest. Nothing here makes network calls: see gateway_flows.py."""

from datetime import timedelta

from sqlalchemy import func, select

from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.bookings.queries.orders import lock_order
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.orders.actions.fulfillment import confirm_order
from app.payments.actions import note_charge
from app.payments.entries import record_payment
from app.payments.enums import PaymentState
from app.payments.gateway import CardCharge
from app.payments.mismatch import other_currency
from app.payments.models import Payment
from app.payments.problems import note_mismatch
from app.payments.queries import is_mismatched, open_payment
from app.saved_cards.actions import refuse_card
from app.saved_cards.models import SavedCard
from app.saved_cards.queries import customer_of

# When to try again after a decline that may pass: at most twice, within five days.
RETRY_AFTER = (timedelta(days=2), timedelta(days=3))
# Only the guest can confirm the payment, on a page.
NEEDS_GUEST = "authentication_required"
# Declines that don't pass. Source: docs.stripe.com/declines/codes
HARD_DECLINES = frozenset(
    {
        *("expired_card", "fraudulent", "incorrect_number", "invalid_account", "invalid_number", "lost_card"),
        *("merchant_blacklist", "pickup_card", "restricted_card", "revocation_of_all_authorizations"),
        *("revocation_of_authorization", "stolen_card", "stop_payment_order", "transaction_not_allowed"),
        "highest_risk_level",
    }
)


def start_charge(*, order_id: int) -> Payment | None:
    """Return the charge to send, stored before it is sent; the open one if an earlier attempt got no response.

    None if nothing is left to charge, the guest is paying on a page, an admin has to look at what was charged, or no
    card can be charged: then the guest is asked to pay.
    """
    order = lock_order(order_id)
    payment = open_payment(order_id)
    if payment is not None:
        return payment if payment.card_id is not None else None
    if is_mismatched(order_id):
        return None
    if order.state is not OrderState.PENDING or order.held_until <= clock.now():
        return None
    card = session.get(SavedCard, order.card_id, populate_existing=True) if order.card_id else None
    customer = customer_of(order.user_id or 0)
    if card is None or not card.is_usable or customer is None or customer.stripe_id is None:
        defer("later_charges.email_declined", order_id=order_id)
        return None
    payment = Payment(
        order_id=order_id,
        amount_cents=order.due_now_cents,
        email=order.email,
        session_expires_at=clock.now(),
        customer_id=customer.stripe_id,
        card_id=card.id,
        card_brand=card.brand,
        card_last4=card.last4,
    )
    session.add(payment)
    session.flush()
    return payment


def note_result(*, payment_id: int, charge: CardCharge) -> None:
    """Save what became of a charge: the order is paid, or a decline is retried, or the guest is asked to pay.

    Repeating it changes nothing.
    """
    order = lock_order(session.get_one(Payment, payment_id).order_id)
    payment = session.get_one(Payment, payment_id, with_for_update=True, populate_existing=True)
    if payment.state is not PaymentState.OPEN:
        return
    payment.payment_intent_id = charge.payment_intent_id
    differs = other_currency(charge.currency, order.currency) if charge.is_paid else ""
    if differs:
        note_mismatch(payment, differs)
    elif charge.is_paid:
        payment.state, payment.paid_at = PaymentState.PAID, clock.now()
        record_payment(payment)
        if charge.charge_id is not None:
            note_charge(payment=payment, charge_id=charge.charge_id, fee_cents=charge.fee_cents)
        confirm_order(order_id=order.id)
    else:
        payment.state, payment.decline_code = PaymentState.DECLINED, charge.decline_code[:60]
        session.flush()
        _note_decline(order, payment)
    session.flush()


def waive(*, order_id: int) -> None:
    """Let an open charge lapse now: no payment of it is started anymore."""
    order = lock_order(order_id)
    if order.state is OrderState.PENDING:
        order.held_until = clock.now()
    session.flush()


def fail_charge(*, payment_id: int) -> None:
    """Note that Stripe refused the request itself, such as for a card that it no longer has."""
    note_result(payment_id=payment_id, charge=CardCharge(None, "invalid_account"))


def _note_decline(order: Order, payment: Payment) -> None:
    if payment.decline_code in HARD_DECLINES and payment.card_id is not None:
        refuse_card(card_id=payment.card_id)
    elif payment.decline_code != NEEDS_GUEST:
        _retry(order)
    defer("later_charges.email_declined", order_id=order.id)


def _retry(order: Order) -> None:
    declined = select(func.count()).where(Payment.order_id == order.id, Payment.state == PaymentState.DECLINED)
    tried = session.scalar(declined) or 0
    if tried <= len(RETRY_AFTER):
        at = clock.now() + RETRY_AFTER[tried - 1]
        defer("later_charges.charge", lock=f"later_charges.charge:{order.id}", at=at, order_id=order.id)
