"""What admins see of venues' money."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.core.db import session
from app.ledger.chart import CHART
from app.ledger.enums import PAYABLE, Account
from app.ledger.models import LedgerEntry, LedgerPosting
from app.ledger.queries import balances
from app.payouts.models import PayoutAccount, Transfer
from app.payouts.queries.transfers import OPEN
from app.venues.models import Venue

MOST_VENUES = 200


@dataclass(frozen=True, slots=True)
class VenueMoney:
    """A venue with what we owe it, and what of that is from before the ledger, in cents. `owes` is what it owes us.

    What it no longer owes us after we have kept it, we owe.
    """

    venue: Venue
    account: PayoutAccount | None
    owed: int
    opening: int
    owes: int
    refusal: str  # why Stripe refused its last transfer, if one is waiting

    @property
    def awaits_release(self) -> bool:
        """Return whether an admin has to agree before it is paid for earlier bookings."""
        return self.opening > 0 and (self.account is None or self.account.opening_released_at is None)


def totals() -> dict[Account, int]:
    """Return the balance of every account of the ledger, in cents, each with the sign of its kind. One statement."""
    found = balances()
    return {account: found.get(account, 0) * row.sign for account, row in CHART.items()}


def venues_with_money(venue_id: int | None = None) -> Sequence[VenueMoney]:
    """List the venues that are owed something or owe us something, the largest sum first. One statement."""
    amount, account = LedgerPosting.amount_cents, LedgerPosting.account
    owed = func.coalesce(-func.sum(amount).filter(account.in_(PAYABLE)), 0)
    opening = func.coalesce(-func.sum(amount).filter(account.in_(PAYABLE), LedgerEntry.is_opening), 0)
    owes = func.coalesce(func.sum(amount).filter(account == Account.VENUE_RECEIVABLE), 0)
    sums = (
        select(
            LedgerPosting.venue_id.label("venue_id"),
            (owed + func.greatest(0, -owes)).label("owed"),
            opening.label("opening"),
            func.greatest(0, owes).label("owes"),
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(account.in_((*PAYABLE, Account.VENUE_RECEIVABLE)))
        .group_by(LedgerPosting.venue_id)
        .subquery()
    )
    refusal = (
        select(func.max(Transfer.failure))
        .where(Transfer.venue_id == Venue.id, Transfer.state.in_(OPEN))
        .correlate(Venue)
        .scalar_subquery()
    )
    query = (
        select(Venue, PayoutAccount, sums.c.owed, sums.c.opening, sums.c.owes, func.coalesce(refusal, ""))
        .join(sums, sums.c.venue_id == Venue.id)
        .outerjoin(PayoutAccount, PayoutAccount.venue_id == Venue.id)
        .order_by(sums.c.owed.desc(), Venue.id)
        .limit(MOST_VENUES)
    )
    if venue_id is None:
        query = query.where((sums.c.owed != 0) | (sums.c.owes != 0))
    else:
        query = query.where(Venue.id == venue_id)
    return [VenueMoney(row[0], row[1], int(row[2]), int(row[3]), int(row[4]), row[5]) for row in session.execute(query)]
