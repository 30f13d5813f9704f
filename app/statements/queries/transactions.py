"""A venue's charges, refunds, fees, credit, disputes, and payouts in one list; and what each was charged in a year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Select, String, and_, case, cast, extract, func, literal, null, select, union_all
from sqlalchemy.engine import Row

from app.bookings.enums import AT_VENUE, OrderKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import PAID_FOR
from app.core.db import session
from app.credit.enums import BY_VENUES
from app.credit.models import CreditAccount, CreditMovement
from app.disputes.models import Dispute
from app.guests.models import Guest
from app.ledger.enums import Account
from app.ledger.models import LedgerEntry, LedgerPosting
from app.payouts.models import Payout, PayoutAccount
from app.payouts.queries.overview import LEFT
from app.payouts.queries.returns import OF_DISPUTES
from app.receipts.models import Receipt, receipt_name
from app.receipts.queries.movements import NOT_MOVED
from app.statements.enums import TransactionKind
from app.statements.periods import Period
from app.venues.models import Venue

PAGE = 50
SETTLED_AT = func.coalesce(Order.settled_at, Order.created_at)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One of them. `number` is a booking, a dispute, or a payout; a refund, a fee, and a payout are negative.

    A payment and a refund have a receipt, once it's numbered.
    """

    at: datetime
    kind: TransactionKind
    number: str
    service: str
    guest: str
    cents: int
    receipt_code: str
    receipt_number: str


def transactions_of(
    venue: Venue, period: Period, kind: TransactionKind | None, *, page: int
) -> tuple[Sequence[Transaction], bool]:
    """Return a page of a venue's transactions, newest first, and whether there are more. One statement."""
    rows = session.execute(_transactions(venue, period, kind).offset((page - 1) * PAGE).limit(PAGE + 1))
    found = [_transaction(venue, row) for row in rows]
    return found[:PAGE], len(found) > PAGE


def all_transactions(venue: Venue, period: Period, kind: TransactionKind | None) -> Iterator[Transaction]:
    """Yield all of a venue's transactions, newest first. One statement."""
    rows = session.execute(_transactions(venue, period, kind)).all()
    return (_transaction(venue, row) for row in rows)


def _transaction(
    venue: Venue, row: Row[datetime, str, str, str, str, int, str | None, int | None, int | None]
) -> Transaction:
    at, kind, number, service, guest, cents, code, year, receipt = row
    name = receipt_name(venue.id, year, receipt) if year and receipt else ""
    return Transaction(at, TransactionKind(kind), number, service, guest, int(cents), code or "", name)


def _transactions(
    venue: Venue, period: Period, kind: TransactionKind | None
) -> Select[datetime, str, str, str, str, int, str | None, int | None, int | None]:
    begin, end = period.instants(venue.zone)
    lists = (_charges, _refunds, _fees, _deals, _credit, _disputes, _payouts)
    found = union_all(*(each(venue) for each in lists)).subquery()
    own = and_(
        Receipt.venue_id == venue.id,
        Receipt.order_id == found.c.order_id,
        Receipt.refund_id.is_not_distinct_from(found.c.refund_id),
    )
    columns = found.c.at, found.c.kind, found.c.number, found.c.service, found.c.guest, found.c.cents
    query = (
        select(*columns, Receipt.public_id, Receipt.year, Receipt.number)
        .select_from(found)
        .outerjoin(Receipt, own)
        .where(found.c.at >= begin, found.c.at < end, found.c.cents != 0)
        .order_by(found.c.at.desc(), found.c.number, found.c.kind)
    )
    return query.where(found.c.kind == kind.value) if kind else query


# Seven lists with the same columns, named by the first: at, kind, number, service, guest, cents, order_id, refund_id.
def _charges(venue: Venue) -> Select[*tuple[Any, ...]]:
    kind = case((Order.kind == OrderKind.TIP, TransactionKind.TIP.value), else_=TransactionKind.CHARGE.value)
    return (
        select(
            SETTLED_AT.label("at"),
            kind.label("kind"),
            Booking.public_id.label("number"),
            Booking.title.label("service"),
            Order.name.label("guest"),
            func.sum(OrderLine.due_now_cents).label("cents"),
            Order.id.label("order_id"),
            null().label("refund_id"),
        )
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Booking, Booking.id == OrderLine.booking_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(VenueOrder.venue_id == venue.id, Order.state.in_(PAID_FOR), Order.kind.not_in(AT_VENUE))
        .group_by(Order.id, Booking.id)
    )


def _refunds(venue: Venue) -> Select[*tuple[Any, ...]]:
    return (
        select(
            func.coalesce(Refund.ended_at, Refund.created_at),
            literal(TransactionKind.REFUND.value),
            Booking.public_id,
            Booking.title,
            Order.name,
            -Refund.amount_cents,
            Order.id,
            Refund.id,
        )
        .select_from(Refund)
        .join(Order, Order.id == Refund.order_id)
        .join(Booking, Booking.id == Refund.booking_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(VenueOrder.venue_id == venue.id, Refund.state.not_in(NOT_MOVED))
    )


def _fees(venue: Venue) -> Select[*tuple[Any, ...]]:
    return _posted(venue, TransactionKind.FEE, Account.COMMISSION)


def _deals(venue: Venue) -> Select[*tuple[Any, ...]]:
    return _posted(venue, TransactionKind.DEAL, Account.PLATFORM_DISCOUNTS)


def _posted(venue: Venue, kind: TransactionKind, account: Account) -> Select[*tuple[Any, ...]]:
    """Select what was posted for a venue's bookings to an account that isn't theirs. Its debits are for the venue."""
    return (
        select(
            LedgerEntry.at,
            literal(kind.value),
            Booking.public_id,
            Booking.title,
            literal(""),
            LedgerPosting.amount_cents,
            null(),
            null(),
        )
        .select_from(LedgerPosting)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .join(Booking, Booking.id == LedgerPosting.booking_id)
        .where(LedgerPosting.venue_id == venue.id, LedgerPosting.account == account)
    )


def _credit(venue: Venue) -> Select[*tuple[Any, ...]]:
    at, kind = CreditMovement.at, literal(TransactionKind.CREDIT.value)
    columns = literal(""), CreditMovement.reason, Guest.name, -CreditMovement.amount_cents, null(), null()
    return (
        select(at, kind, *columns)
        .select_from(CreditMovement)
        .join(CreditAccount, CreditAccount.id == CreditMovement.account_id)
        .join(Guest, (Guest.user_id == CreditAccount.user_id) & (Guest.venue_id == CreditMovement.venue_id))
        .where(CreditMovement.venue_id == venue.id, CreditMovement.kind.in_(BY_VENUES))
    )


def _disputes(venue: Venue) -> Select[*tuple[Any, ...]]:
    """Select what a venue owes for payments that banks took back, which are about none of its bookings."""
    nothing, kind = literal(""), literal(TransactionKind.DISPUTE.value)
    number = func.split_part(LedgerEntry.key, ":", 1)
    return (
        select(LedgerEntry.at, kind, Dispute.public_id, nothing, nothing, -LedgerPosting.amount_cents, null(), null())
        .select_from(LedgerPosting)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .join(Dispute, cast(Dispute.id, String) == number)
        .where(LedgerPosting.venue_id == venue.id, LedgerPosting.account == Account.VENUE_RECEIVABLE)
        .where(LedgerEntry.event.in_(OF_DISPUTES))
    )


def _payouts(venue: Venue) -> Select[*tuple[Any, ...]]:
    arrives = func.timezone(venue.zone_name, cast(Payout.arrives_on, DateTime(timezone=False)))
    kind = literal(TransactionKind.PAYOUT.value)
    nothing = literal("")
    columns = arrives, kind, Payout.public_id, nothing, nothing, -Payout.amount_cents, null(), null()
    return select(*columns).where(Payout.venue_id == venue.id, Payout.status.in_(LEFT))


@dataclass(frozen=True, slots=True)
class GrossAmount:
    """What guests paid for a venue in a year: before commission, fees, and refunds. `months` has twelve amounts."""

    venue: Venue
    stripe_id: str
    payments: int
    cents: int
    months: Sequence[int]


def gross_amounts(year: int) -> Sequence[GrossAmount]:
    """Return the gross amounts that Form 1099-K reports, by venue, the largest first. One statement.

    A payment counts in the month in which the guest paid, where the venue is. What credit at the venue pays doesn't:
    the guest paid for it before, or the venue gave it.
    """
    local = func.timezone(Venue.zone_name, SETTLED_AT)
    month, cents = extract("month", local), func.sum(OrderLine.due_now_cents - OrderLine.venue_credit_cents)
    months = [func.coalesce(cents.filter(month == number), 0) for number in range(1, 13)]
    rows = session.execute(
        select(Venue, func.coalesce(PayoutAccount.stripe_id, ""), func.count(Order.id.distinct()), cents, *months)
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Booking, Booking.id == OrderLine.booking_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Venue, Venue.id == VenueOrder.venue_id)
        .outerjoin(PayoutAccount, PayoutAccount.venue_id == Venue.id)
        .where(Order.state.in_(PAID_FOR), Order.kind.not_in(AT_VENUE), extract("year", local) == year)
        .group_by(Venue.id, PayoutAccount.stripe_id)
        .having(cents > 0)
        .order_by(cents.desc(), Venue.id)
    )
    return [GrossAmount(row[0], row[1], row[2], int(row[3]), [int(each) for each in row[4:]]) for row in rows]
