"""What venues owe us, invoices for that, and what is open of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Integer, Select, case, cast, func, select
from sqlalchemy.orm import joinedload

from app.bookings.enums import OrderKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.core.errors import NotFound
from app.disputes.models import Dispute, DisputeAllocation
from app.invoices.errors import InvoiceErrorCode
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.payouts.models import Transfer, TransferReversal
from app.payouts.queries.transfers import owed_by_venue, underway
from app.receivables.enums import SettlementKind
from app.receivables.models import VenueInvoice, VenueInvoiceLine, VenueSettlement
from app.receivables.queries import Standing, read_standings, standings
from app.venues.payment_policy import LEAST_CHARGE_CENTS

MOST = 100


@dataclass(frozen=True, slots=True)
class Addition:
    """What was added to what a venue owes us, and what is open of it, in cents."""

    posting_id: int
    at: datetime
    open_cents: int


def venues_owing(before: datetime) -> Sequence[int]:
    """List the venues that owe us something since before a time. One statement."""
    found = session.scalars(
        select(LedgerPosting.venue_id)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerPosting.account == Account.VENUE_RECEIVABLE, LedgerPosting.venue_id.is_not(None))
        .group_by(LedgerPosting.venue_id)
        .having(func.sum(LedgerPosting.amount_cents) >= LEAST_CHARGE_CENTS, func.min(LedgerEntry.at) < before)
        .order_by(LedgerPosting.venue_id)
    )
    return [venue_id for venue_id in found if venue_id is not None]


def additions_of(venue_id: int) -> Sequence[Addition]:
    """List what is open of what was added to what a venue owes us, oldest first.

    Whatever settles it, open transfers included, settles the oldest first, unless it was undone. Two statements.
    """
    is_undone = LedgerEntry.event == LedgerEvent.RECEIVABLE_UNDONE
    rows = session.execute(
        select(LedgerPosting.id, LedgerEntry.at, LedgerPosting.amount_cents, is_undone)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerPosting.account == Account.VENUE_RECEIVABLE, LedgerPosting.venue_id == venue_id)
        .order_by(LedgerPosting.id)
    ).all()
    settled = underway(venue_id) - sum(cents for _, _, cents, is_undo in rows if cents < 0 or is_undo)
    found = []
    for number, at, cents, is_undo in rows:
        if cents > 0 and not is_undo:
            left = max(0, cents - settled)
            settled = max(0, settled - cents)
            found.append(Addition(number, at, left))
    return [each for each in found if each.open_cents]


def last_invoiced(venue_id: int) -> int:
    """Return the last posting that an invoice to a venue covers, or 0. One statement."""
    query = select(func.max(VenueInvoice.through_id)).where(VenueInvoice.venue_id == venue_id)
    return session.scalar(query) or 0


def next_number(year: int) -> int:
    """Return the number of the next invoice of a year. The caller keeps others from taking it too."""
    return (session.scalar(select(func.max(VenueInvoice.number)).where(VenueInvoice.year == year)) or 0) + 1


def latest_invoices() -> tuple[Sequence[Standing], Sequence[Standing]]:
    """Return all invoices that are open, the oldest first, and those that were settled last. Two statements."""
    still_open = read_standings(standings().where(VenueInvoice.id.in_(_open_ids())))
    return still_open[::-1], read_standings(standings().where(VenueInvoice.id.not_in(_open_ids())).limit(MOST))


def due_invoices(today: date) -> Sequence[Standing]:
    """Return the open invoices that are due on a day or before it, the oldest first. One statement."""
    due = VenueInvoice.id.in_(_open_ids()), VenueInvoice.due_on <= today
    return read_standings(standings().where(*due))[::-1]


def number_overdue(today: date) -> int:
    """Count the open invoices that were due before a day. One statement."""
    due = VenueInvoice.id.in_(_open_ids()), VenueInvoice.due_on < today
    return session.scalar(select(func.count(VenueInvoice.id)).where(*due)) or 0


def _open_ids() -> Select[int]:
    found = standings().subquery()
    return select(found.c.id).where(found.c.open_cents > 0)


def all_invoices() -> Sequence[Standing]:
    """Return all invoices, the newest first. One statement."""
    return read_standings(standings())


def invoice_with(public_id: str, *, venue_id: int | None = None) -> Standing:
    """Return an invoice by its number, of a venue if given. Raises NotFound. One statement."""
    query = standings().where(VenueInvoice.public_id == public_id)
    found = read_standings(query if venue_id is None else query.where(VenueInvoice.venue_id == venue_id))
    if not found:
        raise NotFound(InvoiceErrorCode.NO_SUCH_INVOICE)
    return found[0]


def settlement_with(public_id: str, *, lock: bool = False) -> VenueSettlement:
    """Return a bank payment or a write-off with its venue and who recorded it. Raises NotFound. One statement."""
    which = VenueSettlement.public_id == public_id, VenueSettlement.kind != SettlementKind.CARD
    query = select(VenueSettlement).where(*which)
    if lock:
        query = query.with_for_update(of=VenueSettlement).execution_options(populate_existing=True)
    whole = joinedload(VenueSettlement.venue), joinedload(VenueSettlement.recorded_by)
    found = session.scalar(query.options(*whole))
    if found is None:
        raise NotFound(InvoiceErrorCode.NO_SUCH_SETTLEMENT)
    return found


def standing_of(invoice_id: int) -> Standing:
    return read_standings(standings().where(VenueInvoice.id == invoice_id))[0]


def payable_now(venue_id: int, invoices: Iterable[Standing]) -> int:
    """Return what an owner can pay of the open invoices, in cents: less what transfers keep. Two statements."""
    return max(0, min(sum(each.open_cents for each in invoices), owed_by_venue(venue_id)))


def payment_underway(venue_id: int) -> Order | None:
    """Return the order with which an owner is paying invoices, if any. One statement."""
    return session.scalar(
        select(Order)
        .join(VenueSettlement, VenueSettlement.order_id == Order.id)
        .where(VenueSettlement.venue_id == venue_id, Order.state == OrderState.PENDING)
    )


def settlements_of(venue_id: int) -> Sequence[VenueSettlement]:
    """List what settled a venue's debt, apart from its transfers, newest first. One statement."""
    return session.scalars(
        select(VenueSettlement)
        .outerjoin(Order, Order.id == VenueSettlement.order_id)
        .where(
            VenueSettlement.venue_id == venue_id,
            VenueSettlement.order_id.is_(None) | (Order.state == OrderState.CONFIRMED),
        )
        .order_by(VenueSettlement.id.desc())
        .options(joinedload(VenueSettlement.recorded_by), joinedload(VenueSettlement.undone_by))
        .limit(MOST)
    ).all()


@dataclass(frozen=True, slots=True)
class Line:
    """What an invoice is for: a booking that was refunded or disputed after we paid its venue, given credit, or a
    payment that a bank took back.
    """

    cents: int
    at: datetime
    booking: Booking | None
    refund: Refund | None
    dispute: Dispute | None
    is_credit: bool = False  # the venue gave a guest credit
    # What was paid for with a payment that a bank took back: a package, a month of a membership, or invoices.
    taken_back: OrderKind | None = None


def lines_of(invoice: VenueInvoice) -> Sequence[Line]:
    """List what an invoice is for, oldest first. Three statements.

    A line names the last refund of its booking from before, or without one, the dispute.
    """
    event, key = LedgerEntry.event, LedgerEntry.key
    reversal_id = case((event == LedgerEvent.RECEIVABLE, cast(key, Integer)))
    lost_id = case((event == LedgerEvent.DISPUTE_LOST, cast(func.split_part(key, ":", 1), Integer)))
    query = (
        select(VenueInvoiceLine.amount_cents, LedgerEntry.at, Booking, event, Order.kind)
        .join(LedgerPosting, LedgerPosting.id == VenueInvoiceLine.posting_id)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .outerjoin(TransferReversal, TransferReversal.id == reversal_id)
        .outerjoin(Transfer, Transfer.id == TransferReversal.transfer_id)
        .outerjoin(Booking, Booking.id == Transfer.booking_id)
        .outerjoin(Dispute, Dispute.id == lost_id)
        .outerjoin(Order, Order.id == Dispute.order_id)
        .where(VenueInvoiceLine.invoice_id == invoice.id)
        .order_by(VenueInvoiceLine.posting_id)
        .options(joinedload(Booking.venue_order).joinedload(VenueOrder.venue))
    )
    rows = session.execute(query).all()
    ids = {booking.id for _, _, booking, *_ in rows if booking is not None}
    refunds = session.scalars(select(Refund).where(Refund.booking_id.in_(ids)).order_by(Refund.id.desc())).all()
    disputes = session.execute(
        select(DisputeAllocation.booking_id, Dispute)
        .join(Dispute, Dispute.id == DisputeAllocation.dispute_id)
        .where(DisputeAllocation.booking_id.in_(ids))
        .order_by(Dispute.id.desc())
    ).all()

    def line(
        cents: int, at: datetime, booking: Booking | None, event: LedgerEvent, taken_back: OrderKind | None
    ) -> Line:
        number = booking.id if booking else None
        refund = next((one for one in refunds if one.booking_id == number and one.created_at <= at), None)
        dispute = next((one for id_, one in disputes if id_ == number and one.created_at <= at), None)
        if refund and dispute and (refund.dispute_id is not None or dispute.created_at > refund.created_at):
            refund = None
        is_credit = event is LedgerEvent.VENUE_CREDIT
        return Line(cents, at, booking, refund, None if refund else dispute, is_credit, taken_back)

    return [line(*row) for row in rows]
