"""What of our balance at Stripe is ours."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.finance.enums import BankPayoutState
from app.finance.models import BankPayout
from app.ledger.chart import CHART
from app.ledger.enums import Account, AccountKind
from app.ledger.queries import balances
from app.payouts.queries.returns import returns_due

MOST_PAYOUTS = 50


@dataclass(frozen=True, slots=True)
class Free:
    """What can be paid out to our bank, in cents, and why: what Stripe could pay out, less what belongs to others."""

    available: int
    liabilities: int
    underway: int

    @property
    def cents(self) -> int:
        return self.available - self.liabilities - self.underway


def liabilities() -> int:
    """Return what we owe to guests, venues, and others, in cents. An account that is overdrawn lowers no other.

    What venues paid us and no longer owe is in an account of what they owe, where others may owe more.
    """
    found, owed = balances(), AccountKind.LIABILITY
    return returns_due() + sum(max(0, -found.get(each, 0)) for each, row in CHART.items() if row.kind is owed)


def cash_at_stripe() -> int:
    """Return our balance at Stripe, as far as the ledger knows, in cents."""
    return balances().get(Account.CASH_AT_STRIPE, 0)


def free(available: int) -> Free:
    """Return how much of what Stripe could pay out is ours. Two statements."""
    open_ones = BankPayout.state.in_((BankPayoutState.DUE, BankPayoutState.SENT))
    underway = session.scalar(select(func.sum(BankPayout.amount_cents)).where(open_ones))
    return Free(available, liabilities(), int(underway or 0))


def free_cents(available: int) -> int:
    return free(available).cents


def bank_payouts() -> Sequence[BankPayout]:
    """List the latest payouts to our bank with the admins who requested them. One statement."""
    query = select(BankPayout).options(joinedload(BankPayout.requested_by)).order_by(BankPayout.id.desc())
    return session.scalars(query.limit(MOST_PAYOUTS)).all()
