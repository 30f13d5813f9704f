"""What venues get back because they no longer owe it: they had paid it, or a transfer had kept it."""

from collections.abc import Sequence

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import aliased

from app.bookings.enums import RefundState
from app.bookings.models.refunds import Refund
from app.core.db import session
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.payouts.models import PayoutAccount, Transfer
from app.payouts.queries.transfers import OPEN
from app.receivables.models import VenueSettlement

# What a venue owes for a dispute, until the bank gives the money back or the guest's booking is canceled. The key of
# such an entry begins with the dispute's id.
OF_DISPUTES = (LedgerEvent.DISPUTE_LOST, LedgerEvent.VENUE_CREDIT_LOST)
WRITE_OFFS = (LedgerEvent.RECEIVABLE_WRITTEN_OFF, LedgerEvent.RECEIVABLE_UNDONE)
TO_BE_SENT = (RefundState.DUE, RefundState.SENT, RefundState.BLOCKED)


def to_return(venue_id: int) -> int:
    """Return how much a venue has paid us, or we have kept, beyond what it owes, in cents. Three statements.

    Refunds of its payments of invoices that aren't made yet return their part. What we wrote off, the venue never paid.
    """
    owes = select(func.coalesce(func.sum(LedgerPosting.amount_cents), 0))
    owes = owes.where(LedgerPosting.account == Account.VENUE_RECEIVABLE, LedgerPosting.venue_id == venue_id)
    refunding = (
        select(func.coalesce(func.sum(Refund.amount_cents), 0))
        .join(VenueSettlement, VenueSettlement.order_id == Refund.order_id)
        .where(VenueSettlement.venue_id == venue_id, Refund.stripe_id.is_(None), Refund.state.in_(TO_BE_SENT))
    )
    owed, refunded = session.scalars(owes).one(), session.scalars(refunding).one()
    return -int(owed + refunded) - _written_off(venue_id)


def _written_off(venue_id: int) -> int:
    """Return what we wrote off of a venue's debt, and didn't undo, in cents."""
    owes, lost = aliased(LedgerPosting), aliased(LedgerPosting)
    query = (
        select(func.coalesce(func.sum(lost.amount_cents), 0))
        .join(LedgerEntry, LedgerEntry.id == lost.entry_id)
        .join(owes, owes.entry_id == LedgerEntry.id)
        .where(owes.account == Account.VENUE_RECEIVABLE, owes.venue_id == venue_id)
        .where(lost.account == Account.WRITE_OFFS, LedgerEntry.event.in_(WRITE_OFFS))
    )
    return int(session.scalars(query).one())


def last_dispute(venue_id: int) -> int | None:
    """Return the dispute that last lowered what a venue owes us. One statement."""
    return session.scalar(
        select(cast(func.split_part(LedgerEntry.key, ":", 1), Integer))
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(
            LedgerPosting.account == Account.VENUE_RECEIVABLE,
            LedgerPosting.venue_id == venue_id,
            LedgerPosting.amount_cents < 0,
            LedgerEntry.event.in_(OF_DISPUTES),
        )
        .order_by(LedgerPosting.id.desc())
        .limit(1)
    )


def open_returns(venue_id: int) -> Sequence[Transfer]:
    """List the transfers that return something to a venue and are still to be made. One statement."""
    query = select(Transfer).where(Transfer.venue_id == venue_id, Transfer.dispute_id.is_not(None))
    query = query.where(Transfer.state.in_(OPEN)).order_by(Transfer.id)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def returns_due() -> int:
    """Return what is still to be returned to venues, in cents. One statement, and three for each such venue."""
    return sum(max(0, to_return(venue_id)) for venue_id in venues_to_return_to())


def venues_to_return_to(venue_id: int | None = None) -> Sequence[int]:
    """List the venues, or one, that have paid us more than they owe. One statement.

    Venues that haven't set up payouts are left out: nothing can be sent to them.
    """
    set_up = select(PayoutAccount.venue_id).where(PayoutAccount.is_submitted)
    query = (
        select(LedgerPosting.venue_id)
        .where(LedgerPosting.account == Account.VENUE_RECEIVABLE, LedgerPosting.venue_id.in_(set_up))
        .group_by(LedgerPosting.venue_id)
        .having(func.sum(LedgerPosting.amount_cents) < 0)
        .order_by(LedgerPosting.venue_id)
    )
    if venue_id is not None:
        query = query.where(LedgerPosting.venue_id == venue_id)
    return [number for number in session.scalars(query) if number is not None]
