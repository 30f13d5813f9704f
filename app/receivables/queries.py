"""Invoices to venues, and what is open of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from app.core.db import session
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.receivables.models import VenueInvoice, VenueSettlement
from app.venues.models import Venue

MOST = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """An invoice, and what is open of it in cents."""

    invoice: VenueInvoice
    open_cents: int

    def is_overdue(self, today: date) -> bool:
        return self.open_cents > 0 and self.invoice.due_on < today


def standings() -> Select[VenueInvoice, int]:
    """Select invoices, newest first, with what is open of them.

    That is what was added up to their last posting, less all that was settled: the oldest is settled first. What was
    settled by mistake, and undone, wasn't.
    """
    posting = aliased(LedgerPosting)
    amount, settles = posting.amount_cents, LedgerEntry.event == LedgerEvent.RECEIVABLE_UNDONE
    left = (
        select(func.sum(amount).filter((amount < 0) | settles | (posting.id <= VenueInvoice.through_id)))
        .join(LedgerEntry, LedgerEntry.id == posting.entry_id)
        .where(posting.account == Account.VENUE_RECEIVABLE, posting.venue_id == VenueInvoice.venue_id)
        .correlate(VenueInvoice)
        .scalar_subquery()
    )
    open_cents = func.greatest(func.least(VenueInvoice.amount_cents, left), 0).label("open_cents")
    return (
        select(VenueInvoice, open_cents)
        .options(joinedload(VenueInvoice.venue).joinedload(Venue.owner))
        .order_by(VenueInvoice.id.desc())
    )


def read_standings(query: Select[VenueInvoice, int]) -> Sequence[Standing]:
    return [Standing(invoice, int(cents)) for invoice, cents in session.execute(query)]


def invoices_of(venue_id: int) -> Sequence[Standing]:
    """List a venue's invoices, newest first. One statement."""
    return read_standings(standings().where(VenueInvoice.venue_id == venue_id).limit(MOST))


def venue_that_pays(order_id: int) -> int | None:
    """Return the venue that an order pays what it owes for, or None for other orders. One statement."""
    return session.scalar(select(VenueSettlement.venue_id).where(VenueSettlement.order_id == order_id))
