"""The Stripe sandbox knows what the demo's guests paid and got back, so a comparison with it finds no difference."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.core import clock
from app.core.db import session
from app.demo import disputes as demo_disputes
from app.demo import earlier_payments
from app.demo.payments import pay
from app.disputes import gateway_flows as gateway_flows_of_disputes
from app.disputes.enums import DisputeStatus
from app.disputes.models import Dispute
from app.finance.enums import Cause
from app.payments import gateway_flows
from app.payments.actions import note_refund, start_refund
from app.payments.gateway import GatewayRefund, RefundStatus
from app.venues.models import Venue
from tests.finance.test_reconciliation import cash, last_run, open_differences, reconcile
from tests.payments.test_ledger import PRICE, refund
from tests.payments.test_settle import massage, order
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs

__all__ = ["massage", "order"]

FEE = 349


def cancel(order: Order) -> None:
    """Cancel an order's booking with a refund that the demo completes itself."""
    cancel_booking(booking_id=bookings_of_order(order.id)[0].id, actor=Actor.GUEST, user_id=None, reason="")
    for row in session.query(Refund).all():
        start_refund(refund_id=row.id)
        note_refund(refund_id=row.id, response=GatewayRefund(f"re_demo_{row.id}", RefundStatus.SUCCEEDED))
    session.commit()


def test_sandbox_knows_what_the_demo_was_paid(order: Order, stripe: StripeSandbox) -> None:
    pay(order)
    session.commit()
    for _ in range(2):
        earlier_payments.tell(stripe.url)
    reconcile()
    assert (open_differences(), last_run()) == ([], (PRICE - FEE, PRICE - FEE))
    # A guest is refunded as with any other payment.
    gateway_flows.pay_refund(refund(bookings_of_order(order.id)[0], 5000).id)
    reconcile(days=2)
    assert (open_differences(), last_run()) == ([], (cash(), cash()))


PLANS = [
    demo_disputes.Plan("fraudulent", timedelta(days=41), DisputeStatus.LOST, decided=timedelta(days=6)),
    demo_disputes.Plan("general", timedelta(days=58), DisputeStatus.WON, decided=timedelta(days=21)),
    demo_disputes.Plan("fraudulent", timedelta(days=9), DisputeStatus.UNDER_REVIEW),
    demo_disputes.Plan("general", timedelta(hours=5), DisputeStatus.INQUIRY_NEEDS_RESPONSE),
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.status.value)
def test_sandbox_knows_the_disputes_of_the_demo(
    order: Order, stripe: StripeSandbox, plan: demo_disputes.Plan, jobs: Jobs
) -> None:
    with clock.pinned(NOW - timedelta(days=60)):
        pay(order)
    venue = bookings_of_order(order.id)[0].venue_order.venue_id
    demo_disputes.dispute(order, session.get_one(Venue, venue), plan)
    session.commit()
    known = session.scalars(select(Dispute)).one()
    cash_before = cash()
    for _ in range(2):
        earlier_payments.tell(stripe.url)
    reconcile()
    assert (open_differences(), last_run()) == ([], (cash(), cash()))
    # What the sandbox says of it changes nothing here.
    gateway_flows_of_disputes.read_dispute(known.stripe_id)
    session.refresh(known)
    assert (known.status, cash()) == (plan.status, cash_before)


def test_demo_that_was_compared_before_the_sandbox_knew_it_agrees_afterwards(
    order: Order, stripe: StripeSandbox
) -> None:
    with clock.pinned(NOW - timedelta(days=8)):
        pay(order)
        cancel(order)
    stripe.adjust_balance(-200)
    reconcile()
    assert [cause for cause, _, _ in open_differences()] == [Cause.MISSING_THERE, Cause.MISSING_THERE]
    earlier_payments.tell(stripe.url)
    reconcile(days=2)
    assert (open_differences(), last_run()) == ([], (cash(), cash()))
