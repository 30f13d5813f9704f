"""Closing a month: afterwards the database refuses entries that are dated in it, and its totals are kept."""

from sqlalchemy import func, select

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.finance.errors import FinanceErrorCode
from app.finance.models import ClosedMonth, ClosedTotal
from app.finance.months import Month
from app.finance.queries.months import is_over, live_totals, standing
from app.ledger.models import LedgerEntry


def close_month(*, month: Month, accepts_differences: bool) -> ClosedMonth:
    """Close a month. `accepts_differences` says that the ledger and Stripe don't have to agree.

    Raises Conflict if it is closed, and DomainError if it isn't over, an earlier one is open, or there are differences.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("closing months"))))
    last = session.scalar(select(func.max(ClosedMonth.ends_at)))
    if last is not None and month.starts_at < last:
        raise Conflict(FinanceErrorCode.MONTH_CLOSED)
    if not is_over(month):
        raise DomainError(FinanceErrorCode.MONTH_NOT_OVER)
    earlier = select(LedgerEntry.id).where(LedgerEntry.at < month.starts_at)
    if last is not None:
        earlier = earlier.where(LedgerEntry.at >= last)
    if (last is not None and last < month.starts_at) or session.scalar(earlier.limit(1)) is not None:
        raise DomainError(FinanceErrorCode.EARLIER_MONTH_OPEN)
    found = standing(month)
    if not found.is_clean and not accepts_differences:
        raise DomainError(FinanceErrorCode.DIFFERENCES_OPEN)
    closed = ClosedMonth(
        first_day=month.first_day,
        starts_at=month.starts_at,
        ends_at=month.ends_at,
        closed_at=clock.now(),
        differences=found.differences,
    )
    totals = [
        ClosedTotal(
            first_day=month.first_day,
            account=each.account,
            opening_cents=each.opening,
            debit_cents=each.debits,
            credit_cents=each.credits,
        )
        for each in live_totals(month)
    ]
    session.add(closed)
    session.flush()
    session.add_all(totals)
    session.flush()
    return closed
