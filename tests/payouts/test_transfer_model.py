"""Random sequences of cancellations, no-shows, refunds, and transfers: the ledger says what Stripe says."""

from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.bookings.models.bookings import Booking
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.finance import gateway_flows as reconciliation
from app.finance.models import Difference, Reconciliation
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.payments import gateway_flows as payments
from app.payments.models import Payment
from app.payouts import gateway_flows
from app.venues.models import Venue
from tests import database
from tests.ledger.driven import check_walk
from tests.payments.test_ledger_model import NO_SHRINKING, order_of_two, set_terms, take
from tests.payments.test_settle import page_of
from tests.payouts.test_transfers import set_up
from tests.sandbox.servers import StripeSandbox
from tests.sizes import sized
from tests.support import NOW

STEPS = (
    *("cancel", "no-show", "undo no-show", "complete"),
    *("refund", "send refund", "pay", "pay", "pay", "pay out"),
)
# The first booking is refunded before the venue's payout, and the second one after it.
WALK = [
    *(("complete", 0, 0), ("pay", 0, 0), ("refund", 0, 3000), ("pay", 0, 0)),
    *(("no-show", 1, 0), ("pay", 1, 0), ("pay out", 0, 0), ("refund", 1, 3000), ("pay", 1, 0)),
]
LATER = timedelta(days=20)


def paid_order(stripe: StripeSandbox) -> tuple[list[int], str]:
    """Pay two bookings of a venue with an account at the stand-in. Return their ids, and the id of the account."""
    order = order_of_two(is_taxed=True)
    stripe.pay(page_of(order))
    payments.catch_up(order.id)
    set_terms(order.id)
    venue_id = session.scalars(select(Venue.id)).one()
    account_id = set_up(venue_id, stripe).stripe_id or ""
    return [booking.id for booking in bookings_of_order(order.id)], account_id


def take_a_step(step: str, booking: Booking, number: int, stripe: StripeSandbox, account_id: str) -> None:
    """Take one step, as people and jobs do. Raises DomainError if it isn't possible now."""
    if step == "send refund":
        for refund_id in session.scalars(select(Refund.id).where(Refund.booking_id == booking.id)).all():
            payments.pay_refund(refund_id)
            session.commit()
    elif step == "pay":
        with clock.pinned(NOW + LATER):
            gateway_flows.pay_booking(booking.id)
    elif step == "pay out":
        if net_balance(stripe, account_id) > 0:
            stripe.pay_out(account_id)
    else:
        take(step, booking, number)


def net_balance(stripe: StripeSandbox, account_id: str) -> int:
    """Return the balance of an account at the stand-in, in cents."""
    found = stripe.client().v1.balance.retrieve(None, {"stripe_account": account_id})
    return sum(each.amount for each in (*found.available, *found.pending))


def check(stripe: StripeSandbox) -> None:
    """Compare the ledger with the stand-in."""
    found = balances()
    moved = stripe.client().v1.balance_transactions.list({"limit": 100}).data
    assert sum(found.values()) == 0
    assert found.get(Account.CASH_AT_STRIPE, 0) == sum(each.net for each in moved)


def check_the_end(stripe: StripeSandbox) -> None:
    """Check that everything earned was transferred, and no more than the charge left for it."""
    found, v1 = balances(), stripe.client().v1
    assert found.get(Account.VENUE_PAYABLE, 0) == 0
    intent = session.scalars(select(Payment.payment_intent_id)).one() or ""
    charge: Any = v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]}).latest_charge
    with clock.pinned(NOW + 2 * LATER):
        reconciliation.reconcile()
        session.commit()
    assert session.scalars(select(Difference.cause)).all() == []
    run = session.scalars(select(Reconciliation)).one()
    assert run.stripe_cents == run.ledger_cents == found.get(Account.CASH_AT_STRIPE, 0)
    out = sum(each.amount - each.amount_reversed for each in v1.transfers.list({"limit": 100}).data)
    assert out <= charge.amount - charge.amount_refunded + found.get(Account.VENUE_RECEIVABLE, 0)


@settings(
    max_examples=sized(100, 4),
    phases=NO_SHRINKING,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(0, 20000)), min_size=5, max_size=16)
)
@example(steps=WALK)
def test_the_ledger_agrees_with_stripe_after_any_sequence(
    app: Flask, stripe: StripeSandbox, steps: list[tuple[str, int, int]]
) -> None:
    stripe.reset()
    stripe.set_clock(NOW)
    with app.app_context(), clock.pinned(NOW):
        try:
            ids, account_id = paid_order(stripe)
            for step, which, number in [*steps, *(("pay", which, 0) for which in (0, 1))]:
                try:
                    take_a_step(step, session.get_one(Booking, ids[which]), number, stripe, account_id)
                    session.commit()
                except DomainError:
                    session.rollback()
                session.expire_all()
                check(stripe)
            check_the_end(stripe)
            if steps is WALK:
                check_walk("tests/payouts/test_transfer_model.py")
        finally:
            database.empty()
