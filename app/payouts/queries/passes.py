"""What venues are owed for packages that expired, which have no booking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.passes.models import Pass
from app.payouts.models import PayoutAccount, Transfer
from app.payouts.queries.transfers import OPEN


@dataclass(frozen=True, slots=True)
class Breakage:
    """What a venue has earned with what expired of a package, after our commission, in cents, and when it last did."""

    cents: int
    commission_cents: int
    at: datetime


def breakage_of(held: Pass) -> Breakage | None:
    """Return what has expired of a package, or None. One statement."""
    row = session.execute(
        select(
            -func.sum(LedgerPosting.amount_cents).filter(LedgerPosting.account == Account.VENUE_PAYABLE),
            func.coalesce(-func.sum(LedgerPosting.amount_cents).filter(LedgerPosting.account == Account.COMMISSION), 0),
            func.max(LedgerEntry.at),
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerEntry.event == LedgerEvent.BREAKAGE, LedgerEntry.key.startswith(f"{held.id}:"))
    ).one()
    return Breakage(int(row[0] or 0), int(row[1]), row[2]) if row[2] else None


def transfers_of_pass(order_id: int) -> Sequence[Transfer]:
    """List the transfers for what expired of the package that an order paid for, oldest first. Two statements."""
    return (
        session.scalars(
            select(Transfer)
            .where(Transfer.order_id == order_id, Transfer.booking_id.is_(None))
            .order_by(Transfer.id)
            .options(joinedload(Transfer.reversals))
            .execution_options(populate_existing=True)
        )
        .unique()
        .all()
    )


def open_transfers_of_pass(pass_id: int) -> Sequence[int]:
    """Return the ids of those that are still to be sent. One statement."""
    query = select(Transfer.id).join(Pass, Pass.order_id == Transfer.order_id)
    query = query.where(Pass.id == pass_id, Transfer.booking_id.is_(None), Transfer.state.in_(OPEN))
    return session.scalars(query.order_by(Transfer.id)).all()


def unsettled_passes(venue_id: int | None = None) -> Sequence[int]:
    """List the expired packages whose venue is owed something for them. One statement.

    Venues that haven't set up payouts are left out: nothing can be sent to them.
    """
    made = (
        select(func.coalesce(func.sum(Transfer.amount_cents + Transfer.offset_cents), 0))
        .where(Transfer.order_id == Pass.order_id, Transfer.booking_id.is_(None), Transfer.state.not_in(OPEN))
        .correlate(Pass)
        .scalar_subquery()
    )
    earned = (
        select(-func.sum(LedgerPosting.amount_cents))
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerEntry.event == LedgerEvent.BREAKAGE, LedgerPosting.account == Account.VENUE_PAYABLE)
        .where(func.split_part(LedgerEntry.key, ":", 1) == cast(Pass.id, String))
        .correlate(Pass)
        .scalar_subquery()
    )
    set_up = select(PayoutAccount.venue_id).where(PayoutAccount.is_submitted)
    query = select(Pass.id).where(Pass.venue_id.in_(set_up), earned > made)
    if venue_id is not None:
        query = query.where(Pass.venue_id == venue_id)
    return session.scalars(query.order_by(Pass.id)).all()
