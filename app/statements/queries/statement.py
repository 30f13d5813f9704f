"""A venue's statement, from the ledger and its payouts."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from app.core.db import session
from app.ledger.enums import PAYABLE, Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.payouts.models import Payout
from app.payouts.queries.overview import LEFT
from app.payouts.queries.returns import OF_DISPUTES
from app.statements.periods import Period
from app.venues.models import Venue

# What we hold for a venue, less what it owes us.
HELD = (*PAYABLE, Account.VENUE_RECEIVABLE)
# What a venue has earned is in two accounts: its part, and our commission.
EARNED = (Account.VENUE_PAYABLE, Account.COMMISSION)
MOVES = (LedgerEvent.TRANSFER, LedgerEvent.REVERSAL)
CREDIT = (LedgerEvent.VENUE_CREDIT, LedgerEvent.VENUE_CREDIT_ENDED)
# How a venue settles an invoice, or we do.
SETTLES = (
    *(LedgerEvent.PAYMENT, LedgerEvent.REFUND),
    *(LedgerEvent.RECEIVABLE_PAID, LedgerEvent.RECEIVABLE_WRITTEN_OFF, LedgerEvent.RECEIVABLE_UNDONE),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What changed a venue's balance in a period, in cents. Refunds, commission, credit that it gave, disputes, and
    payouts are negative.

    The balance is in two places: with us, and in the venue's account at Stripe.
    """

    opening_with_us: int
    opening_at_stripe: int
    earned: int
    refunds: int
    commission: int
    tips: int
    tax: int
    credit: int
    disputed: int
    settled: int
    other: int
    sent: int
    payouts: int

    @property
    def closing_with_us(self) -> int:
        changes = self.earned + self.refunds + self.commission + self.tips + self.tax + self.credit + self.disputed
        changes += self.settled + self.other
        return self.opening_with_us + changes - self.sent

    @property
    def closing_at_stripe(self) -> int:
        return self.opening_at_stripe + self.sent + self.payouts


@dataclass(frozen=True, slots=True)
class Sums:
    """What the postings of a venue on an account add up to for one event: before a period, and in it."""

    account: Account
    event: LedgerEvent
    before: int
    credit: int  # negative
    debit: int

    @property
    def change(self) -> int:
        return self.credit + self.debit


def statement_of(venue: Venue, period: Period) -> Statement:
    """Return a venue's statement. Two statements of the database, of which one sums the postings."""
    begin, end = period.instants(venue.zone)
    amount, before = LedgerPosting.amount_cents, LedgerEntry.at < begin

    def cents(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(amount).filter(condition), 0)

    def paid_out(condition: ColumnElement[bool]) -> ColumnElement[int]:
        found = select(func.coalesce(func.sum(Payout.amount_cents), 0))
        return found.where(Payout.venue_id == venue.id, Payout.status.in_(LEFT), condition).scalar_subquery()

    rows = session.execute(
        select(
            LedgerPosting.account,
            LedgerEntry.event,
            cents(before),
            cents(~before & (amount < 0)),
            cents(~before & (amount > 0)),
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerPosting.venue_id == venue.id, LedgerEntry.at < end)
        .group_by(LedgerPosting.account, LedgerEntry.event)
    )
    sums = [Sums(account, event, *map(int, numbers)) for account, event, *numbers in rows]
    held = [each for each in sums if each.account in HELD]
    moved = [each for each in held if each.event in MOVES]
    earnings = [each for each in sums if each.event is LedgerEvent.EARNING and each.account in EARNED]
    earned, refunds = sum(each.credit for each in earnings), sum(each.debit for each in earnings)
    commission = sum(each.change for each in earnings if each.account is Account.COMMISSION)
    tips = -sum(each.change for each in held if each.event is LedgerEvent.TIP)
    tax = -sum(each.change for each in held if each.event is LedgerEvent.TAX)
    credit = -sum(each.change for each in held if each.event in CREDIT)
    disputed = -sum(each.change for each in held if each.event in OF_DISPUTES)
    settled = -sum(each.change for each in held if each.event in SETTLES)
    sent, changed = sum(each.change for each in moved), -sum(each.change for each in held)
    in_period = Payout.arrives_on.between(period.first, period.last)
    paid_before, paid = session.execute(select(paid_out(Payout.arrives_on < period.first), paid_out(in_period))).one()
    return Statement(
        opening_with_us=-sum(each.before for each in held),
        opening_at_stripe=sum(each.before for each in moved) - int(paid_before),
        earned=-earned,
        refunds=-refunds,
        commission=commission,
        tips=tips,
        tax=tax,
        credit=credit,
        disputed=disputed,
        settled=settled,
        # Everything that has no line of its own.
        other=changed + earned + refunds - commission - tips - tax - credit - disputed - settled + sent,
        sent=sent,
        payouts=-int(paid),
    )
