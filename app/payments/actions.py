"""What a payment changes in our database. Nothing here makes network calls: see gateway_flows.py."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.bookings.enums import OrderState, RefundState
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.orders import lock_order
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer, defer_once, is_planned
from app.core.logs import log
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.queries import is_recorded
from app.orders.actions.checkout import extend_hold
from app.orders.actions.credit import choose_credit
from app.orders.actions.fulfillment import confirm_order, expire_order
from app.payments.blocked_refunds import block_refund, is_blocked
from app.payments.entries import record_payment, record_refund
from app.payments.enums import PaymentState, Problem
from app.payments.errors import PaymentErrorCode
from app.payments.gateway import CheckoutSession, Event, GatewayRefund, RefundStatus, SessionStatus, gateway
from app.payments.mismatch import mismatch
from app.payments.models import Payment, StripeEvent
from app.payments.problems import note_mismatch, note_problem
from app.payments.queries import needs_card, open_payment, order_id_of, order_of_event, refund_email
from app.saved_cards.actions import keep_card
from app.saved_cards.queries import customer_of
from app.venues.payment_policy import LEAST_CHARGE_CENTS

# Stripe keeps a page open for at least half an hour; we add a minute because clocks differ (`PAGE_SPARE`).
SESSION_MINUTES = 31
# The hold outlives the page: a guest who pays in the last second keeps the time, and the webhook has minutes to arrive.
HOLD_MINUTES = SESSION_MINUTES + 5
# How long after that a page can still be requested to be open for SESSION_MINUTES.
OPEN_WITHIN = timedelta(minutes=1)
# How long to wait before retrying to open a page.
OPEN_AGAIN = timedelta(seconds=15)


# How pages that only save a card begin their reference, which names an account instead of an order.
OF_ACCOUNT = "account-"


class CustomerMissing(Exception):
    """The account has no customer at Stripe yet, for whom its card could be saved."""


def prepare_payment(*, order_id: int) -> Payment | None:
    """Return the order's open payment, stored before the gateway is called; a new one extends the hold, once.

    None if nothing is due: the order is then confirmed. Raises Conflict if the hold has ended.
    """
    order = lock_order(order_id)
    if order.state is not OrderState.PENDING or order.held_until <= clock.now():
        raise Conflict(PaymentErrorCode.HOLD_ENDED)
    saves_card = needs_card(order)
    if order.card_cents == 0 and not saves_card:
        confirm_order(order_id=order_id)
        return None
    if 0 < order.card_cents < LEAST_CHARGE_CENTS:
        raise DomainError(PaymentErrorCode.LESS_THAN_LEAST_CHARGE)
    return open_payment(order_id) or _new_payment(order, saves_card=saves_card)


def _new_payment(order: Order, *, saves_card: bool) -> Payment:
    payment = Payment(
        order_id=order.id,
        amount_cents=order.card_cents,
        email=order.email,
        session_expires_at=clock.now() + timedelta(minutes=SESSION_MINUTES),
        customer_id=_customer_of(order) if saves_card else None,
    )
    session.add(payment)
    if not order.is_charged_later:
        extend_hold(order=order, minutes=HOLD_MINUTES)
    session.flush()
    return payment


def use_credit(*, order_id: int, wanted: bool) -> None:
    """Set aside the guest's store credit for a pending order, or not. Too late once its payment page may be open."""
    order = lock_order(order_id)
    if order.state is OrderState.PENDING and order.held_until > clock.now() and open_payment(order_id) is None:
        choose_credit(order=order, wanted=wanted)


def _customer_of(order: Order) -> str:
    """Return the customer at Stripe of an order's account. Raises CustomerMissing before Stripe has made it."""
    customer = customer_of(order.user_id) if order.user_id is not None else None
    if customer is None or customer.stripe_id is None:
        raise CustomerMissing
    return customer.stripe_id


def is_stale(payment: Payment) -> bool:
    """Return whether it is too late to open the payment's page: the gateway requires a minimum open time."""
    return clock.now() >= payment.session_expires_at - timedelta(minutes=SESSION_MINUTES) + OPEN_WITHIN


def renew_payment(*, payment_id: int) -> Payment:
    """Replace a payment whose page was never opened and no longer can be. Extends the hold again.

    Raises Conflict if the hold has ended.
    """
    discard_payment(payment_id=payment_id)
    payment = prepare_payment(order_id=session.get_one(Payment, payment_id).order_id)
    if payment is None:
        raise Conflict(PaymentErrorCode.HOLD_ENDED)
    return payment


def keep_opening(*, order_id: int, at: datetime | None = None) -> None:
    """Defer a job that opens the payment page the guest is waiting for; at most one per order."""
    lock = f"payments.open_page:{order_id}"
    if not is_planned("payments.open_page", lock=lock):
        defer("payments.open_page", lock=lock, at=at, order_id=order_id)


def note_session(*, payment_id: int, opened: CheckoutSession) -> None:
    """Save the page that was opened for a payment."""
    payment = session.get_one(Payment, payment_id, with_for_update=True, populate_existing=True)
    payment.session_id, payment.session_url = opened.id, opened.url or payment.session_url
    session.flush()


def discard_payment(*, payment_id: int) -> None:
    """Expire a payment whose page was never opened: nobody can pay it."""
    payment = session.get_one(Payment, payment_id, with_for_update=True, populate_existing=True)
    if payment.state is PaymentState.OPEN:
        payment.state = PaymentState.EXPIRED
    session.flush()


def settle(*, seen: CheckoutSession) -> None:
    """Update an order to match its payment page as the gateway showed it.

    The webhook, the success page and the job all end here. Idempotent, under a lock on the order, in any order of
    calls. A payment takes precedence over everything, including later events. An expired page releases the times; an
    open one changes nothing. The amount paid must match the order; otherwise nothing is confirmed, and admins see it.
    """
    order_id = order_id_of(seen.reference)
    if order_id is None:
        if not seen.reference.startswith(OF_ACCOUNT):
            note_problem(Problem.UNKNOWN_ORDER, about=seen.id)
        return
    order = lock_order(order_id)
    payment = _payment_of(order_id, seen)
    if payment is None:
        note_problem(Problem.UNKNOWN_PAGE, about=seen.id)
        return
    if seen.paid or seen.saved:
        differs = mismatch(order, payment, seen, livemode=gateway().livemode)
        if differs:
            note_mismatch(payment, differs)
        else:
            _note_paid(payment, seen)
            _keep_card(order, seen)
            confirm_order(order_id=order_id)
    elif seen.status is SessionStatus.EXPIRED and payment.state is PaymentState.OPEN:
        payment.state = PaymentState.EXPIRED
        # What is charged later stays due: the guest may open another page.
        if not order.is_charged_later or order.held_until <= clock.now():
            expire_order(order_id=order_id)
    session.flush()


def _payment_of(order_id: int, seen: CheckoutSession) -> Payment | None:
    """Return the payment with the page's id.

    If the webhook arrived before that id was saved, it is the open payment that has none yet.
    """
    known = session.scalar(select(Payment).where(Payment.order_id == order_id, Payment.session_id == seen.id))
    if known is not None:
        return known
    waiting = open_payment(order_id)
    if waiting is None or waiting.session_id is not None:
        return None
    waiting.session_id, waiting.session_url = seen.id, seen.url
    return waiting


def _note_paid(payment: Payment, seen: CheckoutSession) -> None:
    if payment.state is not PaymentState.PAID:
        payment.state, payment.paid_at = PaymentState.PAID, clock.now()
        record_payment(payment)
    payment.payment_intent_id = seen.payment_intent_id or payment.payment_intent_id
    if seen.card is not None and seen.saved:
        payment.card_brand, payment.card_last4 = seen.card.brand, seen.card.last4
    elif seen.card_last4:
        payment.card_brand, payment.card_last4 = seen.card_brand, seen.card_last4
    if seen.charge_id:
        note_charge(payment=payment, charge_id=seen.charge_id, fee_cents=seen.fee_cents)
    elif not payment.card_last4 and payment.charge_id is None:
        defer("payments.read_card", order_id=payment.order_id)


def _keep_card(order: Order, seen: CheckoutSession) -> None:
    """Save the card that the guest agreed to use for what is charged later."""
    if seen.card is not None and order.user_id is not None and order.later_cents:
        order.card_id = keep_card(user_id=order.user_id, details=seen.card).id


def note_charge(*, payment: Payment, charge_id: str, fee_cents: int | None) -> None:
    """Save the charge that a payment was made with, and record Stripe's fee, once it is known."""
    payment.charge_id = charge_id
    if fee_cents is not None and payment.fee_cents is None:
        payment.fee_cents = fee_cents
        fee = [debit(Account.STRIPE_FEES, fee_cents), credit(Account.CASH_AT_STRIPE, fee_cents)]
        record_entries([Entry(LedgerEvent.FEE, str(payment.id), fee)])


def record_event(*, event: Event) -> bool:
    """Process a webhook event once. Returns False if it was already processed."""
    fresh = session.execute(
        insert(StripeEvent)
        .values(id=event.id, kind=event.kind, order_id=order_of_event(event), received_at=clock.now())
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(StripeEvent.id)
    ).scalar()
    if fresh is None:
        return False
    if event.session is not None:
        settle(seen=event.session)
    if event.refund is not None:
        note_refund_event(response=event.refund)
    if event.dispute_id:
        lock = f"disputes.read:{event.dispute_id}"
        defer_once("disputes.read", lock=lock, dispute_id=event.dispute_id)
    if event.subscription_id:
        lock = f"memberships.read:{event.subscription_id}"
        defer_once("memberships.read", lock=lock, subscription_id=event.subscription_id)
    return True


def start_refund(*, refund_id: int) -> Refund | None:
    """Mark a refund as sent before sending it. Returns None if there is nothing to send.

    One of a disputed payment isn't sent. But one that may have been sent already is looked for.
    """
    refund = session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    if refund.state not in {RefundState.DUE, RefundState.SENT} or refund.stripe_id is not None:
        return None
    if refund.state is RefundState.DUE and is_blocked(refund):
        block_refund(refund_id=refund_id)
        return None
    refund.state = RefundState.SENT
    session.flush()
    return refund


def note_refund(*, refund_id: int, response: GatewayRefund) -> None:
    """Save the gateway's response to a refund that we sent."""
    refund = session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    refund.stripe_id = response.id
    record_refund(refund, LedgerEvent.REFUND, refund.amount_cents)
    _apply(refund, response)


def note_refund_event(*, response: GatewayRefund) -> None:
    """Apply a webhook's refund status; an unknown refund (made by hand at Stripe) changes nothing."""
    refund = session.scalar(select(Refund).where(Refund.stripe_id == response.id).with_for_update())
    if refund is not None:
        _apply(refund, response)


def fail_refund(*, refund_id: int, why: str) -> None:
    """Mark a refund as failed because the gateway refused it: an admin has to look at it."""
    refund = session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    _fail(refund, why)


def _apply(refund: Refund, response: GatewayRefund) -> None:
    if response.status is RefundStatus.FAILED:
        _fail(refund, response.failure)
    elif response.status is RefundStatus.SUCCEEDED and refund.state is not RefundState.FAILED:
        if refund.state is not RefundState.SUCCEEDED:
            defer("receipts.issue", order_id=refund.order_id, email=refund_email(refund), refund_id=refund.id)
            refund.ended_at = clock.now()
        refund.state = RefundState.SUCCEEDED
    session.flush()


def _fail(refund: Refund, why: str) -> None:
    """Mark a refund as failed. That is final: events arrive in any order, and a later "succeeded" is older news."""
    if refund.state is RefundState.FAILED:
        return
    refund.state, refund.failure, refund.ended_at = RefundState.FAILED, why[:300], clock.now()
    if is_recorded(LedgerEvent.REFUND, str(refund.id)):
        record_refund(refund, LedgerEvent.REFUND_FAILED, -refund.amount_cents)
    log.error("refund failed", refund=refund.id)
    defer("payments.email_refund_failed", refund_id=refund.id)
    session.flush()
