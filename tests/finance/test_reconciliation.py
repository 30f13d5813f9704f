"""The ledger is compared with what Stripe says that it moved: what got lost is found, and the rest is shown."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.bookings.enums import RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.finance import gateway_flows, stripe_balance
from app.finance.actions import reconciliation
from app.finance.actions.payouts import note_made_elsewhere
from app.finance.enums import BankPayoutState, Cause
from app.finance.gateway import Movement
from app.finance.models import BankPayout, Difference, Reconciliation, StripeTransaction
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.queries import balances
from app.payments import gateway_flows as payments
from app.payments.actions import note_refund, start_refund
from app.payments.enums import PaymentState
from app.payments.gateway import GatewayRefund, RefundStatus
from app.payments.models import Payment
from app.payouts.models import PayoutAccount
from tests.factories import make_user
from tests.payments.test_ledger import PRICE, after, booking, refund
from tests.payments.test_settle import massage, order, page_of
from tests.payouts.test_transfers import account, pay
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW

__all__ = ["account", "booking", "massage", "order"]

REFUND_FAILS = "4000000000005126"


def reconcile(*, days: int = 1) -> None:
    """Run the nightly comparison, some days from now."""
    with clock.pinned(NOW + timedelta(days=days)):
        assert gateway_flows.reconcile()
        session.commit()
    session.expire_all()


def open_differences() -> list[tuple[Cause, int, int]]:
    """Return the open differences: why, and the cents at Stripe and in the ledger."""
    query = select(Difference).where(Difference.resolved_at.is_(None)).order_by(Difference.id)
    return [(each.cause, each.stripe_cents, each.ledger_cents) for each in session.scalars(query)]


def cash() -> int:
    return balances().get(Account.CASH_AT_STRIPE, 0)


def last_run() -> tuple[int | None, int | None]:
    """Return our balance at Stripe and in the ledger at the end of the last comparison."""
    run = session.scalars(select(Reconciliation).order_by(Reconciliation.id.desc())).first()
    assert run is not None
    return run.stripe_cents, run.ledger_cents


def resolve(number: int = 0) -> None:
    found = session.scalars(select(Difference).where(Difference.resolved_at.is_(None)).order_by(Difference.id)).all()
    reconciliation.resolve(public_id=found[number].public_id, note="Made by hand.", user_id=make_user().id)
    session.commit()


def test_everything_that_went_well_agrees(booking: Booking, account: PayoutAccount, stripe: StripeSandbox) -> None:
    booking.commission_bps = 800
    after(booking)
    pay(booking)
    payments.pay_refund(refund(booking, 5000).id)
    pay(booking)
    for days in (12, 13):
        reconcile(days=days)
    assert open_differences() == []
    assert last_run() == (cash(), cash())
    assert session.scalar(select(func.count(StripeTransaction.id)).where(StripeTransaction.matched_at.is_(None))) == 0


def test_payment_whose_events_were_lost_is_found(order: Order, stripe: StripeSandbox) -> None:
    stripe.pay(page_of(order))
    reconcile()
    payment = session.scalars(select(Payment)).one()
    assert (payment.state, payment.fee_cents) == (PaymentState.PAID, 349)
    assert (open_differences(), cash()) == ([], PRICE - 349)


def test_fee_that_was_not_read_is_entered(booking: Booking, stripe: StripeSandbox) -> None:
    session.execute(update(Payment).values(charge_id=None, fee_cents=None))
    reconcile()
    assert session.scalars(select(Payment.fee_cents)).one() == 349
    assert open_differences() == []


def test_failed_refund_whose_event_was_lost_is_found(order: Order, stripe: StripeSandbox) -> None:
    stripe.pay(page_of(order), card=REFUND_FAILS)
    payments.catch_up(order.id)
    session.commit()
    [booking] = bookings_of_order(order.id)
    refund_id = refund(booking, 5000).id
    payments.pay_refund(refund_id)
    session.commit()
    stripe.advance(60)
    reconcile()
    assert session.get_one(Refund, refund_id).state is RefundState.FAILED
    assert open_differences() == []
    assert last_run() == (cash(), cash())


def test_refund_made_by_hand_is_unknown_until_an_admin_writes_it_off(booking: Booking, stripe: StripeSandbox) -> None:
    intent = session.scalars(select(Payment.payment_intent_id)).one() or ""
    stripe.client().v1.refunds.create({"payment_intent": intent, "amount": 2000})
    reconcile()
    assert open_differences() == [(Cause.UNKNOWN, -2000, 0)]
    assert last_run() == (PRICE - 349 - 2000, PRICE - 349)
    resolve()
    assert balances()[Account.WRITE_OFFS] == 2000
    with pytest.raises(IndexError):
        resolve()
    reconcile(days=2)
    assert open_differences() == []
    assert last_run() == (cash(), cash())


def test_entry_without_a_movement_is_missing_there_until_it_is_written_off(booking: Booking) -> None:
    made_up = [debit(Account.CASH_AT_STRIPE, 700), credit(Account.GUEST_PREPAYMENTS, 700)]
    record_entries([Entry(LedgerEvent.PAYMENT, "77", made_up)])
    session.commit()
    with clock.pinned(NOW + timedelta(minutes=30)):
        gateway_flows.reconcile()
        session.commit()
    assert open_differences() == [], "it may still be underway"
    reconcile()
    assert open_differences() == [(Cause.MISSING_THERE, 0, 700)]
    resolve()
    reconcile(days=2)
    assert open_differences() == []
    assert last_run() == (cash(), cash())


def test_movement_of_another_amount_is_shown_with_both(booking: Booking, stripe: StripeSandbox) -> None:
    intent = session.scalars(select(Payment.payment_intent_id)).one() or ""
    made = stripe.client().v1.refunds.create({"payment_intent": intent, "amount": 3000})
    ours = refund(booking, 5000)
    start_refund(refund_id=ours.id)
    note_refund(refund_id=ours.id, response=GatewayRefund(made.id, RefundStatus.SUCCEEDED))
    session.commit()
    reconcile()
    assert open_differences() == [(Cause.AMOUNT, -3000, -5000)]
    resolve()
    assert last_run()[0] == cash()


def test_difference_disappears_once_both_sides_agree(booking: Booking, stripe: StripeSandbox) -> None:
    intent = session.scalars(select(Payment.payment_intent_id)).one() or ""
    made = stripe.client().v1.refunds.create({"payment_intent": intent, "amount": 2000})
    reconcile()
    ours = refund(booking, 2000)
    start_refund(refund_id=ours.id)
    note_refund(refund_id=ours.id, response=GatewayRefund(made.id, RefundStatus.SUCCEEDED))
    session.commit()
    reconcile(days=2)
    found = session.scalars(select(Difference)).one()
    assert (found.resolved_at is not None, found.resolved_by_id) == (True, None)
    with pytest.raises(Conflict):
        reconciliation.resolve(public_id=found.public_id, note="Twice.", user_id=make_user().id)


def test_difference_that_has_gone_is_resolved_without_a_correction(booking: Booking, stripe: StripeSandbox) -> None:
    intent = session.scalars(select(Payment.payment_intent_id)).one() or ""
    made = stripe.client().v1.refunds.create({"payment_intent": intent, "amount": 2000})
    reconcile()
    ours = refund(booking, 2000)
    start_refund(refund_id=ours.id)
    note_refund(refund_id=ours.id, response=GatewayRefund(made.id, RefundStatus.SUCCEEDED))
    session.commit()
    resolve()
    assert Account.WRITE_OFFS not in balances()


def test_comparison_continues_where_it_was_interrupted(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    after(booking)
    pay(booking)
    payments.pay_refund(refund(booking, 5000).id)
    pay(booking)
    monkeypatch.setattr(stripe_balance, "PAGE", 1)
    monkeypatch.setattr(gateway_flows, "MOST_PAGES", 3)
    with clock.pinned(NOW + timedelta(days=12)):
        assert not gateway_flows.reconcile()
        session.commit()
        assert gateway_flows.reconcile()
        session.commit()
    assert session.scalars(select(Reconciliation.transactions)).all() == [4]
    assert (open_differences(), last_run()) == ([], (cash(), cash()))


def test_movement_agrees_with_all_entries_that_have_its_id(booking: Booking, stripe: StripeSandbox) -> None:
    intent = session.scalars(select(Payment.payment_intent_id)).one() or ""
    made = stripe.client().v1.refunds.create({"payment_intent": intent, "amount": 2000})
    moved = str(made.balance_transaction)
    for event, cents in ((LedgerEvent.RECEIVABLE, 1500), (LedgerEvent.FEE, 500)):
        lines = [debit(Account.STRIPE_FEES, cents), credit(Account.CASH_AT_STRIPE, cents)]
        record_entries([Entry(event, moved, lines)])
    session.commit()
    reconcile()
    assert open_differences() == []


def test_payout_from_the_dashboard_is_entered_and_a_failed_one_comes_back(booking: Booking) -> None:
    out = Movement("txn_1", "payout", "po_1", -4000, 0, NOW)
    for _ in range(2):
        note_made_elsewhere(out)
    session.commit()
    assert (balances()[Account.PLATFORM_BANK], cash()) == (4000, PRICE - 349 - 4000)
    note_made_elsewhere(Movement("txn_2", "payout_failure", "po_1", 4000, 0, NOW, failure="account_closed"))
    session.commit()
    payout = session.scalars(select(BankPayout)).one()
    assert (payout.state, payout.failure) == (BankPayoutState.FAILED, "account_closed")
    assert (balances()[Account.PLATFORM_BANK], cash()) == (0, PRICE - 349)
