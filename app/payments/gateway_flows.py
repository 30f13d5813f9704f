"""Exchanges with the payment gateway, each in named steps: read and store, call, store the response.

No transaction is open during a call: each flow runs `session.commit()` before it. The last step is left to the caller's
own commit.
"""

from flask_babel import gettext as _

from app.accounts.queries.users import user_of_id
from app.bookings.enums import RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.orders import lapsed_orders
from app.bookings.queries.refunds import refund_of
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.core.logs import log
from app.orders.actions.fulfillment import expire_order
from app.payments import actions, blocked_refunds
from app.payments.enums import PaymentState
from app.payments.errors import PaymentErrorCode
from app.payments.gateway import (
    CheckoutSession,
    GatewayDown,
    GatewayRefused,
    PaymentDisputed,
    SessionRequest,
    gateway,
)
from app.payments.models import Payment
from app.payments.queries import (
    known_refunds,
    open_payment,
    paid_payment,
    payment_of_refund,
    payments_of,
)
from app.payments.session_requests import request_for
from app.saved_cards.actions import note_customer, open_customer
from app.saved_cards.models import PaymentCustomer
from app.tax_calculations.gateway_flows import calculate

# How many calls without a response end a job's round.
MOST_UNANSWERED = 3


def open_page(order_id: int) -> str | None:
    """Return the address of the order's payment page; None if nothing was due and the order is confirmed.

    Raises Conflict if the hold has ended, GatewayDown if the gateway does not respond (retrying is safe), TaxRefused if
    the order awaits its tax, and Stripe Tax refuses to calculate it.
    """
    payment = _prepared(order_id)
    if payment is not None and payment.session_expires_at <= clock.now() and payment.card_id is None:
        close_page(order_id)
        if not session.get_one(Order, order_id).is_charged_later:
            raise Conflict(PaymentErrorCode.HOLD_ENDED)
        payment = _prepared(order_id)  # what is charged later stays due
    if payment is None:
        return None
    if payment.card_id is not None:
        raise Conflict(PaymentErrorCode.CHARGE_UNDERWAY)
    if payment.session_url and payment.session_expires_at > clock.now():
        return payment.session_url
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


def _prepared(order_id: int) -> Payment | None:
    """Prepare the order's payment, after Stripe has said what its tax is, and made the customer for whom it saves the
    card, if it does."""
    calculate(order_id)
    try:
        return actions.prepare_payment(order_id=order_id)
    except actions.CustomerMissing:
        make_customer(session.get_one(Order, order_id).user_id or 0)
        return actions.prepare_payment(order_id=order_id)


def make_customer(user_id: int) -> str:
    """Return the account's customer at Stripe, made there if it has none. Sent twice under one key, it is made once."""
    customer, user = open_customer(user_id=user_id), user_of_id(user_id)
    if customer.stripe_id is None:
        key, email, reference = customer.idempotency_key, user.email, f"{actions.OF_ACCOUNT}{user_id}"
        session.commit()

        made = gateway().create_customer(key=key, email=email, reference=reference)

        note_customer(user_id=user_id, stripe_id=made)
    return session.get_one(PaymentCustomer, user_id).stripe_id or ""


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
    if payment.card_id is not None:
        return  # a charge without the guest is underway: its job settles it
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

    if seen.charge_id or seen.card:
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

    The gateway forgets a key after a day, so if an earlier attempt got no response, look for its refund first. One that
    the gateway has and hadn't finished is read again: the event that it is over may be lost.
    """
    earlier = refund_of(refund_id)
    was_sent = earlier.state is RefundState.SENT
    if was_sent and earlier.stripe_id is not None:
        _read_refund(earlier.stripe_id)
        return
    payment = payment_of_refund(refund_id)
    refund = actions.start_refund(refund_id=refund_id)
    if refund is None:
        return
    if payment is None or payment.payment_intent_id is None:
        actions.fail_refund(refund_id=refund_id, why=_("No payment was found for this refund."))
        return
    reference = _refunded_reference(refund)
    intent, cents, key = payment.payment_intent_id, refund.amount_cents, refund.idempotency_key
    known, is_blocked = known_refunds(payment.order_id), blocked_refunds.is_blocked(refund)
    session.commit()

    try:
        made = (
            gateway().find_refund(payment_intent_id=intent, cents=cents, reference=reference, known=known)
            if was_sent
            else None
        )
        if made is None and is_blocked:
            blocked_refunds.block_refund(refund_id=refund_id)
            return
        response = made or gateway().refund(payment_intent_id=intent, cents=cents, key=key, reference=reference)
    except PaymentDisputed:
        blocked_refunds.block_refund(refund_id=refund_id)
        defer("disputes.look_for", refund_id=refund_id)
        return
    except GatewayRefused as problem:
        actions.fail_refund(refund_id=refund_id, why=problem.message)
        return

    actions.note_refund(refund_id=refund_id, response=response)


def _read_refund(stripe_id: str) -> None:
    session.commit()

    response = gateway().read_refund(stripe_id)

    actions.note_refund_event(response=response)


def _refunded_reference(refund: Refund) -> str:
    """Return the number of the booking that is refunded, or of a gift card's order."""
    if refund.booking_id is None:
        return session.get_one(Order, refund.order_id).public_id
    return session.get_one(Booking, refund.booking_id).public_id
