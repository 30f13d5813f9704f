"""Exchanges with the payment gateway, each in named steps: read and store, call, store the response.

No transaction is open during a call: each flow runs `session.commit()` before it. The last step is left to the caller's
own commit.
"""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from app.bookings.enums import RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import lapsed_orders
from app.bookings.queries.refunds import refund_of
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.formats import moment, usd
from app.core.logs import log
from app.core.settings import settings
from app.orders.actions.fulfillment import expire_order
from app.payments import actions
from app.payments.enums import PaymentState
from app.payments.errors import PaymentErrorCode
from app.payments.gateway import CheckoutSession, GatewayDown, GatewayRefused, PaymentLine, SessionRequest, gateway
from app.payments.models import Payment
from app.payments.queries import (
    amounts_by_booking,
    known_refunds,
    open_payment,
    paid_payment,
    payment_of_refund,
    payments_of,
)

# How many calls without a response end a job's round.
MOST_UNANSWERED = 3


def open_page(order_id: int) -> str | None:
    """Return the address of the order's payment page; None if nothing was due and the order is confirmed.

    Raises Conflict if the hold has ended, GatewayDown if the gateway does not respond (retrying is safe).
    """
    payment = actions.prepare_payment(order_id=order_id)
    if payment is None:
        return None
    if payment.session_url and payment.session_expires_at > clock.now():
        return payment.session_url
    if payment.session_expires_at <= clock.now():
        close_page(order_id)
        raise Conflict(PaymentErrorCode.HOLD_ENDED)
    request = request_for(payment)
    session.commit()

    try:
        opened = gateway().open_session(request)
    except GatewayRefused:
        if not actions.is_stale(payment):
            raise
        # An earlier attempt got no response, and its request is now too old to send, so that page was never opened.
        payment = actions.renew_payment(payment_id=payment.id)
        request = request_for(payment)
        session.commit()
        opened = gateway().open_session(request)

    actions.note_session(payment_id=payment.id, opened=opened)
    return opened.url


def catch_up(order_id: int) -> None:
    """Check the order's payment page and settle the order. Does nothing if no page is open."""
    payment = open_payment(order_id)
    if payment is None or payment.session_id is None:
        return
    session.commit()

    seen = gateway().session(payment.session_id)

    actions.settle(seen=seen)


def close_page(order_id: int) -> None:
    """End a pending order's payment page, then the order.

    A payment in the meantime takes precedence; only "expired" releases the times.
    """
    payment = open_payment(order_id)
    if payment is None:
        expire_order(order_id=order_id)
        return
    request = request_for(payment)
    session.commit()

    seen = _expired(payment, request)

    if seen is None:
        actions.discard_payment(payment_id=payment.id)
        expire_order(order_id=order_id)
    else:
        actions.settle(seen=seen)


def _expired(payment: Payment, request: SessionRequest) -> CheckoutSession | None:
    """Expire the payment's page and return it; None if it was never opened."""
    if payment.session_id is not None:
        return gateway().expire_session(payment.session_id)
    # Its id was never saved, so find it by its key: the same request opens the same page.
    try:
        found = gateway().open_session(request)
    except GatewayRefused:
        return None  # too late to open it now, so no guest ever got it
    return gateway().expire_session(found.id)


def close_lapsed() -> int:
    """End every pending order whose hold has ended. Returns how many were tried.

    A failed one is left for the next round. A round ends early after several calls without a response.
    """
    lapsed, unanswered = lapsed_orders(clock.now()), 0
    for number, order_id in enumerate(lapsed, start=1):
        try:
            close_page(order_id)
            session.commit()
        except (GatewayDown, GatewayRefused) as problem:
            session.rollback()
            log.warning("a lapsed order waits for the gateway", order=order_id, problem=problem.message)
            unanswered += isinstance(problem, GatewayDown)
            if unanswered == MOST_UNANSWERED:
                return number
    return len(lapsed)


def read_card(order_id: int) -> None:
    """Find out which card paid and what Stripe kept, if the webhook did not say."""
    payment = paid_payment(order_id)
    if payment is None or payment.session_id is None or payment.card_last4 or payment.charge_id:
        return
    session.commit()

    seen = gateway().session(payment.session_id)

    if seen.charge_id:
        actions.settle(seen=seen)


def read_pages(order_id: int) -> None:
    """Read the payment pages of an order that aren't known to be paid, in case every event about them was lost."""
    pages = [each.session_id for each in payments_of(order_id) if each.state is not PaymentState.PAID]
    session.commit()

    for session_id in pages:
        if session_id is not None:
            seen = gateway().session(session_id)
            actions.settle(seen=seen)
            session.commit()


def pay_refund(refund_id: int) -> None:
    """Send a refund that is due. Sent twice under one key, it is paid once.

    The gateway forgets a key after a day, so if an earlier attempt got no response, look for its refund first.
    """
    payment, was_sent = payment_of_refund(refund_id), refund_of(refund_id).state is RefundState.SENT
    refund = actions.start_refund(refund_id=refund_id)
    if refund is None:
        return
    if payment is None or payment.payment_intent_id is None:
        actions.fail_refund(refund_id=refund_id, why=_("No payment was found for this refund."))
        return
    reference = _refunded_reference(refund)
    intent, cents, key = payment.payment_intent_id, refund.amount_cents, refund.idempotency_key
    known = known_refunds(payment.order_id)
    session.commit()

    try:
        made = (
            gateway().find_refund(payment_intent_id=intent, cents=cents, reference=reference, known=known)
            if was_sent
            else None
        )
        response = made or gateway().refund(payment_intent_id=intent, cents=cents, key=key, reference=reference)
    except GatewayRefused as problem:
        actions.fail_refund(refund_id=refund_id, why=problem.message)
        return

    actions.note_refund(refund_id=refund_id, response=response)


def _refunded_reference(refund: Refund) -> str:
    """Return the number of the booking that is refunded, or of a gift card's order."""
    if refund.booking_id is None:
        return session.get_one(Order, refund.order_id).public_id
    return session.get_one(Booking, refund.booking_id).public_id


def request_for(payment: Payment) -> SessionRequest:
    """Build the request for a payment's page, always identical: a retry under one key must not differ at all."""
    order = session.get_one(Order, payment.order_id)
    base = settings().base_url
    return SessionRequest(
        idempotency_key=payment.idempotency_key,
        reference=order.public_id,
        email=payment.email,
        lines=_lines_of(order),
        expires_at=payment.session_expires_at,
        success_url=f"{base}/orders/{order.public_id}?session={{CHECKOUT_SESSION_ID}}",
        cancel_url=f"{base}/checkout/{order.public_id}",
    )


def _lines_of(order: Order) -> list[PaymentLine]:
    if order.is_gift_card:
        return _of_lines(order, _("For any booking on CozyWish. It never expires."))
    if order.is_tip:
        return _of_lines(order, _("All of it goes to the venue."))
    if order.credit_cents:
        return _after_credit(order)
    return _of_a_move(order) if order.is_reschedule else _of_visits(order)


def _of_visits(order: Order) -> list[PaymentLine]:
    bookings = session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .where(VenueOrder.order_id == order.id)
        .order_by(Booking.starts_at, Booking.id)
        .options(contains_eager(Booking.venue_order).joinedload(VenueOrder.venue))
    ).all()
    return [line for booking in bookings for line in _lines(booking) if line.each_cents]


def _after_credit(order: Order) -> list[PaymentLine]:
    """Return what the card pays for each booking, because a payment page has no negative lines."""
    left = amounts_by_booking(order.id)
    query = select(Booking).where(Booking.id.in_([id_ for id_ in left if id_])).order_by(Booking.starts_at, Booking.id)
    detail = _("What is due now after %(amount)s of store credit", amount=usd(order.credit_cents))
    return [PaymentLine(each.title, detail, left[each.id], 1) for each in session.scalars(query) if left[each.id]]


def _of_a_move(order: Order) -> list[PaymentLine]:
    """Return the price difference of a rescheduled booking, or of several."""
    number = session.scalar(select(func.count(OrderLine.id)).where(OrderLine.order_id == order.id)) or 0
    once = ngettext("We reschedule your booking once you pay", "We reschedule your bookings once you pay", number)
    return _of_lines(order, once)


def _of_lines(order: Order, detail: str) -> list[PaymentLine]:
    query = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
    return [PaymentLine(line.text, detail, line.amount_cents, 1) for line in session.scalars(query)]


def _lines(booking: Booking) -> list[PaymentLine]:
    """Return the service at its final price and each add-on; together they are the booking's price.

    Of a price that is partly due later, only the deposit is a line.
    """
    venue = booking.venue_order.venue
    detail = f"{venue.name}, {moment(booking.starts_at, venue.zone)}"
    if booking.later_cents:
        deposit = booking.price_cents - booking.later_cents
        return [PaymentLine(_("Deposit for %(service)s", service=booking.title), detail, deposit, 1)]
    extras = [PaymentLine(extra.title, detail, extra.cents, booking.quantity) for extra in booking.extras]
    each = booking.price_cents // booking.quantity - sum(extra.cents for extra in booking.extras)
    return [PaymentLine(booking.title, detail, each, booking.quantity), *extras]
