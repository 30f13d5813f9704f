"""A venue's statement, from the ledger and its payouts."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select

from app.core.db import session
from app.ledger.enums import PAYABLE, Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.payouts.models import Payout
from app.payouts.queries.overview import LEFT
from app.statements.periods import Period
from app.venues.models import Venue

# What we hold for a venue, less what it owes us.
HELD = (*PAYABLE, Account.VENUE_RECEIVABLE)
MOVES = (LedgerEvent.TRANSFER, LedgerEvent.REVERSAL)


@dataclass(frozen=True, slots=True)
class Statement:
    """What changed a venue's balance in a period, in cents. Refunds, commission, and payouts are negative.

    The balance is in two places: with us, and in the venue's account at Stripe.
    """

    opening_with_us: int
    opening_at_stripe: int
    earned: int
    refunds: int
    commission: int
    tips: int
    other: int
    sent: int
    payouts: int

    @property
    def closing_with_us(self) -> int:
        changes = self.earned + self.refunds + self.commission + self.tips + self.other
        return self.opening_with_us + changes - self.sent

    @property
    def closing_at_stripe(self) -> int:
        return self.opening_at_stripe + self.sent + self.payouts


def statement_of(venue: Venue, period: Period) -> Statement:
    """Return a venue's statement. One statement of the database."""
    begin, end = period.instants(venue.zone)
    amount, event = LedgerPosting.amount_cents, LedgerEntry.event
    before, held = LedgerEntry.at < begin, LedgerPosting.account.in_(HELD)
    earning, moved = and_(~before, event == LedgerEvent.EARNING), and_(held, event.in_(MOVES))

    def cents(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(amount).filter(condition), 0)

    def paid_out(condition: ColumnElement[bool]) -> ColumnElement[int]:
        found = select(func.coalesce(func.sum(Payout.amount_cents), 0))
        return found.where(Payout.venue_id == venue.id, Payout.status.in_(LEFT), condition).scalar_subquery()

    row = session.execute(
        select(
            cents(and_(before, held)),
            cents(and_(before, moved)),
            cents(and_(earning, amount < 0)),
            cents(and_(earning, amount > 0)),
            cents(and_(earning, LedgerPosting.account == Account.COMMISSION)),
            cents(and_(~before, event == LedgerEvent.TIP, held)),
            cents(and_(~before, moved)),
            cents(and_(~before, held)),
            paid_out(Payout.arrives_on < period.first),
            paid_out(Payout.arrives_on.between(period.first, period.last)),
        )
        .select_from(LedgerPosting)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(
            LedgerPosting.venue_id == venue.id,
            LedgerPosting.account.in_((*HELD, Account.COMMISSION)),
            LedgerEntry.at < end,
        )
    ).one()
    held_before, moved_before, earned, refunds, commission, tips, sent, changed, paid_before, paid = map(int, row)
    return Statement(
        opening_with_us=-held_before,
        opening_at_stripe=moved_before - paid_before,
        earned=-earned,
        refunds=-refunds,
        commission=commission,
        tips=-tips,
        # Everything that has no line of its own.
        other=-changed + earned + refunds - commission + tips + sent,
        sent=sent,
        payouts=-paid,
    )
