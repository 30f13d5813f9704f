"""The books by month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Row, cast, func, select

from app.core import clock
from app.core.db import session
from app.finance.models import ClosedMonth, ClosedTotal, Difference, Reconciliation
from app.finance.months import CLOSES_AFTER, Month, following, month_at, month_on
from app.ledger.chart import CHART
from app.ledger.enums import Account
from app.ledger.models import LedgerEntry, LedgerPosting

STREAMED = 1000
AMOUNT = LedgerPosting.amount_cents


@dataclass(frozen=True, slots=True)
class AccountTotal:
    """An account in a month, in cents: its balance before, debits and credits."""

    account: Account
    opening: int
    debits: int
    credits: int

    @property
    def closing(self) -> int:
        return self.opening + self.debits - self.credits


@dataclass(frozen=True, slots=True)
class Standing:
    """What speaks against closing a month: open differences, and no comparison with Stripe since it ended."""

    differences: int
    is_compared: bool

    @property
    def is_clean(self) -> bool:
        return self.is_compared and self.differences == 0


def months(zone: ZoneInfo) -> list[Month]:
    """List the months since the first entry, the newest first. One statement."""
    first = session.scalar(select(func.min(LedgerEntry.at)))
    if first is None:
        return []
    found, now = [month_at(first, zone)], clock.now()
    while found[-1].ends_at <= now:
        found.append(month_on(following(found[-1].first_day), zone))
    return found[::-1]


def closed_months() -> dict[date, ClosedMonth]:
    """Return the closed months by their first day. One statement."""
    return {each.first_day: each for each in session.scalars(select(ClosedMonth))}


def is_over(month: Month) -> bool:
    """Return whether a month ended long enough ago to be closed."""
    return month.ends_at + CLOSES_AFTER <= clock.now()


def next_to_close(zone: ZoneInfo) -> Month | None:
    """Return the earliest month that is open, or None without entries. At most two statements."""
    closed = closed_months()
    return next((month for month in reversed(months(zone)) if month.first_day not in closed), None)


def standing(month: Month) -> Standing:
    """Return what speaks against closing a month. Two statements."""
    differences = session.scalar(select(func.count(Difference.id)).where(Difference.resolved_at.is_(None)))
    compared = select(Reconciliation.id).where(
        Reconciliation.finished_at.is_not(None), Reconciliation.started_at >= month.ends_at
    )
    return Standing(int(differences or 0), session.scalar(compared.limit(1)) is not None)


def totals(month: Month) -> Sequence[AccountTotal]:
    """Return the accounts of a month in the order of the chart: frozen ones if it is closed. At most two statements."""
    frozen = session.scalars(select(ClosedTotal).where(ClosedTotal.first_day == month.first_day)).all()
    if frozen:
        found = {
            each.account: AccountTotal(each.account, each.opening_cents, each.debit_cents, each.credit_cents)
            for each in frozen
        }
    else:
        found = {each.account: each for each in live_totals(month)}
    return [found[account] for account in CHART if account in found]


def live_totals(month: Month) -> Iterator[AccountTotal]:
    """Add up the accounts of a month. One statement."""
    inside = LedgerEntry.at >= month.starts_at
    rows = session.execute(
        select(
            LedgerPosting.account,
            _sum(LedgerEntry.at < month.starts_at),
            _sum(inside & (AMOUNT > 0)),
            _sum(inside & (AMOUNT < 0)),
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerEntry.at < month.ends_at)
        .group_by(LedgerPosting.account)
    )
    for account, opening, debits, credits in rows:
        yield AccountTotal(account, int(opening), int(debits), -int(credits))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(AMOUNT).filter(condition), 0)


def postings(month: Month) -> Iterator[Row[LedgerEntry, LedgerPosting]]:
    """Iterate over everything posted in a month, in order, streamed in batches."""
    query = (
        select(LedgerEntry, LedgerPosting)
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(LedgerEntry.at >= month.starts_at, LedgerEntry.at < month.ends_at)
        .order_by(LedgerEntry.at, LedgerEntry.id, LedgerPosting.id)
    )
    yield from session.execute(query.execution_options(yield_per=STREAMED))


def daily_nets(month: Month, zone: ZoneInfo) -> Iterator[tuple[date, Account, int]]:
    """Iterate over what each account changed by on each day of a month, debits less credits. One statement."""
    day = cast(func.timezone(str(zone), LedgerEntry.at), Date)
    query = (
        select(day, LedgerPosting.account, func.sum(AMOUNT))
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerEntry.at >= month.starts_at, LedgerEntry.at < month.ends_at)
        .group_by(day, LedgerPosting.account)
        .having(func.sum(AMOUNT) != 0)
        .order_by(day, LedgerPosting.account)
    )
    for on, account, cents in session.execute(query.execution_options(yield_per=STREAMED)):
        yield on, account, int(cents)


def last_run() -> Reconciliation | None:
    """Return the latest comparison with Stripe that is finished."""
    query = select(Reconciliation).where(Reconciliation.finished_at.is_not(None))
    return session.scalar(query.order_by(Reconciliation.id.desc()).limit(1))


def run_underway() -> datetime | None:
    """Return when the comparison that isn't finished began, or None."""
    return session.scalar(select(Reconciliation.started_at).where(Reconciliation.finished_at.is_(None)))
