"""What payments, bookings, and refunds record in the ledger."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.bookings.actions.attendance import mark_no_show, undo_no_show
from app.bookings.actions.cancel import cancel_booking, complete_finished
from app.bookings.actions.earnings import record_earnings
from app.bookings.actions.refunds import issue_refund, retry_refund
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.core import clock
from app.core.db import session
from app.ledger.enums import Account
from app.ledger.models import LedgerPosting
from app.ledger.queries import balances
from app.payments import gateway_flows
from app.payments.actions import fail_refund, note_refund, note_refund_event, record_event, start_refund
from app.payments.gateway import GatewayRefund, RefundStatus, gateway
from app.payments.models import Payment
from tests.factories import make_user
from tests.payments.test_settle import massage, order, page_of
from tests.sandbox.servers import StripeSandbox
from tests.support import statements

__all__ = ["massage", "order"]

CASH, PREPAID, PAYABLE = Account.CASH_AT_STRIPE, Account.GUEST_PREPAYMENTS, Account.VENUE_PAYABLE
PRICE = 11000


@pytest.fixture
def booking(order: Order, stripe: StripeSandbox) -> Booking:
    return paid(order, stripe)


def paid(order: Order, stripe: StripeSandbox) -> Booking:
    """Pay an order at the stand-in, and return its only booking."""
    stripe.pay(page_of(order))
    gateway_flows.catch_up(order.id)
    session.commit()
    (booking,) = bookings_of_order(order.id)
    return booking


def shown() -> tuple[int, int, int]:
    """Return cash at Stripe before its fees, what we owe guests, and what we owe venues, in cents.

    Commits, so the entries balance.
    """
    session.commit()
    found = balances()
    assert sum(found.values()) == 0
    return found.get(CASH, 0) + found.get(Account.STRIPE_FEES, 0), -found.get(PREPAID, 0), -found.get(PAYABLE, 0)


def after(booking: Booking) -> None:
    """Let the booking end, and run the job that completes it."""
    with clock.pinned(booking.ends_at + timedelta(hours=2)):
        complete_finished()


def refund(booking: Booking, cents: int, left: int = PRICE) -> Refund:
    [made] = issue_refund(booking_id=booking.id, cents=cents, left=left, reason="The room was cold.")
    return made


def succeed(refund: Refund) -> None:
    start_refund(refund_id=refund.id)
    note_refund(refund_id=refund.id, response=GatewayRefund(f"re_{refund.id}", RefundStatus.SUCCEEDED))


def test_a_payment_is_owed_to_the_guest_until_the_booking_is_completed(booking: Booking) -> None:
    assert shown() == (PRICE, PRICE, 0)
    after(booking)
    assert shown() == (PRICE, 0, PRICE)
    venue_id = session.scalars(select(LedgerPosting.venue_id).where(LedgerPosting.account == PAYABLE)).one()
    assert venue_id == booking.venue_order.venue_id


def test_a_payment_that_is_seen_again_is_recorded_once(order: Order, stripe: StripeSandbox, booking: Booking) -> None:
    gateway_flows.catch_up(order.id)
    assert shown() == (PRICE, PRICE, 0)


def test_the_fee_that_stripe_kept_of_a_payment_is_our_expense_once(order: Order, stripe: StripeSandbox) -> None:
    stripe.pay(page_of(order))
    for delivery in stripe.take():
        record_event(event=gateway().event(delivery.body.encode(), delivery.signature))
    session.commit()
    assert Account.STRIPE_FEES not in balances(), "an event doesn't say what the fee is"
    for _ in range(2):
        gateway_flows.read_card(order.id)
        session.commit()
    assert balances()[Account.STRIPE_FEES] == 349
    assert session.scalars(select(Payment.fee_cents)).one() == 349
    assert shown() == (PRICE, PRICE, 0)


def test_a_no_show_is_earned_and_undoing_it_takes_that_back(booking: Booking) -> None:
    owner = make_user()
    with clock.pinned(booking.starts_at):
        mark_no_show(booking_id=booking.id, user_id=owner.id)
        assert shown() == (PRICE, 0, PRICE)
        undo_no_show(booking_id=booking.id, user_id=owner.id)
        assert shown() == (PRICE, PRICE, 0)
        mark_no_show(booking_id=booking.id, user_id=owner.id)
    assert shown() == (PRICE, 0, PRICE)


def test_a_late_cancellation_earns_the_fee_and_the_refund_is_owed_until_it_is_sent(booking: Booking) -> None:
    booking.cancel_free_hours, booking.cancel_keep_percent = 24, 40
    with clock.pinned(booking.starts_at - timedelta(hours=1)):
        cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None)
    assert shown() == (PRICE, 6600, 4400)
    succeed(session.scalars(select(Refund)).one())
    assert shown() == (4400, 0, 4400)


def test_a_free_cancellation_earns_nothing(booking: Booking) -> None:
    cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None)
    assert shown() == (PRICE, PRICE, 0)


def test_a_refund_of_a_completed_booking_lowers_what_the_venue_earned(booking: Booking) -> None:
    after(booking)
    made = refund(booking, 3000)
    assert shown() == (PRICE, 3000, 8000)
    succeed(made)
    assert shown() == (8000, 0, 8000)


def test_a_venue_earns_what_is_left_after_the_commission_of_the_booking(booking: Booking) -> None:
    booking.commission_bps = 850
    after(booking)
    assert shown() == (PRICE, 0, PRICE - 935)
    succeed(refund(booking, 3333))
    assert shown() == (PRICE - 3333, 0, 7667 - 652)
    assert balances()[Account.COMMISSION] == -652


def test_a_refund_that_fails_later_puts_the_money_back_and_is_still_owed(booking: Booking) -> None:
    after(booking)
    made = refund(booking, 3000)
    succeed(made)
    for _ in range(2):
        note_refund_event(response=GatewayRefund(f"re_{made.id}", RefundStatus.FAILED, "The card is closed."))
        assert shown() == (PRICE, 3000, 8000)
    again = retry_refund(refund_id=made.id)
    assert shown() == (PRICE, 3000, 8000)
    succeed(again)
    assert shown() == (8000, 0, 8000)


def test_a_refund_that_stripe_refuses_moves_nothing(booking: Booking) -> None:
    made = refund(booking, 3000)
    start_refund(refund_id=made.id)
    fail_refund(refund_id=made.id, why="The charge is disputed.")
    assert shown() == (PRICE, PRICE, 0)


def test_earnings_take_four_statements_however_many_bookings(booking: Booking) -> None:
    after(booking)
    session.commit()
    with clock.pinned(booking.starts_at + timedelta(days=1)), statements() as sent:
        refund(booking, 1000)
        before = len(sent)
        record_earnings([booking.id, booking.id + 1, booking.id + 2])
    assert len(sent) - before == 2  # nothing has changed since, so nothing is written
    record_earnings([booking.id])
    assert shown() == (PRICE, 1000, PRICE - 1000)
