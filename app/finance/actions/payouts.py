"""Payouts of our own balance to our bank, as far as our database is concerned.

Nothing here makes network calls: see gateway_flows.py.
"""

from datetime import date

from sqlalchemy import func, select

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.core.logs import log
from app.finance.enums import BankPayoutState
from app.finance.errors import FinanceErrorCode
from app.finance.gateway import MadePayout, Movement
from app.finance.models import BankPayout
from app.finance.queries.balance import cash_at_stripe, free_cents, liabilities
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent

OPEN = (BankPayoutState.DUE, BankPayoutState.SENT)


def request_payout(*, cents: int, user_id: int) -> BankPayout:
    """Store a payout to our bank, and defer the job that sends it, once Stripe says that so much is available.

    Raises DomainError if it is more than what belongs to us, or Conflict while another one is being sent.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("bank payout"))))
    if session.scalar(select(BankPayout.id).where(BankPayout.state.in_(OPEN))):
        raise Conflict(FinanceErrorCode.PAYOUT_UNDERWAY)
    free = free_cents(cash_at_stripe())
    if cents > free:
        raise DomainError(FinanceErrorCode.MORE_THAN_FREE, free=free)
    payout = BankPayout(amount_cents=cents, requested_by_id=user_id, created_at=clock.now())
    session.add(payout)
    session.flush()
    defer("finance.send_payout", lock=f"finance.send_payout:{payout.id}", payout_id=payout.id)
    return payout


def missing_cents(*, payout_id: int, available: int) -> int:
    """Return how much of a payout belongs to others, or isn't available at Stripe yet, in cents; 0 if nothing."""
    payout = session.get_one(BankPayout, payout_id)
    return max(0, payout.amount_cents - max(0, available - liabilities()))


def start_payout(*, payout_id: int) -> BankPayout | None:
    """Mark a payout as sent before sending it. Returns None if there is nothing to send."""
    payout = session.get_one(BankPayout, payout_id, with_for_update=True, populate_existing=True)
    if payout.state not in OPEN:
        return None
    payout.state = BankPayoutState.SENT
    session.flush()
    return payout


def note_payout(*, payout_id: int, made: MadePayout) -> None:
    """Record that Stripe has made a payout."""
    payout = session.get_one(BankPayout, payout_id, with_for_update=True, populate_existing=True)
    if payout.state in OPEN:
        _make(payout, made.id, made.arrives_on)


def refuse_payout(*, payout_id: int, why: str) -> None:
    """Record that Stripe refused a payout. It is over; an admin may request another one."""
    payout = session.get_one(BankPayout, payout_id, with_for_update=True, populate_existing=True)
    if payout.state in OPEN:
        payout.state, payout.failure = BankPayoutState.FAILED, why[:300]
        log.error("a payout to our bank was refused", payout=payout.id, why=why)
    session.flush()


def note_made_elsewhere(seen: Movement) -> None:
    """Record a payout that Stripe lists: one whose response got lost, one from its dashboard, or one that failed."""
    payout = session.scalar(select(BankPayout).where(BankPayout.stripe_id == seen.source_id).with_for_update())
    if payout is None and seen.kind == "payout":
        ours = BankPayout.public_id == seen.reference, BankPayout.state.in_(OPEN)
        payout = session.scalar(select(BankPayout).where(*ours).with_for_update())
        if payout is None:
            payout = BankPayout(amount_cents=-seen.amount, created_at=seen.at)
            session.add(payout)
            log.warning("a payout to our bank that nobody requested here", payout=seen.source_id)
        _make(payout, seen.source_id, None)
    elif payout is not None and seen.kind != "payout" and payout.state is not BankPayoutState.FAILED:
        payout.state, payout.failure = BankPayoutState.FAILED, seen.failure
        _record(payout, LedgerEvent.BANK_PAYOUT_FAILED, -payout.amount_cents)
        log.error("a payout to our bank failed", payout=payout.id, why=seen.failure)
    session.flush()


def _make(payout: BankPayout, stripe_id: str, arrives_on: date | None) -> None:
    payout.state, payout.stripe_id, payout.arrives_on = BankPayoutState.MADE, stripe_id, arrives_on
    session.flush()
    _record(payout, LedgerEvent.BANK_PAYOUT, payout.amount_cents)


def _record(payout: BankPayout, event: LedgerEvent, cents: int) -> None:
    """Record that `cents` went from Stripe to our bank, or back if negative."""
    moved = [debit(Account.PLATFORM_BANK, cents), credit(Account.CASH_AT_STRIPE, cents)]
    record_entries([Entry(event, str(payout.id), moved)])
