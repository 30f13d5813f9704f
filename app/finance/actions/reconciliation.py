"""Comparing the ledger with what Stripe says that it moved. Nothing here makes network calls: see gateway_flows.py."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.bookings.models.refunds import Refund
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.core.jobs import defer, is_planned
from app.finance.actions.payouts import note_made_elsewhere
from app.finance.enums import Cause
from app.finance.errors import FinanceErrorCode
from app.finance.gateway import Balance, Movement
from app.finance.models import ClosedMonth, Difference, Reconciliation, StripeTransaction
from app.finance.queries.matching import (
    FEES,
    Recorded,
    cash_by_key,
    cash_of,
    entries_missing_there,
    events_of,
    payments_of,
    unmatched,
)
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.queries import balances
from app.payments.actions import note_charge, note_refund_event
from app.payments.enums import PaymentState
from app.payments.gateway import DOLLARS, GatewayRefund, RefundStatus

# How long a movement may take to reach the other side before it counts as a difference.
UNDERWAY = timedelta(hours=1)
# What is read again of the time before: Stripe may list a movement later than its time says.
OVERLAP = timedelta(hours=6)
JOB = "finance.reconcile"


def defer_reconciling() -> None:
    """Defer the job that compares, unless one is waiting."""
    if not is_planned(JOB, lock=JOB):
        defer(JOB, lock=JOB)


def start_run() -> Reconciliation:
    """Return the comparison that isn't finished, or start one where the last one began."""
    run = session.scalar(select(Reconciliation).where(Reconciliation.finished_at.is_(None)))
    if run is None:
        newest = session.scalar(select(func.max(Reconciliation.newest_at)))
        run = Reconciliation(started_at=clock.now(), since=newest - OVERLAP if newest else None)
        session.add(run)
        session.flush()
    return run


def note_page(*, run_id: int, movements: Sequence[Movement]) -> None:
    """Save a page of movements, and compare those that are new with the ledger."""
    run = session.get_one(Reconciliation, run_id, with_for_update=True, populate_existing=True)
    if not movements:
        return
    run.newest_at = run.newest_at or movements[0].at
    run.cursor, run.transactions = movements[-1].id, run.transactions + len(movements)
    rows = [
        {
            "stripe_id": each.id,
            "kind": each.kind,
            "source_id": each.source_id,
            "intent_id": each.intent_id,
            "reference": each.reference,
            "currency": each.currency,
            "amount_cents": each.amount,
            "fee_cents": each.fee,
            "at": each.at,
        }
        for each in movements
    ]
    session.execute(insert(StripeTransaction).on_conflict_do_nothing(index_elements=["stripe_id"]), rows)
    _heal_from(movements)
    these = StripeTransaction.stripe_id.in_([each.id for each in movements])
    match(session.scalars(select(StripeTransaction).where(these, StripeTransaction.matched_at.is_(None))).all())


def _heal_from(movements: Sequence[Movement]) -> None:
    """Note what Stripe showed with the movements, if an event about it was lost: failed refunds, unknown payouts."""
    failed = {each.source_id: each.failure for each in movements if each.kind == "refund_failure"}
    for stripe_id in session.scalars(select(Refund.stripe_id).where(Refund.stripe_id.in_(failed))):
        if stripe_id:
            note_refund_event(response=GatewayRefund(stripe_id, RefundStatus.FAILED, failed[stripe_id]))
    for each in reversed(movements):  # the oldest first
        if each.kind.startswith("payout") and each.currency == DOLLARS:
            note_made_elsewhere(each)


def match(moved: Collection[StripeTransaction]) -> None:
    """Compare movements with the ledger, and note those that it has with the same amount.

    Fees are recorded here if the ledger lacks them. What isn't in dollars is never in it.
    """
    moved = [each for each in moved if each.is_in_dollars]
    events = events_of(moved)
    _record_fees(moved)
    entries = cash_of(set(events.values())) if events else {}
    for each in moved:
        event = events.get(each.id)
        if event is None or event not in entries:
            continue
        each.event, each.key = event
        if _recorded_cents(each, event, entries) == each.net_cents:
            each.matched_at = clock.now()
    session.flush()


def _recorded_cents(moved: StripeTransaction, event: Recorded, entries: dict[Recorded, tuple[int, int]]) -> int:
    """Return by how much the ledger says that a movement changed our balance. The fee of a charge has its own entry."""
    if event[1] == moved.stripe_id:
        return cash_by_key(moved.stripe_id)
    _, cents = entries[event]
    if event[0] is not LedgerEvent.PAYMENT:
        return cents
    fee = cash_of([(LedgerEvent.FEE, event[1])]) if moved.fee_cents else {}
    return cents + sum(part for _, part in fee.values())


def _record_fees(moved: Collection[StripeTransaction]) -> None:
    """Record the fees of paid charges, if they weren't known, and what Stripe charged us apart from them."""
    payments = payments_of(moved)
    for each in moved:
        payment = payments.get(each.id)
        if payment is not None and payment.state is PaymentState.PAID:
            note_charge(payment=payment, charge_id=each.source_id, fee_cents=each.fee_cents)
    record_entries(
        Entry(
            LedgerEvent.FEE,
            each.stripe_id,
            [debit(Account.STRIPE_FEES, -each.net_cents), credit(Account.CASH_AT_STRIPE, -each.net_cents)],
        )
        for each in moved
        if each.kind in FEES
    )
    session.flush()


def compare() -> None:
    """Store what Stripe and the ledger don't agree on, and resolve the differences on which they do now."""
    until = clock.now() - UNDERWAY
    match(unmatched())
    last_end = session.scalar(select(func.max(ClosedMonth.ends_at)))
    missing = entries_missing_there(until=until, since=last_end)
    for moved in unmatched(until=until):
        _store(_seen(moved))
    for entry_id, cents in missing.items():
        _store(Seen(Cause.MISSING_THERE, 0, cents, entry_id=entry_id))
    _resolve_equal()


@dataclass(frozen=True, slots=True)
class Seen:
    """A difference as it is now, about a movement at Stripe or an entry in the ledger, in cents."""

    cause: Cause
    stripe: int
    ledger: int
    transaction_id: int | None = None
    entry_id: int | None = None


def _seen(moved: StripeTransaction) -> Seen:
    """Return how a movement that doesn't match differs from the ledger."""
    if not moved.is_in_dollars:
        return Seen(Cause.CURRENCY, 0, 0, transaction_id=moved.id)
    if moved.event is None or moved.key is None:
        cause = Cause.MISSING_HERE if events_of([moved]) else Cause.UNKNOWN
        return Seen(cause, moved.net_cents, 0, transaction_id=moved.id)
    event = (moved.event, moved.key)
    entries = cash_of([event])
    cents = _recorded_cents(moved, event, entries)
    return Seen(Cause.AMOUNT, moved.net_cents, cents, transaction_id=moved.id, entry_id=entries[event][0])


def _store(seen: Seen) -> None:
    """Store a difference, or bring the one that is stored up to date. One that was resolved stays so."""
    about = (
        (Difference.transaction_id == seen.transaction_id,)
        if seen.transaction_id is not None
        else (Difference.transaction_id.is_(None), Difference.entry_id == seen.entry_id)
    )
    found = session.scalar(select(Difference).where(*about))
    if found is None:
        found = Difference(transaction_id=seen.transaction_id, found_at=clock.now())
        session.add(found)
    if found.resolved_at is None:
        found.cause, found.entry_id = seen.cause, seen.entry_id
        found.stripe_cents, found.ledger_cents = seen.stripe, seen.ledger
    session.flush()


def _resolve_equal() -> None:
    """Resolve the open differences on which both sides agree by now."""
    for found in session.scalars(select(Difference).where(Difference.resolved_at.is_(None))).all():
        if _is_gone(found):
            found.resolved_at = clock.now()
    session.flush()


def _is_gone(found: Difference) -> bool:
    if found.transaction_id is not None:
        return session.get_one(StripeTransaction, found.transaction_id).matched_at is not None
    return not entries_missing_there(until=clock.now(), since=None, only=found.entry_id)


def finish_run(*, run_id: int, balance: Balance) -> None:
    """End a comparison with our balance at Stripe, and in the ledger."""
    run = session.get_one(Reconciliation, run_id, with_for_update=True, populate_existing=True)
    if run.finished_at is None:
        run.finished_at, run.stripe_cents = clock.now(), balance.available + balance.pending
        run.ledger_cents = balances().get(Account.CASH_AT_STRIPE, 0)
    session.flush()


def resolve(*, public_id: str, note: str, user_id: int) -> Difference:
    """Resolve a difference by hand: a new entry makes the ledger agree with Stripe, against write-offs.

    Raises NotFound, or Conflict if it is resolved already.
    """
    found = session.scalar(select(Difference).where(Difference.public_id == public_id).with_for_update())
    if found is None:
        raise NotFound(FinanceErrorCode.NO_SUCH_DIFFERENCE)
    if found.resolved_at is not None:
        raise Conflict(FinanceErrorCode.ALREADY_RESOLVED)
    cents = _to_correct(found)
    correction = [debit(Account.CASH_AT_STRIPE, cents), credit(Account.WRITE_OFFS, cents)]
    record_entries([Entry(LedgerEvent.CORRECTION, found.public_id, correction)])
    found.resolved_at, found.resolved_by_id, found.note = clock.now(), user_id, note
    session.flush()
    return found


def _to_correct(found: Difference) -> int:
    """Return what the ledger lacks now, in cents, and leave the movement out of later comparisons."""
    if found.transaction_id is None:
        return 0 if _is_gone(found) else found.stripe_cents - found.ledger_cents
    moved = session.get_one(StripeTransaction, found.transaction_id, with_for_update=True, populate_existing=True)
    match([moved])
    if moved.matched_at is not None:
        return 0
    now, moved.matched_at = _seen(moved), clock.now()
    found.stripe_cents, found.ledger_cents = now.stripe, now.ledger
    return now.stripe - now.ledger
