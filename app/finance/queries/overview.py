"""What admins see of all money: how long sums have been open, what went wrong, and what each month brought."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Date, case, cast, func, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import session
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.payouts.enums import PayoutStatus, TransferState
from app.payouts.models import Payout, Transfer
from app.payouts.queries.transfers import OPEN
from app.venues.models import Venue

# The upper limits of the age groups in days. The last group is everything older.
AGES = (30, 60, 90)
MOST = 100
MONTHS = 12
FAILED_WITHIN = timedelta(days=90)


@dataclass(slots=True)
class Aged:
    """What a venue is owed, or owes us, in cents by age, the newest first."""

    venue: Venue
    cents: list[int] = field(default_factory=lambda: [0] * (len(AGES) + 1))

    @property
    def total(self) -> int:
        return sum(self.cents)


@dataclass(frozen=True, slots=True)
class WaitingTransfer:
    """A transfer that Stripe refused, with its venue."""

    transfer: Transfer
    venue: Venue


@dataclass(frozen=True, slots=True)
class MonthOfMoney:
    """What a month brought us and cost us, in cents."""

    first_day: date
    commission: int
    fees: int
    deals: int  # what we paid venues for sitewide deals

    @property
    def left(self) -> int:
        return self.commission - self.fees - self.deals


def aged(account: Account, *, limit: int | None = MOST) -> Sequence[Aged]:
    """List the venues with a balance in an account by how long it has been open. One statement.

    A balance consists of what was added last. So for each booking, older additions count as settled first. What was
    settled by mistake, and undone, is as old as it was.
    """
    sign = -1 if account is Account.VENUE_PAYABLE else 1
    which = (LedgerPosting.venue_id, LedgerPosting.booking_id)
    undone = LedgerEntry.event == LedgerEvent.RECEIVABLE_UNDONE
    added = case((undone, 0), else_=func.greatest(sign * LedgerPosting.amount_cents, 0))
    newer = func.sum(added).over(partition_by=which, order_by=(LedgerEntry.at.desc(), LedgerPosting.id.desc()))
    lines = (
        select(
            LedgerPosting.venue_id,
            LedgerEntry.at,
            added.label("added"),
            newer.label("newer"),
            func.sum(sign * LedgerPosting.amount_cents).over(partition_by=which).label("balance"),
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerPosting.account == account)
        .subquery()
    )
    part = func.greatest(func.least(lines.c.added, lines.c.balance - (lines.c.newer - lines.c.added)), 0)
    days = func.floor(func.extract("epoch", clock.now() - lines.c.at) / 86400)
    bucket = func.width_bucket(days, [each + 1 for each in AGES])
    query = (
        select(Venue, bucket, func.sum(part))
        .join(lines, lines.c.venue_id == Venue.id)
        .where(lines.c.balance > 0)
        .group_by(Venue.id, bucket)
        .having(func.sum(part) > 0)
        .order_by(Venue.name, Venue.id)
    )
    found: dict[int, Aged] = {}
    for venue, number, cents in session.execute(query):
        found.setdefault(venue.id, Aged(venue)).cents[number] = int(cents)
    return sorted(found.values(), key=lambda each: -each.total)[:limit]


def refused_transfers() -> Sequence[WaitingTransfer]:
    """List the transfers that wait because Stripe refused them, the oldest first. One statement."""
    query = (
        select(Transfer, Venue)
        .join(Venue, Venue.id == Transfer.venue_id)
        .where(Transfer.state.in_(OPEN), Transfer.failure != "")
        .options(joinedload(Transfer.booking), joinedload(Transfer.dispute))
        .order_by(Transfer.id)
        .limit(MOST)
    )
    return [WaitingTransfer(transfer, venue) for transfer, venue in session.execute(query)]


def due_transfers() -> tuple[int, int]:
    """Return how many transfers wait to be sent, and their cents. One statement."""
    waiting = Transfer.state == TransferState.DUE
    row = session.execute(select(func.count(), func.sum(Transfer.amount_cents)).where(waiting)).one()
    return row[0], int(row[1] or 0)


def failed_payouts(*, lately: bool = True) -> Sequence[tuple[Payout, Venue]]:
    """List the payouts that banks returned, all or the latest of the last months, the newest first. One statement."""
    query = (
        select(Payout, Venue)
        .join(Venue, Venue.id == Payout.venue_id)
        .where(Payout.status == PayoutStatus.FAILED)
        .order_by(Payout.id.desc())
    )
    if lately:
        query = query.where(Payout.created_at >= clock.now() - FAILED_WITHIN).limit(MOST)
    return [(payout, venue) for payout, venue in session.execute(query)]


def by_month(zone: ZoneInfo, *, since: datetime | None = None) -> Sequence[MonthOfMoney]:
    """List what each month brought, the newest first: all, or those since a time, at most a year. One statement."""
    first_day = cast(func.date_trunc("month", func.timezone(str(zone), LedgerEntry.at)), Date)
    account, amount = LedgerPosting.account, LedgerPosting.amount_cents
    query = (
        select(
            first_day,
            func.coalesce(-func.sum(amount).filter(account == Account.COMMISSION), 0),
            func.coalesce(func.sum(amount).filter(account == Account.STRIPE_FEES), 0),
            func.coalesce(func.sum(amount).filter(account == Account.PLATFORM_DISCOUNTS), 0),
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(account.in_((Account.COMMISSION, Account.STRIPE_FEES, Account.PLATFORM_DISCOUNTS)))
        .group_by(first_day)
        .order_by(first_day.desc())
    )
    if since is not None:
        query = query.where(LedgerEntry.at >= since).limit(MONTHS)
    return [MonthOfMoney(on, *map(int, cents)) for on, *cents in session.execute(query)]
