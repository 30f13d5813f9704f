"""Random sequences of cancellations, no-shows, refunds, and transfers: the ledger says what Stripe says."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.bookings.actions.attendance import mark_no_show, undo_no_show
from app.bookings.actions.cancel import cancel_booking, complete_finished
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.orders import held_bookings
from app.bookings.queries.refunds import refundable_cents
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payments import gateway_flows as payments
from app.payments.models import Payment
from app.payouts import gateway_flows
from app.venues.models import Venue
from tests import database
from tests.factories import make_service, make_user, make_venue
from tests.payments.test_ledger_model import NO_SHRINKING, STARTS
from tests.payments.test_settle import page_of
from tests.payouts.test_transfers import set_up
from tests.sandbox.servers import StripeSandbox
from tests.sizes import sized
from tests.support import NOW, utc

STEPS = (
    *("cancel", "no-show", "undo no-show", "complete"),
    *("refund", "send refund", "pay", "pay", "pay", "pay out"),
)
LATER = timedelta(days=20)


def paid_order(stripe: StripeSandbox) -> tuple[Sequence[Booking], str]:
    """Pay two bookings of a venue with an account at the stand-in, and return them with the id of the account."""
    venue = make_venue()
    service = make_service(venue, capacity=4, price_cents=11001)
    user = make_user()
    cart = open_cart(user_id=user.id)
    for start in STARTS:
        add_line(cart=cart, slot=SlotRequest(service.first_option.id, utc(start)))
    view = view_of(cart, except_bookings=held_bookings(cart))
    order = check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email)))
    session.commit()
    stripe.pay(page_of(order))
    payments.catch_up(order.id)
    for booking in bookings_of_order(order.id):
        booking.cancel_free_hours, booking.cancel_keep_percent, booking.commission_bps = 48, 33, 825
    session.commit()
    return bookings_of_order(order.id), set_up(venue.id, stripe).stripe_id or ""


def take(step: str, booking: Booking, number: int, stripe: StripeSandbox, account_id: str) -> None:
    """Take one step, as people and jobs do. Raises DomainError if it isn't possible now."""
    owner_id = session.scalars(select(Venue.owner_id)).one()
    if step == "cancel":
        with clock.pinned(booking.starts_at - timedelta(hours=number % 60 + 1)):
            cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None)
    elif step == "no-show":
        with clock.pinned(booking.starts_at + timedelta(minutes=10)):
            mark_no_show(booking_id=booking.id, user_id=owner_id)
    elif step == "undo no-show":
        undo_no_show(booking_id=booking.id, user_id=owner_id)
    elif step == "complete":
        with clock.pinned(booking.ends_at + timedelta(hours=2)):
            complete_finished()
    elif step == "refund":
        left = refundable_cents(booking)
        issue_refund(booking_id=booking.id, cents=number % left + 1 if left else 1, left=left, reason="Cold room.")
    elif step == "send refund":
        for refund_id in session.scalars(select(Refund.id).where(Refund.booking_id == booking.id)).all():
            payments.pay_refund(refund_id)
            session.commit()
    elif step == "pay":
        with clock.pinned(NOW + LATER):
            gateway_flows.pay_booking(booking.id)
    elif step == "pay out" and net_balance(stripe, account_id) > 0:
        stripe.pay_out(account_id)


def net_balance(stripe: StripeSandbox, account_id: str) -> int:
    """Return the balance of an account at the stand-in, in cents."""
    found = stripe.client().v1.balance.retrieve(None, {"stripe_account": account_id})
    return sum(each.amount for each in (*found.available, *found.pending))


def check(stripe: StripeSandbox) -> None:
    """Compare the ledger with the stand-in."""
    found = balances()
    moved = stripe.client().v1.balance_transactions.list({"limit": 100}).data
    assert sum(found.values()) == 0
    assert found.get(Account.CASH_AT_STRIPE, 0) == sum(each.amount for each in moved)


def check_the_end(stripe: StripeSandbox) -> None:
    """Check that everything earned was transferred, and no more than the charge left for it."""
    found, v1 = balances(), stripe.client().v1
    assert found.get(Account.VENUE_PAYABLE, 0) == 0
    intent = session.scalars(select(Payment.payment_intent_id)).one() or ""
    charge: Any = v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]}).latest_charge
    out = sum(each.amount - each.amount_reversed for each in v1.transfers.list({"limit": 100}).data)
    assert out <= charge.amount - charge.amount_refunded + found.get(Account.VENUE_RECEIVABLE, 0)


@settings(
    max_examples=sized(100, 5),
    phases=NO_SHRINKING,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(0, 20000)), min_size=5, max_size=16)
)
def test_the_ledger_agrees_with_stripe_after_any_sequence(
    app: Flask, stripe: StripeSandbox, steps: list[tuple[str, int, int]]
) -> None:
    stripe.reset()
    stripe.set_clock(NOW)
    with app.app_context(), clock.pinned(NOW):
        try:
            bookings, account_id = paid_order(stripe)
            ids = [booking.id for booking in bookings]
            for step, which, number in [*steps, *(("pay", which, 0) for which in (0, 1))]:
                try:
                    take(step, session.get_one(Booking, ids[which]), number, stripe, account_id)
                    session.commit()
                except DomainError:
                    session.rollback()
                session.expire_all()
                check(stripe)
            check_the_end(stripe)
        finally:
            database.empty()
