"""Random sequences of bookings' ends, refunds, transfers, and disputes: the ledger says what Stripe says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.bookings.models.bookings import Booking
from app.bookings.models.refunds import Refund
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.disputes import gateway_flows
from app.disputes.models import Dispute
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.payments import gateway_flows as payments
from app.payments.models import Payment
from tests import database
from tests.ledger.driven import check_walk
from tests.payments.test_ledger_model import NO_SHRINKING
from tests.payouts.test_transfer_model import paid_order, take_a_step
from tests.sandbox.servers import StripeSandbox
from tests.sizes import sized
from tests.support import NOW

STEPS = (
    *("dispute", "dispute", "inquiry", "read", "read", "win", "lose", "escalate", "reinstate", "win in part"),
    *("cancel", "no-show", "complete", "complete", "refund", "refund", "send refund", "pay", "pay", "pay out"),
)
Step = tuple[str, int, int]
# How many steps a sequence has at most, and so how many disputes.
MOST = 18
# The guest keeps the refund of the first booking as credit, and gets it from their bank, too.
WALK: list[Step] = [
    *(("cancel", 0, 57), ("dispute", 0, 0), ("read", 0, 0), ("lose", 0, 0), ("read", 0, 0)),
    *(("reinstate", 0, 999), ("read", 0, 0)),
]


class Impossible(Exception):
    """The stand-in refused a step."""


@contextmanager
def possible() -> Iterator[None]:
    """Raise Impossible if the stand-in refuses what the block does, or there is no dispute to do it with."""
    try:
        yield
    except (AssertionError, ZeroDivisionError) as refused:
        raise Impossible from refused


def take(step: str, booking: Booking, number: int, stripe: StripeSandbox, account_id: str) -> None:
    """Take one step. Raises DomainError or Impossible if it isn't possible now."""
    found = stripe.client().v1.disputes.list({"limit": 100}).data
    if step in {"dispute", "inquiry"}:
        intent = session.scalars(select(Payment.payment_intent_id)).one() or ""
        amount = None if number % 3 == 0 else number % 11001 + 1
        with possible():
            stripe.dispute(intent, amount=amount, inquiry=step == "inquiry")
    elif step == "read":
        for each in found:
            gateway_flows.read_dispute(each.id)
            session.commit()
    elif step in {"win", "lose", "escalate", "reinstate", "win in part"}:
        cents = number % 8000 + 1 if step in {"reinstate", "win in part"} else None
        with possible():
            stripe.decide(found[number % len(found)].id, step.removesuffix(" in part"), cents)
    elif step == "send refund":
        send_refunds()
    else:
        take_a_step(step, booking, number, stripe, account_id)


def send_refunds() -> None:
    """Run the jobs of all refunds, and those that they defer."""
    for refund_id in session.scalars(select(Refund.id).order_by(Refund.id)).all():
        payments.pay_refund(refund_id)
        session.commit()
        gateway_flows.look_for(refund_id)
        session.commit()


def check_the_end(stripe: StripeSandbox) -> None:
    """Check that once everything is decided, all is settled, and only what banks took beyond the payment is lost."""
    found, v1 = balances(), stripe.client().v1
    moved = v1.balance_transactions.list({"limit": 100}).data
    assert sum(found.values()) == 0
    assert found[Account.CASH_AT_STRIPE] == sum(each.net for each in moved)
    assert found[Account.STRIPE_FEES] == sum(each.fee for each in moved)
    assert (found.get(Account.DISPUTES, 0), found.get(Account.VENUE_PAYABLE, 0)) == (0, 0)
    intent = session.scalars(select(Payment.payment_intent_id)).one() or ""
    paid: Any = v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]}).latest_charge
    taken = sum(dispute.taken_cents for dispute in session.scalars(select(Dispute)))
    assert found.get(Account.WRITE_OFFS, 0) == max(0, paid.amount_refunded + taken - paid.amount)


@settings(
    max_examples=sized(100, 5),
    phases=NO_SHRINKING,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(0, 20000)), min_size=6, max_size=MOST
    )
)
@example(steps=WALK)
def test_the_ledger_agrees_with_stripe_after_any_dispute(app: Flask, stripe: StripeSandbox, steps: list[Step]) -> None:
    stripe.reset()
    stripe.set_clock(NOW)
    with app.app_context(), clock.pinned(NOW):
        try:
            ids, account_id = paid_order(stripe)
            ends: list[Step] = [*(("lose", 0, number) for number in range(MOST)), ("read", 0, 0)]
            last: list[Step] = [("send refund", 0, 0), ("read", 0, 0), ("pay", 0, 0), ("pay", 1, 0)]
            for step, which, number in [*steps, *ends, *last]:
                try:
                    take(step, session.get_one(Booking, ids[which]), number, stripe, account_id)
                    session.commit()
                except (DomainError, Impossible):
                    session.rollback()
                session.expire_all()
            check_the_end(stripe)
            if steps is WALK:
                check_walk("tests/disputes/test_dispute_model.py")
        finally:
            database.empty()
