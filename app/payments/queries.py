from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.bookings.enums import RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.payments.enums import PaymentState
from app.payments.gateway import Event
from app.payments.models import Payment, StripeEvent
from app.venues.enums import PaymentTerms

# How much longer a payment page stays open than guests are told.
PAGE_SPARE = timedelta(minutes=1)


def needs_card(order: Order) -> bool:
    """Return whether a card must be saved for what a pending order leaves for later. One statement; none if nothing is
    left."""
    if not order.later_cents or order.card_id is not None:
        return False
    saving = [terms for terms in PaymentTerms if terms.saves_card]
    found = (
        select(Booking.id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(VenueOrder.order_id == order.id, Booking.payment_terms.in_(saving), Booking.later_cents > 0)
    )
    return session.scalar(found.limit(1)) is not None


def open_payment(order_id: int) -> Payment | None:
    """Return the attempt that the guest may still be paying. At most one per order."""
    return session.scalar(
        select(Payment)
        .where(Payment.order_id == order_id, Payment.state == PaymentState.OPEN)
        .execution_options(populate_existing=True)
    )


def payable_until(order: Order, payment: Payment | None) -> datetime:
    """Return until when guests are told that an order holds their times. `payment` is its open one, if any.

    Once they have gone to pay, the hold outlives the payment page, so that a payment in the last second still finds the
    times. These minutes are no part of what we tell them: nobody can pay in them.
    """
    return min(order.held_until, payment.session_expires_at - PAGE_SPARE) if payment else order.held_until


def paid_payment(order_id: int) -> Payment | None:
    return session.scalar(select(Payment).where(Payment.order_id == order_id, Payment.state == PaymentState.PAID))


def is_mismatched(order_id: int) -> bool:
    """Return whether an order has a payment that doesn't match it."""
    return session.query(Payment.id).where(Payment.order_id == order_id, Payment.mismatch != "").first() is not None


def order_id_of(reference: str) -> int | None:
    """Return the id of the order that a payment page names by its public id, or None."""
    return session.scalar(select(Order.id).where(Order.public_id == reference))


def order_of_event(event: Event) -> int | None:
    """Return the order id of a webhook event, or None if it is not about one of our orders. At most one statement."""
    if event.session is not None:
        return order_id_of(event.session.reference)
    if event.dispute_id:
        intent = Payment.payment_intent_id == event.payment_intent_id
        return session.scalar(select(Payment.order_id).where(intent))
    if event.refund is None:
        return None
    return session.scalar(select(Refund.order_id).where(Refund.stripe_id == event.refund.id))


def amounts_by_booking(order_id: int) -> dict[int | None, int]:
    """Return what a card pays for each booking of an order, in cents. One statement."""
    rows = session.execute(
        select(OrderLine.booking_id, func.sum(OrderLine.due_now_cents - OrderLine.credit_cents))
        .where(OrderLine.order_id == order_id)
        .group_by(OrderLine.booking_id)
        .order_by(OrderLine.booking_id)
    )
    return {booking_id: int(cents) for booking_id, cents in rows}


def payments_of(order_id: int) -> Sequence[Payment]:
    """List every attempt to pay an order, oldest first. One statement."""
    return session.scalars(select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)).all()


def events_of(order_id: int) -> Sequence[StripeEvent]:
    """List the Stripe events about an order, in the order received. One statement."""
    return session.scalars(
        select(StripeEvent).where(StripeEvent.order_id == order_id).order_by(StripeEvent.received_at, StripeEvent.id)
    ).all()


def payment_of_refund(refund_id: int) -> Payment | None:
    """Return the payment that a refund is drawn from."""
    return session.scalar(
        select(Payment)
        .join(Refund, Refund.order_id == Payment.order_id)
        .where(Refund.id == refund_id, Payment.state == PaymentState.PAID)
    )


def open_refunds(*, limit: int = 100) -> Sequence[int]:
    """Return the ids of refunds that aren't over, those without a response of the gateway first."""
    return session.scalars(
        select(Refund.id)
        .where(Refund.state.in_((RefundState.DUE, RefundState.SENT)))
        .order_by(Refund.stripe_id.is_not(None), Refund.id)
        .limit(limit)
    ).all()


def refunds_to_release(*, limit: int = 100) -> Sequence[int]:
    """Return the ids of refunds that wait for a dispute which no longer blocks them."""
    return session.scalars(
        select(Refund.id)
        .join(Order, Order.id == Refund.order_id)
        .where(Refund.state == RefundState.BLOCKED, ~Order.refunds_blocked)
        .order_by(Refund.id)
        .limit(limit)
    ).all()


def known_refunds(order_id: int) -> Collection[str]:
    """Return the gateway's ids of an order's refunds, as far as we know them. One statement."""
    made = select(Refund.stripe_id).where(Refund.order_id == order_id, Refund.stripe_id.is_not(None))
    return {id_ for id_ in session.scalars(made) if id_}


def refund_email(refund: Refund) -> str:
    """Return the task that tells the guest about a refund."""
    if refund.booking_id is not None:
        return "bookings.email_refunded"
    order = session.get_one(Order, refund.order_id)
    if order.is_invoice:
        return "invoices.email_refunded"
    return "packages.email_refunded" if order.is_package else "gift_cards.email_refunded"
